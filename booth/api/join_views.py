"""What the page of a guest from afar asks for: no account, an invitation and the page's own key.

Both are in the body of a POST, since addresses stand in logs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import (
    api_view,
    authentication_classes,
    parser_classes,
    permission_classes,
)
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from booth import guests
from booth.api.control_serializers import AdmissionSerializer
from booth.api.control_views import VideoUnavailable
from booth.api.guest_serializers import (
    ComeInSerializer,
    KeptSerializer,
    OwnFrameSerializer,
    PassOrderSerializer,
    VisitorSerializer,
    VisitSerializer,
)
from booth.video import VideoError, get_backend
from gallery.api.serializers import ErrorSerializer
from gallery.api.views import created_or_ok
from gallery.errors import GalleryError
from gallery.ratelimits import client_address, take_a_try

View = Callable[[Request], Response]


class FromOwnPage(BasePermission):
    """Nobody has an account here, but only our own page may ask: the CSRF token says so."""

    def has_permission(self, request: Request, view: object) -> bool:
        SessionAuthentication().enforce_csrf(request)
        return True


class TooManyTries(GalleryError):
    status = 429
    code = "too_many_tries"


def guests_only(view: View) -> Any:
    """Make an API view for guests' pages; wrong links are counted, and soon answered with 429.

    What `parser_classes` says of a view stands.
    """

    @wraps(view)
    def counted(request: Request) -> Response:
        try:
            return view(request)
        except guests.NotInvited:
            _count(request, "invitation")
            raise

    return api_view(["POST"])(
        authentication_classes([])(permission_classes([FromOwnPage])(counted))
    )


def _count(request: Request, name: str) -> None:
    if wait := take_a_try(name, client_address(request._request)):
        error = TooManyTries("That was too many tries in a row. Please wait a little.")
        error.headers = {"Retry-After": str(wait)}
        raise error


@extend_schema(
    summary="Come in, or say that one is still there",
    description="Sent every few seconds by the page of a guest from afar.",
    request=ComeInSerializer,
    responses={200: VisitSerializer, 409: ErrorSerializer, 410: ErrorSerializer},
)
@guests_only
def come_in(request: Request) -> Response:
    said = ComeInSerializer(data=request.data)
    said.is_valid(raise_exception=True)
    data = said.validated_data
    guest = guests.come_in(token=data["invitation"], key=data["guest"], name=data["name"])
    return Response(VisitSerializer(guest).data)


@extend_schema(summary="Leave", request=VisitorSerializer, responses={204: None})
@guests_only
def leave(request: Request) -> Response:
    who = VisitorSerializer(data=request.data)
    who.is_valid(raise_exception=True)
    guests.leave(token=who.validated_data["invitation"], key=who.validated_data["guest"])
    return Response(status=204)


@extend_schema(
    summary="Enter the booth's video room",
    request=PassOrderSerializer,
    responses={200: AdmissionSerializer, 409: ErrorSerializer, 503: ErrorSerializer},
)
@guests_only
def video(request: Request) -> Response:
    order = PassOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    data = order.validated_data
    guest = guests.known_guest(token=data["invitation"], key=data["guest"])
    try:
        admission = guests.pass_for(guest, refused_id=data["refused"])
    except VideoError as error:
        raise VideoUnavailable("Live video does not answer just now.") from error
    if admission is None:
        return Response({"is_live": False})
    answer: dict[str, Any] = {
        "is_live": True,
        "video_session_id": admission.video_session_id,
        "token": admission.token,
        "expires_at": admission.expires_at,
        "config": get_backend().page_config(),
    }
    return Response(answer)


@extend_schema(
    summary="Upload one's own frame of a snap",
    description="Also after the link has ended: what was taken while one was present is kept.",
    request={"multipart/form-data": OwnFrameSerializer},
    responses={
        201: KeptSerializer,
        200: KeptSerializer,
        409: ErrorSerializer,
        410: ErrorSerializer,
    },
)
@guests_only
@parser_classes([MultiPartParser])
def frames(request: Request) -> Response:
    upload = OwnFrameSerializer(data=request.data)
    upload.is_valid(raise_exception=True)
    data = upload.validated_data
    guest = guests.known_guest(token=data["invitation"], key=data["guest"])
    _count(request, "remote-frames")
    image: UploadedFile[bytes] = data["image"]
    _, is_new = guests.keep_frame(
        guest=guest, snap_key=data["snap_key"], file=image, size=image.size or 0
    )
    return Response({"idempotency_key": data["idempotency_key"]}, status=created_or_ok(is_new))
