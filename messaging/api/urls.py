from django.urls import path

from messaging.api import board, views

app_name = "messaging-api"
EVENT = "events/<slug:slug>"
urlpatterns = [
    path(f"{EVENT}/texting/", views.texting, name="texting"),
    path(f"{EVENT}/messages/", views.messages, name="message-list"),
    path(f"{EVENT}/messages/board/", board.board, name="message-board"),
    path(f"{EVENT}/messages/find/", board.find, name="message-find"),
    path(f"{EVENT}/messages/inbound/", board.inbound, name="message-inbound"),
    path(f"{EVENT}/messages/<uuid:public_id>/", board.message, name="message"),
    path(f"{EVENT}/messages/<uuid:public_id>/resend/", board.resend, name="message-resend"),
    path(f"{EVENT}/messages/<uuid:public_id>/cancel/", board.cancel, name="message-cancel"),
    path(f"{EVENT}/messages/<uuid:public_id>/settle/", board.settle, name="message-settle"),
]
