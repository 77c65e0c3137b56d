from django.urls import path

from messaging.webhooks import views

app_name = "vonage"
urlpatterns = [
    path("status/", views.status, name="status"),
    path("inbound/", views.inbound, name="inbound"),
]
