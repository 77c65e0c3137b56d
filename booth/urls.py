from django.urls import path

from booth import join, views

app_name = "booth"
urlpatterns = [
    path("", views.index, name="index"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("<slug:slug>/", views.booth, name="booth"),
    path("<slug:slug>/control/", views.control, name="control"),
    path("<slug:slug>/join/<str:token>/", join.join, name="join"),
]
