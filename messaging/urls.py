from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [path("s/<str:token>/messages/", views.ask, name="ask")]
