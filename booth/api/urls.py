from django.urls import path

from booth.api import control_views, guest_views, join_views, views

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
    path("events/<slug:slug>/invitations/", guest_views.invitations, name="invitation-list"),
    path(
        "events/<slug:slug>/invitations/<int:pk>/",
        guest_views.invitation,
        name="invitation-detail",
    ),
    path("events/<slug:slug>/guests/", guest_views.guest_list, name="guest-list"),
    path(
        "events/<slug:slug>/guests/<uuid:public_id>/admit/",
        guest_views.admit_guest,
        name="guest-admit",
    ),
    path(
        "events/<slug:slug>/guests/<uuid:public_id>/remove/",
        guest_views.remove_guest,
        name="guest-remove",
    ),
    path("events/<slug:slug>/companions/", guest_views.companions, name="companion-list"),
    path("join/", join_views.come_in, name="join"),
    path("join/leave/", join_views.leave, name="join-leave"),
    path("join/video/", join_views.video, name="join-video"),
    path("join/frames/", join_views.frames, name="join-frames"),
]
