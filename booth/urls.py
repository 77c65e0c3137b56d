from django.urls import path

from booth import views

app_name = "booth"
urlpatterns = [
    path("", views.index, name="index"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("<slug:slug>/", views.booth, name="booth"),
    path("<slug:slug>/control/", views.control, name="control"),
]
