"""The gallery's list: published photos, newest first, in pages that any size of event can afford.

Snaps and strips are two tables and one list. Its order is total: by the time of publication, then
strips before snaps, then by primary key; so a page that ends among photos of the same microsecond
is followed by the rest of them. Each page is a range of the two indexes `snap_gallery` and
`strip_gallery`, whatever its depth.
"""

import base64
import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from redis.exceptions import RedisError

from gallery.models import Event, Snap, Strip

KINDS: dict[str, tuple[type[Snap] | type[Strip], ...]] = {
    "all": (Snap, Strip),
    "strips": (Strip,),
    "photos": (Snap,),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A count is right until the feed has news. That of a large event may be this many seconds old.
COUNT_SECONDS = 60
LARGE_EVENT = 20_000


@dataclass(frozen=True, order=True)
class Cursor:
    """A photo's place in the list; `str()` is its opaque form for addresses."""

    published_at: datetime
    rank: int  # of strips 1, of snaps 0
    pk: int

    FORMAT = struct.Struct(">qBQ")

    @property
    def model(self) -> type[Snap] | type[Strip]:
        return Strip if self.rank else Snap

    @classmethod
    def of(cls, photo: Snap | Strip) -> "Cursor":
        """The place of a published photo."""
        return cls(photo.published_at or EPOCH, _rank(type(photo)), photo.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Read a cursor from an address; None for anything that is none."""
        try:
            packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=")
            microseconds, rank, pk = cls.FORMAT.unpack(packed)
            published_at = EPOCH + timedelta(microseconds=microseconds)
        except (ValueError, binascii.Error, struct.error, OverflowError):
            return None
        return cls(published_at, rank, pk) if rank in (0, 1) and pk < 2**63 else None

    def __str__(self) -> str:
        microseconds = (self.published_at - EPOCH) // timedelta(microseconds=1)
        packed = self.FORMAT.pack(microseconds, self.rank, self.pk)
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    def older(self, model: type[Snap] | type[Strip]) -> Q:
        """Rows of one table that come after this place in the list."""
        if _rank(model) > self.rank:
            return Q(published_at__lt=self.published_at)
        not_newer = Q(published_at__lte=self.published_at)  # a bound that the index can start at
        if _rank(model) < self.rank:
            return not_newer
        return not_newer & (Q(published_at__lt=self.published_at) | Q(pk__lt=self.pk))

    def newer(self, model: type[Snap] | type[Strip]) -> Q:
        """Rows of one table that come before this place in the list."""
        if _rank(model) < self.rank:
            return Q(published_at__gt=self.published_at)
        not_older = Q(published_at__gte=self.published_at)
        if _rank(model) > self.rank:
            return not_older
        return not_older & (Q(published_at__gt=self.published_at) | Q(pk__gt=self.pk))


def _rank(model: type[Snap] | type[Strip]) -> int:
    return int(model is Strip)


def newest_photos(
    event: Event,
    kind: str,
    *,
    size: int,
    before: Cursor | None = None,
    after: datetime | None = None,
) -> tuple[list[Snap | Strip], Cursor | None]:
    """Return up to `size` published photos, newest first, and the cursor of the next page.

    `before` is such a cursor; `after` a time that all of them were published after.
    """
    found: list[Any] = []
    for model in KINDS[kind]:
        photos = _newest(model, event, before)
        if after is not None:
            photos = photos.filter(published_at__gt=after)
        found.extend(photos[: size + 1])
    page = _in_order(event, found)[:size]
    return page, Cursor.of(page[-1]) if len(found) > size else None


class Place(NamedTuple):
    """A photo's place, and what changes whenever it is to be drawn anew."""

    cursor: Cursor
    version: str


# Its pictures: all else that a card shows stays as it was when the photo was published.
VERSION: dict[type[Snap] | type[Strip], tuple[str, ...]] = {
    Snap: ("rendition_widths",),
    Strip: ("rendition_widths", "picture_revision"),
}


def newest_places(event: Event, kind: str, *, size: int, before: Cursor | None) -> list[Place]:
    """Return the places of up to `size` photos, as `newest_photos` lists them, in a tenth of
    the time.
    """
    found: list[Place] = []
    for model in KINDS[kind]:
        rows = _newest(model, event, before).values_list("published_at", "pk", *VERSION[model])
        for published_at, pk, *version in rows[:size]:
            found.append(Place(Cursor(published_at, _rank(model), pk), repr(version)))
    return sorted(found, reverse=True)[:size]


def photos_at(event: Event, places: Iterable[Cursor]) -> list[Snap | Strip]:
    """Return the photos at these places that guests may see by now, newest first."""
    keys: dict[type[Snap | Strip], list[int]] = {}
    for place in places:
        keys.setdefault(place.model, []).append(place.pk)
    found: list[Any] = []
    for model, pks in keys.items():
        found.extend(model.objects.for_event(event).published().filter(pk__in=pks))
    return _in_order(event, found)


def _in_order(event: Event, photos: list[Any]) -> list[Snap | Strip]:
    for photo in photos:
        photo.event = event  # one event for all, instead of a join that repeats it
    return sorted(photos, key=Cursor.of, reverse=True)


def _newest(model: type[Snap] | type[Strip], event: Event, before: Cursor | None) -> Any:
    photos = model.objects.for_event(event).published().newest_first()
    return photos if before is None else photos.filter(before.older(model))


def oldest_places(
    event: Event, kind: str, *, size: int, since: Cursor | None, until: datetime
) -> list[Cursor]:
    """Return the places of up to `size` photos published by `until`, oldest first."""
    found: list[Cursor] = []
    for model in KINDS[kind]:
        photos = model.objects.for_event(event).published().filter(published_at__lte=until)
        if since is not None:
            photos = photos.filter(since.newer(model))
        rows = photos.order_by("published_at", "pk").values_list("published_at", "pk")
        found.extend(Cursor(published_at, _rank(model), pk) for published_at, pk in rows[:size])
    return sorted(found)[:size]


class Present(NamedTuple):
    """The ids of all photos that guests see and that were published at `since` or later."""

    since: datetime
    ids: list[UUID]


def present_since(event: Event, kind: str, since: datetime, *, limit: int = 500) -> Present:
    """Return which photos there are; with more than `limit` of them, from a later time on."""
    found: list[tuple[datetime, UUID]] = []
    for model in KINDS[kind]:
        photos = model.objects.for_event(event).published().filter(published_at__gte=since)
        found.extend(photos.newest_first().values_list("published_at", "public_id")[: limit + 1])
    found.sort(reverse=True)
    if len(found) > limit:
        # Pages know times to the millisecond: the last one's companions may be off the list.
        since = found[limit][0] + timedelta(milliseconds=1)
    return Present(since, [public_id for time, public_id in found[:limit] if time >= since])


def photo_count(event: Event, feed_id: str) -> int:
    """How many photos guests see; a strip shows some of them once more and does not count.

    To count a million rows takes longer than all the rest of a page, so the count is kept for as
    long as the feed has no news since `feed_id`, its newest id. While a large event has news all
    the time, its count is the one of up to a minute ago.
    """
    key = f"photo-count:{event.pk}"
    now = timezone.now().timestamp()
    try:
        known = cache.get(key, (0, "", 0.0))
        if _is_good(known, feed_id, now) or _is_counting(key, known):
            return int(known[0])
        count = _count(event)
        cache.set(key, (count, feed_id, now), 10 * COUNT_SECONDS)
    except RedisError:
        return _count(event)
    return count


def _is_good(known: tuple[int, str, float], feed_id: str, now: float) -> bool:
    count, counted_feed_id, counted_at = known
    is_recent = now - counted_at < COUNT_SECONDS
    return is_recent and (counted_feed_id == feed_id or count >= LARGE_EVENT)


def _is_counting(key: str, known: tuple[int, str, float]) -> bool:
    """Whether another request counts a large event just now: its last count will do meanwhile."""
    return known[0] >= LARGE_EVENT and not cache.add(f"{key}:counting", True, 5)


def _count(event: Event) -> int:
    return int(Snap.objects.for_event(event).published().count())
