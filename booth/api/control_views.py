"""Heartbeats of booths, commands to them, and the way into their video rooms."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Max
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from booth import control
from booth.api.control_serializers import (
    AdmissionOrderSerializer,
    AdmissionSerializer,
    BoothSerializer,
    CommandOrderSerializer,
    CommandSerializer,
    HeartbeatAnswerSerializer,
    HeartbeatSerializer,
    SmileSettingsSerializer,
)
from booth.api.guest_serializers import SeatSerializer
from booth.api.sessions import booth_session_of
from booth.broadcasting import admit
from booth.guests import seated_at
from booth.models import BoothIncident, BoothSession, Capture
from booth.video import Member, Role, VideoError, get_backend
from gallery.api.access import event_run_by, user_of
from gallery.api.serializers import ErrorSerializer, thumb_url
from gallery.errors import GalleryError
from gallery.models import Event, EventMembership, Snap, Work

INCIDENTS_SHOWN = 20


class UnknownBooth(GalleryError):
    status = 404
    code = "unknown_booth"


class VideoUnavailable(GalleryError):
    """The provider does not answer; the page goes on with its own camera."""

    status = 503
    code = "video_unavailable"


@extend_schema(
    summary="Say how the booth is",
    description="Sent by the booth's page; the answer names the commands that are still open.",
    request=HeartbeatSerializer,
    responses={200: HeartbeatAnswerSerializer, 404: ErrorSerializer},
)
@api_view(["POST"])
def heartbeat(request: Request, slug: str, public_id: UUID) -> Response:
    event = event_run_by(request, slug)
    said = HeartbeatSerializer(data=request.data)
    said.is_valid(raise_exception=True)
    session = booth_session_of(request, event, public_id)
    if session is None:
        raise UnknownBooth("This booth belongs to another event.")
    commands = control.hear_from_booth(session=session, **said.validated_data)
    return Response(
        {
            "commands": [control.as_told(command) for command in commands],
            "guests": SeatSerializer(seated_at(session), many=True).data,
            "video_session_id": session.video_session_id,
            "smiles": SmileSettingsSerializer(event).data,
        }
    )


@extend_schema(summary="The event's booths", responses={200: BoothSerializer(many=True)})
@api_view(["GET"])
def booths(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    sessions = control.booths_of(event)
    context = {"snap_urls": _last_snaps(sessions), "incidents": _incidents(sessions)}
    return Response({"results": BoothSerializer(sessions, many=True, context=context).data})


def _last_snaps(sessions: list[BoothSession]) -> dict[int, str | None]:
    newest = dict(
        Capture.objects.filter(booth_session__in=sessions, snap__rendition_status=Work.READY)
        .values_list("booth_session_id")
        .annotate(Max("snap_id"))
    )
    snaps = Snap.objects.select_related("event").in_bulk(newest.values())
    return {pk: thumb_url(snaps[snap_pk]) for pk, snap_pk in newest.items() if snap_pk in snaps}


def _incidents(sessions: list[BoothSession]) -> dict[int, list[BoothIncident]]:
    shown: dict[int, list[BoothIncident]] = defaultdict(list)
    found = BoothIncident.objects.filter(booth_session__in=sessions)
    for incident in found[: INCIDENTS_SHOWN * max(1, len(sessions))]:
        if len(shown[incident.booth_session_id]) < INCIDENTS_SHOWN:
            shown[incident.booth_session_id].append(incident)
    return shown


def _booth(event: Event, public_id: UUID) -> BoothSession:
    session = BoothSession.objects.select_related("event").filter(event=event, public_id=public_id)
    found = session.first()
    if found is None:
        raise UnknownBooth("This event has no such booth.")
    return found


@extend_schema(
    summary="Ask a booth for something",
    request=CommandOrderSerializer,
    responses={201: CommandSerializer, 404: ErrorSerializer, 409: ErrorSerializer},
)
@api_view(["POST"])
def commands(request: Request, slug: str, public_id: UUID) -> Response:
    session = _booth(event_run_by(request, slug), public_id)
    order = CommandOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    command = control.give_command(session=session, user=user_of(request), **order.validated_data)
    return Response(control.as_told(command), status=201)


@extend_schema(
    summary="Enter a booth's video room",
    request=AdmissionOrderSerializer,
    responses={200: AdmissionSerializer, 404: ErrorSerializer, 503: ErrorSerializer},
)
@api_view(["POST"])
def video(request: Request, slug: str, public_id: UUID) -> Response:
    event = event_run_by(request, slug)
    session = _booth(event, public_id)
    order = AdmissionOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    backend = get_backend()
    if not backend.is_live:
        return Response({"is_live": False})
    is_booth = order.validated_data["role"] == "booth"
    role = Role.PUBLISH if is_booth else _watching_role(request, event)
    try:
        admission = admit(
            session=session,
            role=role,
            member=_member(session) if is_booth else Member(Member.Kind.STAFF),
            refused_id=order.validated_data["refused"],
        )
    except VideoError as error:
        raise VideoUnavailable("Live video does not answer. The booth goes on without.") from error
    answer: dict[str, Any] = {
        "is_live": True,
        "video_session_id": admission.video_session_id,
        "token": admission.token,
        "expires_at": admission.expires_at,
        "config": backend.page_config(),
    }
    return Response(answer)


def _member(session: BoothSession) -> Member:
    name = str(session.state.get("name", ""))
    return Member(Member.Kind.BOOTH, name, str(session.public_id))


def _watching_role(request: Request, event: Event) -> Role:
    """Owners and moderators may also put somebody out of the room; operators only watch."""
    may = [EventMembership.Role.OWNER, EventMembership.Role.MODERATOR]
    user = user_of(request)
    if user is None:
        return Role.WATCH
    if user.is_superuser or event.memberships.filter(user=user, role__in=may).exists():
        return Role.MODERATE
    return Role.WATCH
