"""Photos that guests add from their own phones."""

import hashlib
from typing import IO
from uuid import UUID, uuid5

from gallery.errors import GalleryError
from gallery.images import InvalidImage
from gallery.models import Event, Moderation, Snap
from gallery.queue import RENDITION, enqueue
from gallery.services.snaps import store_snap

# Guests' photos that staff have not looked at yet: what strangers can fill a disk with.
MOST_WAITING = 500
# https://aomedia.org/docs/av1-avif, https://www.iana.org/assignments/media-types/image/heic
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})
HEIC = (
    "This photo is in the HEIC format, which can't be used here. Choose it from the phone's own"
    " photo picker, or take a screenshot of it and send that."
)


class TooManyWaiting(GalleryError):
    """Staff have more photos to look at than they can; nobody's disk is to be filled."""

    status = 429
    code = "too_many_waiting"


def add_guest_photo(
    *, event: Event, file: IO[bytes], size: int, idempotency_key: UUID
) -> tuple[Snap, bool]:
    """Take in a guest's photo for staff to look at; return it and whether it is new.

    The same limits hold as at the booth, but no smile is asked for, and no guest sees it before
    staff have approved it.

    Raises what `store_snap` raises, and `TooManyWaiting`.
    """
    if looks_like_heif(file):
        raise InvalidImage("heic", 415, HEIC)
    waiting = event.snaps.filter(
        origin=Snap.Origin.GUEST, moderation=Moderation.WAITING, purged_at__isnull=True
    )
    if waiting.count() >= MOST_WAITING:
        raise TooManyWaiting(
            "The people who run the event have many photos to look at. Please try again later."
        )
    return store_snap(
        event=event,
        file=file,
        size=size,
        idempotency_key=idempotency_key,
        origin=Snap.Origin.GUEST,
        and_then=lambda snap: enqueue("gallery.tasks.render_snap", snap.pk, priority=RENDITION),
    )


def key_in_form(file: IO[bytes], form_key: UUID) -> UUID:
    """Return the key of one among a form's files: the same form sent twice counts once."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return uuid5(form_key, digest)


def looks_like_heif(file: IO[bytes]) -> bool:
    """Whether the file says that it is one of the phones' HEIF kinds."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    return head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS
