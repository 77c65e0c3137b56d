from django.urls import path

from messaging.api import views

app_name = "messaging-api"
urlpatterns = [path("events/<slug:slug>/messages/", views.messages, name="message-list")]
