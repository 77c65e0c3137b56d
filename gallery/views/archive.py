"""An event's photos as one ZIP."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from gallery.access import may_see, rights_of, still_open
from gallery.listing import KINDS, Cursor
from gallery.models import Event
from gallery.services.archive import (
    estimate_all,
    estimate_chosen,
    places_of,
    places_of_chosen,
    zip_pieces,
)
from gallery.streaming import Stream, in_thread, stream_response

# Whoever downloads, pages and feeds go first: so many pieces are made at a time.
_makers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="archive")


@require_http_methods(["GET", "HEAD", "POST"])
def photos_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All photos that guests see (`?kind=strips` or `photos`), or those posted as `ids`.

    `X-Zip-Size-Estimate` is about how many bytes will come.
    """
    event = get_object_or_404(Event, slug=slug)
    if not may_see(request, event):
        raise Http404
    places: Iterator[Cursor]
    if request.method == "POST":
        chosen = places_of_chosen(event, _chosen(request))
        count, size, places = len(chosen), estimate_chosen(chosen), iter(chosen)
    else:
        kind = request.GET.get("kind", "all")
        kind = kind if kind in KINDS else "all"
        (count, size), places = estimate_all(event, kind), places_of(event, kind)
    if not count:
        raise Http404
    pieces = zip_pieces(places, partial(still_open, rights_of(request, event)))
    response = stream_response(request, _stream(pieces), "application/zip")
    name = f"{slugify(event.name) or event.slug}-photos.zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Zip-Size-Estimate"] = str(size)
    response["X-Accel-Buffering"] = "no"  # nginx would put all of it on its disk first
    response["Cache-Control"] = "no-store"
    return response


def _chosen(request: HttpRequest) -> list[tuple[str, UUID]]:
    """Read `ids`, each as `snap:<uuid>` or `strip:<uuid>`; what is neither is left out."""
    chosen = []
    for text in request.POST.getlist("ids"):
        kind, _, public_id = text.partition(":")
        try:
            chosen.append((kind, UUID(public_id)))
        except ValueError:
            continue
    return chosen


async def _stream(pieces: Iterator[bytes]) -> Stream:
    """Make each piece when the one before it is on its way."""
    while piece := await in_thread(next, pieces, b"", executor=_makers):
        yield piece
