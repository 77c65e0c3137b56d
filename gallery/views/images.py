"""Pictures. Every one goes through here, so that rights hold for the bytes, not only the page."""

import mimetypes
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from gallery.access import may_see
from gallery.models import Event, Snap, Strip
from gallery.services.pictures import NoSuchPicture, open_picture

# Short and private: a photo that is hidden must not live on in caches.
CACHE_CONTROL = "private, max-age=300"


def logo(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event, slug=slug)
    if not event.logo or not may_see(request, event):
        raise Http404
    return picture_response(request, event.logo.open("rb"), name="logo.png")


def snap_image(request: HttpRequest, slug: str, public_id: UUID, picture: str) -> HttpResponse:
    """A copy such as `w640.webp`, or `photo.jpg` (full size, `?filter=` by slug) of one snap."""
    snap = get_object_or_404(
        Snap.objects.select_related("event"), event__slug=slug, public_id=public_id
    )
    _check_rights(request, snap)
    return picture_response(
        request,
        open_or_404(snap, picture, request.GET.get("filter", "natural")),
        name=picture,
        download_name=download_name(snap),
    )


def strip_image(request: HttpRequest, slug: str, public_id: UUID, picture: str) -> HttpResponse:
    """A copy such as `w640.webp`, or `strip.jpg` (print size) of one strip."""
    strip = get_object_or_404(
        Strip.objects.select_related("event"), event__slug=slug, public_id=public_id
    )
    _check_rights(request, strip)
    return picture_response(
        request, open_or_404(strip, picture), name=picture, download_name=download_name(strip)
    )


def _check_rights(request: HttpRequest, photo: Snap | Strip) -> None:
    seen_by_guests = photo.is_published and may_see(request, photo.event)
    is_kept = photo.event.purged_at is None
    if not seen_by_guests and not (is_kept and photo.event.is_run_by(request.user)):
        raise Http404


def open_or_404(photo: Snap | Strip, picture: str, filter_slug: str = "natural") -> IO[bytes]:
    try:
        return open_picture(photo, picture, filter_slug)
    except (NoSuchPicture, FileNotFoundError) as error:
        raise Http404 from error


def download_name(photo: Snap | Strip) -> str:
    """A file name that says what it is and holds nobody's name or number."""
    event = slugify(photo.event.name) or photo.event.slug
    kind = "photo" if isinstance(photo, Snap) else "strip"
    return f"{event}-{kind}-{str(photo.public_id)[:8]}.jpg"


def picture_response(
    request: HttpRequest, file: "IO[bytes] | File[bytes]", *, name: str, download_name: str = ""
) -> HttpResponse:
    """Serve an image, as a download when `?download=1` asks for it.

    In one piece: under ASGI a streamed file is read whole anyway, with a warning.
    """
    with file:
        content = file.read()
    download = bool(request.GET.get("download")) and bool(download_name)
    response = HttpResponse(
        content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream"
    )
    disposition = content_disposition_header(download, download_name or name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = CACHE_CONTROL
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
