"""Pictures. Every one goes through here, so that rights hold for the bytes, not only the page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from gallery.access import may_see
from gallery.delivery import BRIEF, UNCHANGING, deliver
from gallery.errors import GalleryError
from gallery.models import Event, Snap, Strip
from gallery.services.pictures import RENDITION, NoSuchPicture, stored_picture
from gallery.storage import refusals_in_words


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event, slug=slug)
    if not event.logo or not may_see(request, event):
        raise Http404
    return _deliver(request, str(event.logo.name), "logo.png", "", BRIEF)


@require_safe
def snap_image(request: HttpRequest, slug: str, public_id: UUID, picture: str) -> HttpResponse:
    """A copy such as `w640.webp`, or `photo.jpg` (full size, `?filter=` by slug) of one snap."""
    snap = get_object_or_404(
        Snap.objects.select_related("event"), event__slug=slug, public_id=public_id
    )
    _check_rights(request, snap)
    cache_control = UNCHANGING if RENDITION.match(picture) else BRIEF
    look = request.GET.get("filter", "natural")
    return picture_response(request, snap, picture, look, cache_control=cache_control)


@require_safe
def strip_image(request: HttpRequest, slug: str, public_id: UUID, picture: str) -> HttpResponse:
    """A copy such as `w640.webp`, or `strip.jpg` (print size) of one strip."""
    strip = get_object_or_404(
        Strip.objects.select_related("event"), event__slug=slug, public_id=public_id
    )
    _check_rights(request, strip)
    # A page may ask for a revision that has gone; what it gets then must not be kept as that.
    is_current = request.GET.get("r") == str(strip.picture_revision)
    cache_control = UNCHANGING if is_current else BRIEF
    return picture_response(request, strip, picture, cache_control=cache_control)


def _check_rights(request: HttpRequest, photo: Snap | Strip) -> None:
    seen_by_guests = photo.is_published and may_see(request, photo.event)
    is_kept = photo.event.purged_at is None
    if not seen_by_guests and not (is_kept and photo.event.is_run_by(request.user)):
        raise Http404


def download_name(photo: Snap | Strip) -> str:
    """A file name that says what it is and holds nobody's name or number."""
    event = slugify(photo.event.name) or photo.event.slug
    kind = "photo" if isinstance(photo, Snap) else "strip"
    return f"{event}-{kind}-{str(photo.public_id)[:8]}.jpg"


def picture_response(
    request: HttpRequest,
    photo: Snap | Strip,
    picture: str,
    look: str = "natural",
    *,
    cache_control: str = BRIEF,
) -> HttpResponse:
    """Answer with one of a photo's pictures; the caller has checked that it may be seen."""
    try:
        with refusals_in_words():
            stored_name = stored_picture(photo, picture, look)
    except (NoSuchPicture, FileNotFoundError) as error:
        raise Http404 from error
    except GalleryError:
        return _out_of_order()
    return _deliver(request, stored_name, picture, download_name(photo), cache_control)


def _deliver(
    request: HttpRequest, stored_name: str, name: str, download_name: str, cache_control: str
) -> HttpResponse:
    try:
        with refusals_in_words():
            return deliver(
                request,
                stored_name,
                name=name,
                download_name=download_name,
                cache_control=cache_control,
            )
    except FileNotFoundError as error:
        raise Http404 from error
    except GalleryError:
        return _out_of_order()


def _out_of_order() -> HttpResponse:
    sentence = "This picture can't be had just now. Please try again in a minute."
    response = HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
