"""The copies of photos that pages show: made once by a task, and found by name."""

import logging
import re
from pathlib import PurePosixPath
from typing import IO, Final

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile

from gallery.filters import FILTERS
from gallery.models import Snap, Strip, Work
from gallery.models.photos import MAX_ATTEMPTS, PhotoQuerySet
from gallery.renditions import (
    Renditions,
    filtered_photo,
    jpeg_rendition,
    make_renditions,
)
from gallery.services.publishing import settle_snap, settle_strip
from gallery.storage import refusals_in_words, store

logger = logging.getLogger(__name__)

RENDITION: Final = re.compile(r"^w(\d{1,5})\.(webp|jpg)$")


class NoSuchPicture(LookupError):
    """A photo has no picture of this name, or none yet."""


def render_snap(*, pk: int) -> None:
    """Make a snap's copies, if nobody else does or has done it."""
    if Snap.objects.claim_renditions(pk):
        snap = Snap.objects.select_related("event").get(pk=pk)
        _render(snap, snap.original, Snap.objects.filter(pk=pk))
        settle_snap(pk=pk)


def render_strip(*, pk: int) -> None:
    """Make copies of a strip's picture, if nobody else does or has done it."""
    if Strip.objects.claim_renditions(pk):
        strip = Strip.objects.select_related("event").get(pk=pk)
        same = Strip.objects.filter(pk=pk, picture_revision=strip.picture_revision)
        _render(strip, strip.image, same)
        settle_strip(pk=pk)


def _render(photo: Snap | Strip, source: FieldFile, still: PhotoQuerySet) -> None:
    """Make the copies of `source`; keep them if the row is `still` what they were made for."""
    if _given_up(photo):
        return
    with source.open("rb") as file:
        made = make_renditions(file)
    _store(photo, made)
    # Purged while it was worked on: then the row is to stay without a face.
    if not still.filter(purged_at__isnull=True).update(**_fields(made)):
        _remove(photo, made)


def _given_up(photo: Snap | Strip) -> bool:
    if photo.attempts <= MAX_ATTEMPTS:
        return False
    type(photo).objects.filter(pk=photo.pk).update(rendition_status=Work.FAILED)
    logger.error("%s: given up after %s attempts", photo, MAX_ATTEMPTS)
    return True


def _fields(made: Renditions) -> dict[str, object]:
    return {
        "rendition_status": Work.READY,
        "rendition_widths": sorted(made.webp),
        "placeholder": made.placeholder,
    }


def _store(photo: Snap | Strip, made: Renditions) -> None:
    with refusals_in_words():
        for width, content in made.webp.items():
            store(photo.rendition_path(f"w{width}.webp"), content)


def _remove(photo: Snap | Strip, made: Renditions) -> None:
    for width in made.webp:
        default_storage.delete(photo.rendition_path(f"w{width}.webp"))


def stored_picture(photo: Snap | Strip, picture: str, filter_slug: str = "natural") -> str:
    """Return the storage name of one of a photo's pictures; make it first if it is on demand.

    `w320.webp` and its like are the copies, `w320.jpg` the same as JPEG. At full size a snap is
    `photo.jpg`, in any filter, and a strip `strip.jpg`. Raises `NoSuchPicture`.
    """
    if match := RENDITION.match(picture):
        return _rendition(photo, int(match[1]), match[2])
    if isinstance(photo, Strip):
        if picture == "strip.jpg" and photo.image:
            return str(photo.image.name)
    elif picture == "photo.jpg" and filter_slug in FILTERS and photo.original:
        return _photo_in_filter(photo, filter_slug)
    raise NoSuchPicture(picture)


def _rendition(photo: Snap | Strip, width: int, extension: str) -> str:
    if width not in photo.rendition_widths:
        raise NoSuchPicture(f"w{width}")
    name = photo.rendition_path(f"w{width}.{extension}")
    if extension == "jpg" and not default_storage.exists(name):
        source = photo.image if isinstance(photo, Strip) else photo.original
        if not source:
            raise NoSuchPicture(f"w{width}.jpg")
        with source.open("rb") as file, refusals_in_words():
            store(name, jpeg_rendition(file, width))
    return name


def _photo_in_filter(snap: Snap, filter_slug: str) -> str:
    name = snap.rendition_path(f"photo-{filter_slug}.jpg")
    if not default_storage.exists(name):
        with snap.original.open("rb") as file:
            content = filtered_photo(file, FILTERS[filter_slug])
        with refusals_in_words():
            store(name, content)
    return name


def open_picture(photo: Snap | Strip, picture: str, filter_slug: str = "natural") -> IO[bytes]:
    """Open one of a photo's pictures for reading; raises `NoSuchPicture`."""
    name = stored_picture(photo, picture, filter_slug)
    opened: IO[bytes] = default_storage.open(name, "rb")
    return opened


def folder_of(photo: Snap | Strip) -> str:
    """The storage folder that holds all of a photo's files."""
    return str(PurePosixPath(photo.rendition_path("x")).parent)
