from django.urls import path

from gallery.api import views

app_name = "gallery-api"
urlpatterns = [
    path("events/<slug:slug>/strips/", views.strips, name="strip-list"),
    path("events/<slug:slug>/strips/<uuid:key>/", views.strip_detail, name="strip-detail"),
    path("events/<slug:slug>/shares/", views.shares, name="share-list"),
]
