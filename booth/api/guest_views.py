"""Guests from afar, as staff and booths deal with them."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from booth import guests
from booth.api.guest_serializers import (
    GuestListSerializer,
    InvitationOrderSerializer,
    InvitationSerializer,
    KeptSerializer,
    LetInSerializer,
    RemoteGuestSerializer,
    StandInSerializer,
)
from booth.models import BoothSession, Invitation, RemoteGuest
from booth.video import get_backend
from gallery.api.access import event_run_by, user_of
from gallery.api.serializers import ErrorSerializer
from gallery.api.views import created_or_ok
from gallery.models import Companion, Event
from gallery.services.companions import keep_companion


def _booth(event: Event, public_id: UUID) -> BoothSession:
    booth: BoothSession = get_object_or_404(
        BoothSession.objects.select_related("event"), event=event, public_id=public_id
    )
    return booth


def _guest(event: Event, public_id: UUID) -> RemoteGuest:
    rows = RemoteGuest.objects.select_related("invitation__event", "booth_session")
    guest: RemoteGuest = get_object_or_404(rows, invitation__event=event, public_id=public_id)
    return guest


@extend_schema(
    methods=["POST"],
    summary="Invite a guest from afar",
    request=InvitationOrderSerializer,
    responses={201: InvitationSerializer, 404: ErrorSerializer, 409: ErrorSerializer},
)
@extend_schema(
    methods=["GET"],
    summary="Invitations that work",
    operation_id="events_invitations_list",
    responses={200: InvitationSerializer(many=True)},
)
@api_view(["GET", "POST"])
def invitations(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    if request.method == "GET":
        rows = event.invitations.select_related("event", "booth_session")[:50]
        alive = [each for each in rows if each.is_alive]
        return Response({"results": InvitationSerializer(alive, many=True).data})
    order = InvitationOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    booth = order.validated_data.get("booth")
    invitation = guests.invite(
        event=event,
        booth_session=_booth(event, booth) if booth else None,
        user=user_of(request),
        hours=order.validated_data["hours"],
        most_guests=order.validated_data["most_guests"],
    )
    return Response(InvitationSerializer(invitation).data, status=201)


@extend_schema(summary="End an invitation", request=None, responses={204: None})
@api_view(["DELETE"])
def invitation(request: Request, slug: str, pk: int) -> Response:
    event = event_run_by(request, slug)
    found: Invitation = get_object_or_404(event.invitations.select_related("event"), pk=pk)
    guests.revoke(found)
    return Response(status=204)


@extend_schema(summary="Guests who wait or are present", responses={200: GuestListSerializer})
@api_view(["GET"])
def guest_list(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    found = RemoteGuestSerializer(guests.guests_of(event), many=True).data
    return Response({"has_live_video": get_backend().is_live, "results": found})


@extend_schema(
    summary="Let a guest in",
    request=LetInSerializer,
    responses={200: RemoteGuestSerializer, 404: ErrorSerializer, 409: ErrorSerializer},
)
@api_view(["POST"])
def admit_guest(request: Request, slug: str, public_id: UUID) -> Response:
    event = event_run_by(request, slug)
    order = LetInSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    session = _booth(event, order.validated_data["booth"])
    guest = guests.let_in(guest=_guest(event, public_id), session=session)
    return Response(RemoteGuestSerializer(guest).data)


@extend_schema(
    summary="Put a guest out, or let them not in",
    request=None,
    responses={200: RemoteGuestSerializer, 404: ErrorSerializer},
)
@api_view(["POST"])
def remove_guest(request: Request, slug: str, public_id: UUID) -> Response:
    guest = _guest(event_run_by(request, slug), public_id)
    guests.put_out(guest)
    guest.refresh_from_db()
    return Response(RemoteGuestSerializer(guest).data)


@extend_schema(
    summary="Upload a stand-in",
    description="The booth's view of somebody elsewhere, until their own frame comes, or for good.",
    request={"multipart/form-data": StandInSerializer},
    responses={201: KeptSerializer, 200: KeptSerializer, 409: ErrorSerializer},
)
@api_view(["POST"])
@parser_classes([MultiPartParser])
def companions(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    upload = StandInSerializer(data=request.data)
    upload.is_valid(raise_exception=True)
    data: dict[str, Any] = upload.validated_data
    known = RemoteGuest.objects.filter(invitation__event=event, public_id=data["person"])
    if not known.exists():
        raise Http404
    image: UploadedFile[bytes] = data["image"]
    _, is_new = keep_companion(
        event=event,
        snap_key=data["snap_key"],
        person=data["person"],
        file=image,
        size=image.size or 0,
        source=Companion.Source.STAND_IN,
    )
    return Response({"idempotency_key": data["idempotency_key"]}, status=created_or_ok(is_new))
