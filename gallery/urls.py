from django.urls import path

from gallery.views import (
    archive,
    events,
    feed,
    images,
    pages,
    passcode,
    share,
    takedown,
    uploads,
    wall,
)

app_name = "gallery"
urlpatterns = [
    path("", pages.home, name="home"),
    path("robots.txt", pages.robots_txt, name="robots"),
    path("e/<slug:slug>/", events.event, name="event"),
    path("e/<slug:slug>/passcode/", passcode.passcode, name="passcode"),
    path("e/<slug:slug>/add/", uploads.add_photos, name="add"),
    path("e/<slug:slug>/takedown/", takedown.takedown, name="takedown"),
    path("e/<slug:slug>/cards/", events.cards, name="cards"),
    path("e/<slug:slug>/photos.zip", archive.photos_zip, name="photos-zip"),
    path("e/<slug:slug>/live/", feed.live_feed, name="live"),
    path("e/<slug:slug>/wall/", wall.wall, name="wall"),
    path("e/<slug:slug>/logo.png", images.logo, name="logo"),
    path(
        "e/<slug:slug>/snaps/<uuid:public_id>/<str:picture>", images.snap_image, name="snap-image"
    ),
    path(
        "e/<slug:slug>/strips/<uuid:public_id>/<str:picture>",
        images.strip_image,
        name="strip-image",
    ),
    path("s/<str:token>/", share.share, name="share"),
    path("s/<str:token>/takedown/", takedown.shared_takedown, name="share-takedown"),
    path("s/<str:token>/<str:picture>", share.share_image, name="share-image"),
]
