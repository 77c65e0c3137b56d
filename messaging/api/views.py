"""Texting a link to a guest."""

from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from gallery.api.access import event_run_by, keys_asked_for, user_of
from gallery.api.serializers import ErrorSerializer
from gallery.api.views import KEYS, created_or_ok
from gallery.errors import UnknownPhoto
from gallery.models import Event, ShareLink
from messaging.api.serializers import (
    MessageOrderSerializer,
    MessageSerializer,
    TextingSerializer,
)
from messaging.models import Message
from messaging.services import request_message
from messaging.services.board import texting_of


@extend_schema(
    methods=["POST"],
    summary="Text or e-mail a link to a guest",
    description="Only after the guest's consent. The answer does not wait for the text.",
    request=MessageOrderSerializer,
    responses={
        201: MessageSerializer,
        200: MessageSerializer,
        400: ErrorSerializer,
        404: ErrorSerializer,
        409: ErrorSerializer,
        429: ErrorSerializer,
    },
)
@extend_schema(
    methods=["GET"],
    operation_id="events_messages_status",
    summary="How far texts have come",
    parameters=[KEYS],
    responses={200: MessageSerializer(many=True)},
)
@api_view(["GET", "POST"])
@sensitive_variables("order", "asked")
def messages(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    if request.method == "GET":
        found = Message.objects.filter(event=event, idempotency_key__in=keys_asked_for(request))
        return Response({"results": MessageSerializer(found, many=True).data})
    order = MessageOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    asked = order.validated_data
    message, is_new = request_message(
        event=event,
        share=_share(event, asked["token"]),
        phone=asked.get("phone", ""),
        email=asked.get("email", ""),
        consent_text=asked["consent_text"],
        consented=asked["consent"],
        wants_news=asked["wants_news"],
        idempotency_key=asked["idempotency_key"],
        device=asked["device"],
        language=asked["language"],
        actor=user_of(request),
    )
    return Response(MessageSerializer(message).data, status=created_or_ok(is_new))


@extend_schema(
    summary="Whether and how guests may ask for texts",
    responses={200: TextingSerializer, 404: ErrorSerializer},
)
@api_view(["GET"])
def texting(request: Request, slug: str) -> Response:
    return Response(texting_of(event_run_by(request, slug)))


def _share(event: Event, token: str) -> ShareLink:
    share = (
        ShareLink.objects.select_related("event", "snap", "strip")
        .filter(event=event, token=token)
        .first()
    )
    if share is None:
        raise UnknownPhoto("The link to this photo has not arrived yet.")
    return share
