"""Strips and shared links."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from gallery.api.access import event_run_by, keys_asked_for
from gallery.api.serializers import (
    ErrorSerializer,
    ShareOrderSerializer,
    ShareSerializer,
    StripLookSerializer,
    StripOrderSerializer,
    StripSerializer,
)
from gallery.errors import LinkUnavailable, UnknownPhoto
from gallery.models import Event, Snap, Strip
from gallery.services.sharing import create_share
from gallery.services.strips import create_strip, restyle_strip

KEYS = OpenApiParameter("keys", str, description="Idempotency keys, with commas between.")


def created_or_ok(is_new: bool) -> int:
    return status.HTTP_201_CREATED if is_new else status.HTTP_200_OK


@extend_schema(
    methods=["POST"],
    summary="Order a strip",
    request=StripOrderSerializer,
    responses={
        201: StripSerializer,
        200: StripSerializer,
        404: ErrorSerializer,
        409: ErrorSerializer,
    },
)
@extend_schema(
    methods=["GET"],
    operation_id="events_strips_status",
    summary="How far strips have come",
    parameters=[KEYS],
    responses={200: StripSerializer(many=True)},
)
@api_view(["GET", "POST"])
def strips(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    if request.method == "GET":
        found = Strip.objects.filter(event=event, idempotency_key__in=keys_asked_for(request))
        results = StripSerializer(found.select_related("event"), many=True).data
        return Response({"results": results})
    order = StripOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    strip, is_new = create_strip(
        event=event,
        snap_keys=order.validated_data["snap_keys"],
        layout=order.validated_data.get("layout", event.layout),
        strip_filter=order.validated_data.get("filter", event.filter),
        idempotency_key=order.validated_data["idempotency_key"],
    )
    return Response(StripSerializer(strip).data, status=created_or_ok(is_new))


@extend_schema(
    summary="Change a strip's look",
    methods=["PATCH"],
    request=StripLookSerializer,
    responses={200: StripSerializer, 404: ErrorSerializer},
)
@extend_schema(methods=["GET"], summary="One strip", responses={200: StripSerializer})
@api_view(["GET", "PATCH"])
def strip_detail(request: Request, slug: str, key: UUID) -> Response:
    event = event_run_by(request, slug)
    strip = get_object_or_404(
        Strip.objects.select_related("event"), event=event, idempotency_key=key
    )
    if request.method == "PATCH":
        look = StripLookSerializer(data=request.data)
        look.is_valid(raise_exception=True)
        strip = restyle_strip(
            strip=strip,
            layout=look.validated_data.get("layout"),
            strip_filter=look.validated_data.get("filter"),
        )
    return Response(StripSerializer(strip).data)


@extend_schema(
    summary="Make a link to one snap or strip",
    request=ShareOrderSerializer,
    responses={
        201: ShareSerializer,
        200: ShareSerializer,
        404: ErrorSerializer,
        409: ErrorSerializer,
    },
)
@api_view(["POST"])
def shares(request: Request, slug: str) -> Response:
    event = event_run_by(request, slug)
    order = ShareOrderSerializer(data=request.data)
    order.is_valid(raise_exception=True)
    photo = _photo_to_share(event, order.validated_data)
    share, is_new = create_share(
        event=event,
        photo=photo,
        share_filter=order.validated_data["filter"],
        token=order.validated_data.get("token"),
        user=request.user if request.user.is_authenticated else None,
    )
    return Response(ShareSerializer(share).data, status=created_or_ok(is_new))


def _photo_to_share(event: Event, wanted: dict[str, UUID]) -> Snap | Strip:
    photos = Snap.objects if "snap_key" in wanted else Strip.objects
    key = wanted.get("snap_key") or wanted["strip_key"]
    photo: Snap | Strip | None = photos.filter(event=event, idempotency_key=key).first()
    if photo is None:
        raise UnknownPhoto("This photo has not arrived yet.")
    if photo.is_ruled_out:
        raise LinkUnavailable("This photo can't be shared: it was refused or taken down.")
    return photo
