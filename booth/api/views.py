"""Taking snaps, and scoring small frames for auto mode."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, parser_classes, throttle_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from booth.api.serializers import FrameSerializer, SmileScoreSerializer, UploadSerializer
from booth.api.sessions import booth_session_of
from booth.services import take_snap
from booth.smile import LOCAL, SmileError, load_backend
from booth.smile.base import CHECK_SIZE
from gallery.api.access import event_run_by, keys_asked_for
from gallery.api.serializers import ErrorSerializer, SnapSerializer
from gallery.api.views import KEYS, created_or_ok
from gallery.errors import GalleryError
from gallery.images import inspect_upload, open_upright
from gallery.models import Event, Snap

LISTED = 100
LARGEST_FRAME = 1024 * 1024


class SmileUnavailable(GalleryError):
    """The detector does not answer; the booth goes on by button."""

    status = 503
    code = "smile_unavailable"


class FrameTooLarge(GalleryError):
    status = 413
    code = "too_large"


class SmileScoreThrottle(UserRateThrottle):
    scope = "smile-scores"


@extend_schema(
    methods=["POST"],
    summary="Upload a snap",
    request={"multipart/form-data": UploadSerializer},
    responses={
        201: SnapSerializer,
        200: SnapSerializer,
        400: ErrorSerializer,
        409: ErrorSerializer,
        413: ErrorSerializer,
        415: ErrorSerializer,
        503: ErrorSerializer,
        507: ErrorSerializer,
    },
)
@extend_schema(
    methods=["GET"],
    operation_id="events_snaps_status",
    summary="How far snaps have come",
    parameters=[KEYS, OpenApiParameter("booth_session", UUID)],
    responses={200: SnapSerializer(many=True)},
)
@api_view(["GET", "POST"])
@parser_classes([MultiPartParser])
def snaps(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    if request.method == "GET":
        return Response({"results": SnapSerializer(_wanted_snaps(request, event), many=True).data})
    upload = UploadSerializer(data=request.data)
    upload.is_valid(raise_exception=True)
    data = upload.validated_data
    session = data.get("booth_session")
    image: UploadedFile[bytes] = data["image"]
    snap, is_new = take_snap(
        event=event,
        file=image,
        size=image.size or 0,
        idempotency_key=data["idempotency_key"],
        taken_at=data.get("taken_at"),
        booth_session=booth_session_of(request, event, session) if session else None,
        companions=data.get("companions", ()),
    )
    return Response(SnapSerializer(snap).data, status=created_or_ok(is_new))


def _wanted_snaps(request: Request, event: Event) -> Any:
    found = Snap.objects.filter(event=event).select_related("event")
    if session := request.query_params.get("booth_session"):
        try:
            found = found.filter(capture__booth_session__public_id=UUID(session))
        except ValueError:
            return Snap.objects.none()
        return found.order_by("-created_at")[:LISTED]
    return found.filter(idempotency_key__in=keys_asked_for(request))


@extend_schema(summary="One snap", responses={200: SnapSerializer, 404: ErrorSerializer})
@api_view(["GET"])
def snap_detail(request: Request, slug: str, public_id: UUID) -> Response:
    event = event_run_by(request, slug)
    snap = get_object_or_404(Snap.objects.select_related("event"), event=event, public_id=public_id)
    return Response(SnapSerializer(snap).data)


@extend_schema(
    summary="Score a small frame for smiles",
    description="Nothing is stored, no cloud is asked. At most four frames a second for each user.",
    request={"multipart/form-data": FrameSerializer},
    responses={200: SmileScoreSerializer, 413: ErrorSerializer, 503: ErrorSerializer},
)
@api_view(["POST"])
@parser_classes([MultiPartParser])
@throttle_classes([SmileScoreThrottle])
def smile_scores(request: Request, slug: str) -> Response:
    event_run_by(request, slug)
    frame = FrameSerializer(data=request.data)
    frame.is_valid(raise_exception=True)
    image = frame.validated_data["image"]
    if image.size > LARGEST_FRAME:
        raise FrameTooLarge("A frame for the smile check has at most 1 MB.")
    inspect_upload(image, size=image.size)
    image.seek(0)
    try:
        # Never SMILE_BACKEND: guests who only stand there have their faces sent nowhere.
        result = load_backend(LOCAL).check(open_upright(image, min_size=CHECK_SIZE))
    except SmileError as error:
        raise SmileUnavailable("Smiles can't be seen just now. Please use the button.") from error
    faces = [{"box": face.box, "smile": face.smile} for face in result.faces]
    return Response({"faces": faces, "smile": result.smile, "ms": result.ms})
