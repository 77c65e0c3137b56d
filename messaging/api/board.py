"""The staff's board: an event's texts, what they cost, and what to do about those that failed."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from gallery.api.access import event_run_by, user_of
from gallery.api.serializers import ErrorSerializer
from gallery.api.views import created_or_ok
from gallery.models import Event
from messaging.api.serializers import (
    BoardMessageSerializer,
    BoardSerializer,
    InboundSerializer,
    MessageDetailSerializer,
    RecipientSerializer,
    ResendSerializer,
    SettleSerializer,
)
from messaging.models import InboundText, Message
from messaging.recipients import Recipient
from messaging.services import cancel_message, resend_message, settle_unknown
from messaging.services.board import GROUPS, board_rows, page_of, summary_of

MOST_INBOUND = 100
REFUSALS = {404: ErrorSerializer, 409: ErrorSerializer, 429: ErrorSerializer}


@extend_schema(
    summary="An event's texts, with totals and cost",
    parameters=[
        OpenApiParameter("show", str, description=f"Of {', '.join(GROUPS)}; commas between."),
        OpenApiParameter("after", UUID, description="`next` of the page before."),
    ],
    responses={200: BoardSerializer, 404: ErrorSerializer},
)
@api_view(["GET"])
def board(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    asked = request.query_params.get("show", "").split(",")
    groups = [name for name in asked if name in GROUPS]
    return _page(event, groups=groups, after=_uuid(request.query_params.get("after", "")))


@extend_schema(
    summary="The texts to one number or address",
    description="By POST, so that no number gets into an address or a server's log.",
    request=RecipientSerializer,
    responses={200: BoardSerializer, 400: ErrorSerializer, 404: ErrorSerializer},
)
@api_view(["POST"])
@sensitive_variables("wanted", "recipient")
def find(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    wanted = RecipientSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    phone, email = wanted.validated_data.get("phone"), wanted.validated_data.get("email")
    recipient = Recipient.from_email(email) if email else Recipient.from_phone(phone, event.region)
    return _page(event, recipient=recipient)


@extend_schema(
    summary="What guests' phones answered",
    responses={200: InboundSerializer(many=True), 404: ErrorSerializer},
)
@api_view(["GET"])
def inbound(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    found = InboundText.objects.filter(event=event)[:MOST_INBOUND]
    return Response({"results": InboundSerializer(found, many=True).data})


@extend_schema(
    summary="One text, with its history and consent",
    responses={200: MessageDetailSerializer, 404: ErrorSerializer},
)
@api_view(["GET"])
def message(request: Request, slug: str, public_id: UUID) -> Response:
    return Response(MessageDetailSerializer(_message(request, slug, public_id)).data)


@extend_schema(
    summary="Send again what did not arrive, to a corrected number if need be",
    description="A new text takes its place; a repeat of the call answers with the same one.",
    request=ResendSerializer,
    responses={201: BoardMessageSerializer, 200: BoardMessageSerializer, 400: ErrorSerializer}
    | REFUSALS,
)
@api_view(["POST"])
@sensitive_variables("order")
def resend(request: Request, slug: str, public_id: UUID) -> Response:
    old = _message(request, slug, public_id)
    order = ResendSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    new, is_new = resend_message(
        message=old,
        idempotency_key=order.validated_data["idempotency_key"],
        phone=order.validated_data.get("phone", ""),
        email=order.validated_data.get("email", ""),
        actor=user_of(request),
    )
    data = BoardMessageSerializer(board_rows(old.event).get(pk=new.pk)).data
    return Response(data, status=created_or_ok(is_new))


@extend_schema(
    summary="Cancel a text that waits",
    request=None,
    responses={200: BoardMessageSerializer} | REFUSALS,
)
@api_view(["POST"])
def cancel(request: Request, slug: str, public_id: UUID) -> Response:
    found = _message(request, slug, public_id)
    cancel_message(message=found, actor=user_of(request))
    return Response(BoardMessageSerializer(_message(request, slug, public_id)).data)


@extend_schema(
    summary="Say whether an unknown text arrived",
    request=SettleSerializer,
    responses={200: BoardMessageSerializer, 400: ErrorSerializer} | REFUSALS,
)
@api_view(["POST"])
def settle(request: Request, slug: str, public_id: UUID) -> Response:
    found = _message(request, slug, public_id)
    answer = SettleSerializer(data=request.data)
    answer.is_valid(raise_exception=True)
    has_arrived = answer.validated_data["has_arrived"]
    settle_unknown(message=found, has_arrived=has_arrived, actor=user_of(request))
    return Response(BoardMessageSerializer(_message(request, slug, public_id)).data)


def _page(event: Event, **wanted: Any) -> Response:
    found, following = page_of(event, **wanted)
    rows = BoardMessageSerializer(found, many=True).data
    return Response({"results": rows, "next": following, **summary_of(event)})


def _message(request: Request, slug: str, public_id: UUID) -> Message:
    event = event_run_by(request, slug)
    return get_object_or_404(board_rows(event), public_id=public_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
