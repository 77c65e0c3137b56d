"""Pieces of the gallery's grid as HTML, kept for a moment.

Drawing 48 cards takes ten times as long as all the rest of a page, and a hall of guests asks for
the same first ones. So a piece is kept in Redis, and so is each card of it: one photo more is one
more card to draw. Which photos there are is asked of the database each time, so that what is hidden
is gone at once, whatever Redis has heard of it.
"""

import hashlib
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis.exceptions import RedisError

from gallery.listing import Cursor, newest_places, photos_at
from gallery.models import Event, Snap, Strip

# Of a page's own cards so many are seen at once on a large screen, so many on a phone.
SEEN_AT_ONCE, SEEN_FIRST = 6, 2


class Piece(NamedTuple):
    """Cards, empty where there are no photos, and the cursor of the next piece or ""."""

    html: SafeString
    cursor: str


class Look(NamedTuple):
    """What a card's place decides: when its picture is loaded, and how wide it is."""

    loading: str = "lazy"  # or "at once", or "first"
    width: str = "grid"  # or "alone", "pair"


def piece_of(
    event: Event, kind: str, *, feed_id: str, size: int, before: Cursor | None, is_newest: bool
) -> Piece:
    """Return the newest cards of a kind, or those that follow a place in the list.

    `feed_id` is the newest in the feed, read before this; `is_newest` is for a page's own cards,
    the first of which are loaded at once.
    """
    places = newest_places(event, kind, size=size + 1, before=before)
    shown, cursor = places[:size], str(places[size - 1]) if len(places) > size else ""
    key = _key("piece", event.slug, feed_id, is_newest, cursor, [str(each) for each in shown])
    if kept := _kept([key]):
        return Piece(mark_safe(zlib.decompress(kept[key]).decode()), cursor)  # noqa: S308
    photos = photos_at(event, shown)
    html = draw_cards(photos, is_newest=is_newest)
    if [Cursor.of(photo) for photo in photos] == shown:  # none has gone since it was asked for
        _keep({key: zlib.compress(html.encode(), 1)})
    return Piece(html, cursor)


def draw_cards(photos: Sequence[Snap | Strip], *, is_newest: bool = False) -> SafeString:
    """Return the cards of photos whose `event` is loaded."""
    looks = [_look(place, len(photos)) if is_newest else Look() for place in range(len(photos))]
    wanted = {
        _key("card", *_row(photo), photo.event.slug, look): (photo, look)
        for photo, look in zip(photos, looks, strict=True)
    }
    kept = _kept(list(wanted))
    drawn = {key: _draw(*place) for key, place in wanted.items() if key not in kept}
    _keep(drawn)
    cards = {**kept, **drawn}
    return mark_safe("".join(cards[key] for key in wanted))  # noqa: S308 (a template's own output)


def _look(place: int, count: int) -> Look:
    width = {1: "alone", 2: "pair"}.get(count, "grid")
    if place >= SEEN_AT_ONCE:
        return Look("lazy", width)
    return Look("first" if place < SEEN_FIRST else "at once", width)


def _draw(photo: Snap | Strip, look: Look) -> str:
    return get_template("gallery/_card.html").render({"photo": photo, "look": look})


def _row(photo: Snap | Strip) -> list[Any]:
    """All that is stored of a photo: whatever of it changes, its card is drawn anew."""
    values = [getattr(photo, field.attname) for field in photo._meta.concrete_fields]
    return [type(photo).__name__, *values]


def _key(kind: str, *what: Any) -> str:
    digest = hashlib.blake2b(repr((what, get_language())).encode(), digest_size=16)
    return f"{kind}:{digest.hexdigest()}"


def _kept(keys: list[str]) -> dict[str, Any]:
    try:
        return cache.get_many(keys) if settings.GALLERY_PIECE_SECONDS and keys else {}
    except RedisError:
        return {}


def _keep(values: dict[str, Any]) -> None:
    try:
        if settings.GALLERY_PIECE_SECONDS and values:
            cache.set_many(values, settings.GALLERY_PIECE_SECONDS)
    except RedisError:
        return
