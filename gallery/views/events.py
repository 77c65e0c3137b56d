"""An event's gallery."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime

from gallery import live
from gallery.access import may_see
from gallery.listing import KINDS, Cursor, newest_photos, photo_count, present_since
from gallery.models import Event
from gallery.pieces import draw_cards, piece_of
from gallery.views.doors import closed_page

PAGE_SIZE = 48


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """The gallery page with its newest photos."""
    found = get_object_or_404(Event, slug=slug)
    if not may_see(request, found):
        return closed_page(request, found)
    kind = _kind(request)
    feed_id = live.last_id(found, "public")  # before the query: nothing falls between
    before = _cursor(request)  # older pages, for browsers without JavaScript
    is_newest = before is None
    piece = piece_of(found, kind, size=PAGE_SIZE, before=before, is_newest=is_newest)
    context = {
        "event": found,
        "photos": bool(piece.html),
        "cards": piece.html,
        "cursor": piece.cursor,
        "kind": kind,
        "is_newest": is_newest,
        "photo_count": photo_count(found, feed_id),
        "feed_id": feed_id,
        "gallery_url": settings.SITE_URL + found.get_absolute_url(),
        "is_staff_of_event": found.is_run_by(request.user),
    }
    response = render(request, "gallery/event.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def cards(request: HttpRequest, slug: str) -> HttpResponse:
    """A piece of the grid as HTML: older photos (`?before=`) or new ones (`?after=`).

    With `?since=` it also says which photos there are from that time on, so that a page without
    a feed takes out those that have been hidden.
    """
    found = get_object_or_404(Event, slug=slug)
    if not may_see(request, found):
        raise Http404
    feed_id = live.last_id(found, "public")
    kind, before = _kind(request), _cursor(request)
    after, since = _time(request, "after"), _time(request, "since")
    if after or since:
        photos, cursor = newest_photos(found, kind, size=PAGE_SIZE, before=before, after=after)
        present = present_since(found, kind, since) if since else None
        context = {"cards": draw_cards(photos), "present": present}
        response = render(request, "gallery/_cards.html", context)
        next_cursor = str(cursor or "")
    else:
        piece = piece_of(found, kind, size=PAGE_SIZE, before=before, is_newest=False)
        response, next_cursor = HttpResponse(piece.html), piece.cursor
    response["X-Next-Cursor"] = next_cursor
    response["X-Photo-Count"] = str(photo_count(found, feed_id))
    return response


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "all")
    return kind if kind in KINDS else "all"


def _cursor(request: HttpRequest) -> Cursor | None:
    return Cursor.parse(request.GET.get("before", ""))


def _time(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "").replace(" ", "+")
    try:
        time = parse_datetime(text)
    except ValueError:
        return None
    return time if time is None or time.tzinfo else None
