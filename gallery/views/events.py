"""An event's gallery."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime

from gallery import live
from gallery.access import may_see
from gallery.models import Event, Snap, Strip
from gallery.views.doors import closed_page

PAGE_SIZE = 48
KINDS = {"all": (Snap, Strip), "strips": (Strip,), "photos": (Snap,)}


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """The gallery page with its newest photos."""
    found = get_object_or_404(Event, slug=slug)
    if not may_see(request, found):
        return closed_page(request, found)
    kind = _kind(request)
    feed_id = live.last_id(found, "public")  # before the query: nothing falls between
    before = _time(request, "before")  # older pages, for browsers without JavaScript
    photos, cursor = newest_photos(found, kind, before=before)
    context = {
        "event": found,
        "photos": photos,
        "cursor": cursor,
        "kind": kind,
        "is_newest": before is None,
        "photo_count": photo_count(found),
        "feed_id": feed_id,
        "gallery_url": settings.SITE_URL + found.get_absolute_url(),
        "is_staff_of_event": found.is_run_by(request.user),
    }
    response = render(request, "gallery/event.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def cards(request: HttpRequest, slug: str) -> HttpResponse:
    """A piece of the grid as HTML: older photos (`?before=`) or new ones (`?after=`)."""
    found = get_object_or_404(Event, slug=slug)
    if not may_see(request, found):
        raise Http404
    photos, cursor = newest_photos(
        found, _kind(request), before=_time(request, "before"), after=_time(request, "after")
    )
    response = render(
        request, "gallery/_cards.html", {"event": found, "photos": photos, "cursor": cursor}
    )
    response["X-Next-Cursor"] = cursor or ""
    response["X-Photo-Count"] = str(photo_count(found))
    return response


def photo_count(event: Event) -> int:
    """How many photos guests see; a strip shows some of them once more and does not count."""
    return Snap.objects.for_event(event).published().count()


def newest_photos(
    event: Event, kind: str, *, before: datetime | None = None, after: datetime | None = None
) -> tuple[list[Snap | Strip], str | None]:
    """Return a page of published photos, newest first, and the cursor of the next page."""
    found: list[Any] = []
    for model in KINDS[kind]:
        photos = model.objects.for_event(event).published().select_related("event").newest_first()
        if before is not None:
            photos = photos.filter(published_at__lt=before)
        if after is not None:
            photos = photos.filter(published_at__gt=after)
        found.extend(photos[: PAGE_SIZE + 1])
    found.sort(key=lambda photo: photo.published_at, reverse=True)
    page = found[:PAGE_SIZE]
    has_more = len(found) > PAGE_SIZE
    return page, page[-1].published_at.isoformat() if has_more else None


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "all")
    return kind if kind in KINDS else "all"


def _time(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "").replace(" ", "+")
    try:
        time = parse_datetime(text)
    except ValueError:
        return None
    return time if time is None or time.tzinfo else None
