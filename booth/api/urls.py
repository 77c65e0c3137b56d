from django.urls import path

from booth.api import control_views, views

app_name = "booth-api"
urlpatterns = [
    path("events/<slug:slug>/snaps/", views.snaps, name="snap-list"),
    path("events/<slug:slug>/snaps/<uuid:public_id>/", views.snap_detail, name="snap-detail"),
    path("events/<slug:slug>/smile-scores/", views.smile_scores, name="smile-scores"),
    path("events/<slug:slug>/booths/", control_views.booths, name="booth-list"),
    path(
        "events/<slug:slug>/booths/<uuid:public_id>/heartbeat/",
        control_views.heartbeat,
        name="booth-heartbeat",
    ),
    path(
        "events/<slug:slug>/booths/<uuid:public_id>/commands/",
        control_views.commands,
        name="booth-commands",
    ),
    path(
        "events/<slug:slug>/booths/<uuid:public_id>/video/",
        control_views.video,
        name="booth-video",
    ),
]
