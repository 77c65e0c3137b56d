"""Take in the pictures of people elsewhere that go with a snap, in whatever order they come."""

import hashlib
import logging
from collections.abc import Sequence
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from gallery.errors import GalleryError, IdempotencyConflict
from gallery.images import inspect_upload
from gallery.models import Companion, Event, Snap
from gallery.models.companions import MOST_SEATS
from gallery.services.strips import compose_again_with
from gallery.storage import delete_folder, refusals_in_words

logger = logging.getLogger(__name__)

Source = Companion.Source
FILE_NAMES = {Source.FULL: "full", Source.STAND_IN: "stand-in"}


class NotInPicture(GalleryError):
    """The booth did not name this person for this snap, or the snap is no longer kept."""

    status = 409
    code = "not_in_picture"


def seat_companions(snap: Snap, persons: Sequence[UUID]) -> None:
    """Note who takes part in a new snap, in order; in the transaction that writes the snap.

    Pictures that came before it get their seats; those of others are never shown.
    """
    for seat, person in enumerate(list(dict.fromkeys(persons))[:MOST_SEATS], start=1):
        Companion.objects.get_or_create(
            event=snap.event, snap_key=snap.idempotency_key, person=person
        )
        mine = Companion.objects.of_snap(snap.event, snap.idempotency_key).filter(person=person)
        mine.update(seat=seat)


def keep_companion(
    *, event: Event, snap_key: UUID, person: UUID, file: IO[bytes], size: int, source: str
) -> tuple[Companion, bool]:
    """Keep one person's picture for a snap; return the row and whether it has changed.

    A full frame replaces the booth's stand-in whenever it comes, and strips follow; a stand-in
    that comes later is not needed. Raises `InvalidImage`, `NotInPicture`, `IdempotencyConflict`
    for other bytes of the same source, `StorageFull`, `StorageUnavailable`.
    """
    info = inspect_upload(file, size=size)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    _refuse_strangers(event, snap_key, person)
    known = Companion.objects.of_snap(event, snap_key).filter(person=person).first()
    if known is not None and not _is_wanted(known, source, digest):
        return known, False
    companion = Companion(event=event, snap_key=snap_key, person=person)
    file.seek(0)
    with refusals_in_words():
        name = f"{FILE_NAMES[Source(source)]}-{person}.{info.extension}"
        companion.picture.save(name, File(file), save=False)
    kept = False
    try:
        row, kept = place(
            event=event,
            snap_key=snap_key,
            person=person,
            name=str(companion.picture.name),
            digest=digest,
            source=source,
        )
    finally:
        if not kept:
            _delete(str(companion.picture.name))
    return row, kept


def place(
    *, event: Event, snap_key: UUID, person: UUID, name: str, digest: str, source: str
) -> tuple[Companion, bool]:
    """Give a stored file to its row, unless the row has as good a one; strips follow."""
    replaced = ""
    with transaction.atomic():
        # Whoever orders a strip of this snap waits for us, or we see their strip.
        Snap.objects.select_for_update().filter(event=event, idempotency_key=snap_key).first()
        _refuse_strangers(event, snap_key, person)
        row = _row(event, snap_key, person)
        if not _is_wanted(row, source, digest):
            return row, False
        replaced = str(row.picture.name or "")
        Companion.objects.filter(pk=row.pk).update(
            picture=name, picture_sha256=digest, source=source
        )
        row.refresh_from_db()
        if row.seat is not None:
            compose_again_with(event=event, snap_key=snap_key)
    if replaced:
        _delete(replaced)
    return row, True


def _row(event: Event, snap_key: UUID, person: UUID) -> Companion:
    row: Companion
    row, _ = Companion.objects.get_or_create(event=event, snap_key=snap_key, person=person)
    return Companion.objects.select_for_update().get(pk=row.pk)  # type: ignore[no-any-return]


def _refuse_strangers(event: Event, snap_key: UUID, person: UUID) -> None:
    """Refuse a picture for a snap that is here and does not name its sender."""
    snap = Snap.objects.filter(event=event, idempotency_key=snap_key).first()
    if snap is None:
        return
    seats = Companion.objects.of_snap(event, snap_key).filter(person=person, seat__isnull=False)
    if snap.is_purged or not seats.exists():
        raise NotInPicture("This picture belongs to no photo that is kept here.")


def _is_wanted(known: Companion, source: str, digest: str) -> bool:
    if known.source == Source.NONE:
        return True
    if known.source == source and known.picture_sha256 != digest:
        raise IdempotencyConflict("This place was already taken by another picture.")
    return known.source == Source.STAND_IN and source == Source.FULL


def forget_companions(snap: Snap) -> tuple[int, int]:
    """Delete what goes with a snap that is purged; return how many files, and their bytes.

    Raises `OSError`; nothing is lost by trying again.
    """
    rows = Companion.objects.of_snap(snap.event, snap.idempotency_key)
    first = rows.first()
    if first is None:
        return 0, 0
    files, size = delete_folder(first.folder)
    rows.delete()
    return files, size


def _delete(name: str) -> None:
    try:
        default_storage.delete(name)
    except OSError as error:
        logger.warning("%s is left for check_storage: %s", name, error)
