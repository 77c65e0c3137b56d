"""The big screen at the party: the newest photos and the way to the gallery."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gallery import live
from gallery.access import may_see
from gallery.listing import newest_photos
from gallery.models import Event
from gallery.views.doors import closed_page

TILES = 48


def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """What hangs on the wall; the page keeps itself up to date, also without JavaScript."""
    event = get_object_or_404(Event, slug=slug)
    if not may_see(request, event):
        return closed_page(request, event)
    feed_id = live.last_id(event, "public")  # before the query: nothing falls between
    photos, cursor = newest_photos(event, "all", size=TILES)
    address = settings.SITE_URL + event.get_absolute_url()
    context = {
        "event": event,
        "photos": photos,
        "cursor": str(cursor or ""),
        "feed_id": feed_id,
        "gallery_url": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "qr": qr_svg(address),
        # Guests could not open the gallery of a party that only its staff may look at.
        "is_for_guests": event.gallery_privacy != Event.GalleryPrivacy.STAFF,
    }
    response = render(request, "gallery/wall.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def qr_svg(address: str) -> str:
    """The address as an SVG without colours or a border of its own: the stylesheet gives them."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass="qr__modules")
