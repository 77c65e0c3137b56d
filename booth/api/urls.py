from django.urls import path

from booth.api import views

app_name = "booth-api"
urlpatterns = [
    path("events/<slug:slug>/snaps/", views.snaps, name="snap-list"),
    path("events/<slug:slug>/snaps/<uuid:public_id>/", views.snap_detail, name="snap-detail"),
    path("events/<slug:slug>/smile-scores/", views.smile_scores, name="smile-scores"),
]
