"""All photos of an event, or chosen ones, as one ZIP that is made while it is sent."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Count, F, Sum
from django.utils import timezone

from gallery.filters import FILTERS
from gallery.images import needs_no_decoding
from gallery.listing import KINDS, Cursor, oldest_places
from gallery.models import Event, Snap, Strip
from gallery.renditions import filtered_photo
from gallery.services.pictures import open_picture
from gallery.zipstream import ZipStream

logger = logging.getLogger(__name__)

PLACES_AT_A_TIME = 200
# A piece is passed on when it has this size, or the photo that exceeds it: bytes.
PIECE = 512 * 1024
# Of a photo's JPEG, for an estimate: measured on booth photos of 1280x720 and strips.
BYTES_PER_PIXEL = 0.2
BYTES_PER_ENTRY = 200

MISSING = "missing.txt"
MISSING_HEAD = "These photos could not be read just now, so they are not in this archive:\n\n"


def places_of(event: Event, kind: str) -> Iterator[Cursor]:
    """Yield the places of an event's photos, oldest first; of those there are when it begins."""
    until, since = timezone.now(), None
    while places := oldest_places(event, kind, size=PLACES_AT_A_TIME, since=since, until=until):
        yield from places
        since = places[-1]


def places_of_chosen(event: Event, chosen: Sequence[tuple[str, UUID]]) -> list[Cursor]:
    """Return the places of chosen photos that guests may see, oldest first."""
    places: set[Cursor] = set()
    for kind, model in (("snap", Snap), ("strip", Strip)):
        ids = [public_id for its_kind, public_id in chosen if its_kind == kind]
        for start in range(0, len(ids), PLACES_AT_A_TIME):
            some = ids[start : start + PLACES_AT_A_TIME]
            photos = model.objects.for_event(event).published().filter(public_id__in=some)
            places.update(Cursor.of(photo) for photo in photos.only("published_at"))
    return sorted(places)


def estimate_all(event: Event, kind: str) -> tuple[int, int]:
    """Return how many photos there are, and about how many bytes their archive has."""
    count = pixels = 0
    for model in KINDS[kind]:
        found = (
            model.objects.for_event(event)
            .published()
            .aggregate(count=Count("pk"), pixels=Sum(F("width") * F("height")))
        )
        count += found["count"]
        pixels += found["pixels"] or 0
    return count, _bytes(count, pixels)


def estimate_chosen(places: Sequence[Cursor]) -> int:
    """Return about how many bytes the archive of these photos has."""
    pixels = 0
    for model in (Snap, Strip):
        pks = [place.pk for place in places if place.model is model]
        for start in range(0, len(pks), PLACES_AT_A_TIME):
            found = model.objects.filter(pk__in=pks[start : start + PLACES_AT_A_TIME])
            pixels += found.aggregate(sum=Sum(F("width") * F("height")))["sum"] or 0
    return _bytes(len(places), pixels)


def _bytes(count: int, pixels: int) -> int:
    return round(pixels * BYTES_PER_PIXEL) + count * BYTES_PER_ENTRY


def zip_pieces(
    places: Iterator[Cursor], is_open: Callable[[Event], bool] = lambda event: True
) -> Iterator[bytes]:
    """Yield a ZIP of the photos at these places, piece by piece.

    Whether a photo may be seen, and whether its event is still open, is looked up again when its
    turn has come; else it is left out. One that cannot be read is named in `missing.txt`.
    """
    archive, missing, piece = ZipStream(), [], b""
    for number, place in enumerate(places, start=1):
        photo = place.model.objects.published().select_related("event").filter(pk=place.pk).first()
        if photo is None or not is_open(photo.event):
            continue
        taken_at, name = _taken_at(photo), _name(photo, number)
        try:
            content = _content(photo)
        except DatabaseError:
            raise
        except Exception:  # whatever a broken file does to whichever library opens it
            logger.exception("%s is left out of an archive", photo)
            missing.append(name)
            continue
        piece += archive.add(name, content, taken_at)
        if len(piece) >= PIECE:
            yield piece
            piece = b""
    if missing:
        text = MISSING_HEAD + "\n".join(missing) + "\n"
        piece += archive.add(MISSING, text.encode(), timezone.localtime())
    yield piece + archive.close()


def _content(photo: Snap | Strip) -> bytes:
    if isinstance(photo, Snap):
        with photo.original.open("rb") as file:
            if needs_no_decoding(file):  # sooner made anew than stored for the next time
                file.seek(0)
                return filtered_photo(file, FILTERS["natural"])
    with open_picture(photo, "photo.jpg" if isinstance(photo, Snap) else "strip.jpg") as file:
        return file.read()


def _taken_at(photo: Snap | Strip) -> datetime:
    return timezone.localtime(photo.taken_at if isinstance(photo, Snap) else photo.created_at)


def _name(photo: Snap | Strip, number: int) -> str:
    """A name that sorts by time and reads well: `2026-11-23 18.04.05 photo 0001.jpg`."""
    kind = "photo" if isinstance(photo, Snap) else "strip"
    return f"{_taken_at(photo):%Y-%m-%d %H.%M.%S} {kind} {number:04}.jpg"
