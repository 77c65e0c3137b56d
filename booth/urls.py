from django.urls import path

from booth import views

app_name = "booth"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.booth, name="booth"),
]
