"""Pieces of the gallery's grid as HTML, kept for a moment.

Drawing 48 cards takes ten times as long as all the rest of a page, and a hall of guests asks for
the same first ones. A piece is good for as long as the feed has no news: each photo that comes or
goes makes another feed id, and so another key.
"""

import hashlib
import zlib
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis.exceptions import RedisError

from gallery.listing import Cursor, newest_photos
from gallery.models import Event


class Piece(NamedTuple):
    """Cards, empty where there are no photos, and the cursor of the next piece or ""."""

    html: SafeString
    cursor: str


def piece_of(
    event: Event, kind: str, *, feed_id: str, size: int, before: Cursor | None, is_newest: bool
) -> Piece:
    """Return the newest cards of a kind, or those that follow a place in the list.

    `feed_id` is the newest in the feed, read before this; `is_newest` is for a page's own cards,
    the first of which are loaded at once.
    """
    seconds: int = settings.GALLERY_PIECE_SECONDS
    what = (event.slug, kind, feed_id, size, str(before), is_newest, get_language())
    key = f"piece:{event.pk}:{hashlib.sha256(repr(what).encode()).hexdigest()[:32]}"
    try:
        kept = cache.get(key) if seconds else None
        if kept is not None:
            return _unpacked(kept)
        piece = _draw(event, kind, size, before, is_newest)
        if seconds:
            cache.set(key, _packed(piece), seconds)
    except RedisError:
        return _draw(event, kind, size, before, is_newest)
    return piece


def _draw(event: Event, kind: str, size: int, before: Cursor | None, is_newest: bool) -> Piece:
    photos, cursor = newest_photos(event, kind, size=size, before=before)
    context = {"event": event, "photos": photos, "is_newest": is_newest}
    html = render_to_string("gallery/_cards.html", context) if photos else ""
    return Piece(mark_safe(html), str(cursor or ""))  # noqa: S308 (a template's own output)


def _packed(piece: Piece) -> bytes:
    return piece.cursor.encode() + b"\n" + zlib.compress(piece.html.encode(), 1)


def _unpacked(kept: bytes) -> Piece:
    cursor, _, html = kept.partition(b"\n")
    return Piece(mark_safe(zlib.decompress(html).decode()), cursor.decode())  # noqa: S308
