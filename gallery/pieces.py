"""Pieces of the gallery's grid as HTML, kept for a moment.

Drawing 48 cards takes ten times as long as all the rest of a page, and a hall of guests asks for
the same first ones. So a piece is kept in Redis, and so is each card of it: one photo more is one
more card to draw. Which photos there are is asked of the database each time, so that what is hidden
is gone at once, whatever Redis has heard of it.
"""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis.exceptions import RedisError

from gallery.listing import Cursor, Place, newest_places, photos_at
from gallery.models import Event, Snap, Strip

# So many of a page's own cards are fetched before it is laid out: what a phone shows first. More of
# them would come in each other's way on a slow line.
SEEN_FIRST = 2


class Piece(NamedTuple):
    """Cards, empty where there are no photos, and the cursor of the next piece or ""."""

    html: SafeString
    cursor: str


class Look(NamedTuple):
    """What a card's place decides: when its picture is loaded, and how wide it is."""

    loading: str = "lazy"  # or "first"
    width: str = "grid"  # or "alone", "pair"


def piece_of(
    event: Event, kind: str, *, size: int, before: Cursor | None, is_newest: bool
) -> Piece:
    """Return the newest cards of a kind, or those that follow a place in the list.

    `is_newest` is for a page's own cards, the first of which are loaded at once.
    """
    places = newest_places(event, kind, size=size + 1, before=before)
    shown, cursor = places[:size], str(places[size - 1].cursor) if len(places) > size else ""
    looks = [_look(place, len(shown)) if is_newest else Look() for place in range(len(shown))]
    keys = [_key(event, *each) for each in zip(shown, looks, strict=True)]
    whole = _digest("piece", *keys)
    if kept := _kept([whole]):
        return Piece(mark_safe(zlib.decompress(kept[whole]).decode()), cursor)  # noqa: S308
    cards = _cards(event, keys, [place.cursor for place in shown], looks)
    html = mark_safe("".join(cards))  # noqa: S308 (a template's own output)
    if len(cards) == len(shown):  # none has gone since it was asked for
        _keep({whole: zlib.compress(html.encode(), 1)})
    return Piece(html, cursor)


def draw_cards(photos: Iterable[Snap | Strip]) -> SafeString:
    """Return the cards of photos whose `event` is loaded, for whoever has a part of the grid."""
    cards = [_draw(photo, Look()) for photo in photos]
    return mark_safe("".join(cards))  # noqa: S308 (a template's own output)


def _cards(event: Event, keys: list[str], cursors: list[Cursor], looks: list[Look]) -> list[str]:
    """Return the cards of these places: kept ones, and new ones of what may be seen by now."""
    kept = _kept(keys)
    wanted = {
        cursor: (key, look)
        for key, cursor, look in zip(keys, cursors, looks, strict=True)
        if key not in kept
    }
    drawn = {}
    for photo in photos_at(event, wanted):
        key, look = wanted[Cursor.of(photo)]
        drawn[key] = _draw(photo, look)
    _keep(drawn)
    cards = {**kept, **drawn}
    return [cards[key] for key in keys if key in cards]


def _look(place: int, count: int) -> Look:
    width = {1: "alone", 2: "pair"}.get(count, "grid")
    return Look("first" if place < SEEN_FIRST else "lazy", width)


def _draw(photo: Snap | Strip, look: Look) -> str:
    return get_template("gallery/_card.html").render({"photo": photo, "look": look})


def _key(event: Event, place: Place, look: Look) -> str:
    return _digest("card", event.pk, event.slug, str(place.cursor), place.version, look)


def _digest(kind: str, *what: Any) -> str:
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
