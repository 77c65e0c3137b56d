from django.urls import path

from messaging import pages, views

app_name = "messaging"
urlpatterns = [
    path("s/<str:token>/messages/", views.ask, name="ask"),
    path("booth/<slug:slug>/messages/", pages.board, name="board"),
]
