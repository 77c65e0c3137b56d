"""Take in photos."""

import errno
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from gallery.errors import IdempotencyConflict, StorageFull
from gallery.images import inspect_upload
from gallery.models import Event, Moderation, Snap

logger = logging.getLogger(__name__)

OTHER_BYTES = "This photo's number was already used for another photo."


@contextmanager
def full_disk_refused() -> Iterator[None]:
    """Turn a full disk into a sentence; the client keeps the photo and tries again."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                "The booth's disk is full. The photo stays on this device until there is room."
            ) from error
        raise


def store_snap(
    *,
    event: Event,
    file: IO[bytes],
    size: int,
    idempotency_key: UUID | None = None,
    taken_at: datetime | None = None,
    origin: str = Snap.Origin.BOOTH,
    and_then: Callable[[Snap], None] = lambda snap: None,
) -> tuple[Snap, bool]:
    """Validate a photo, keep its bytes and write its row; return it and whether it is new.

    `and_then` runs with a new snap in the transaction that writes it (which is short: files are
    written before it begins).

    Raises `InvalidImage` for bytes that are no acceptable photo, `IdempotencyConflict` when the
    key was used for other bytes, `StorageFull`. After any of them neither row nor file is left.
    """
    key = idempotency_key or uuid4()
    digest = _sha256(file)
    if known := _known_snap(event, key, digest):
        return known, False
    info = inspect_upload(file, size=size)
    snap = Snap(
        event=event,
        idempotency_key=key,
        origin=origin,
        original_sha256=digest,
        width=info.width,
        height=info.height,
        taken_at=taken_at or timezone.now(),
        smile_status=Snap.Smile.OFF
        if event.smile_policy == Event.SmilePolicy.OFF
        else Snap.Smile.PENDING,
        moderation=Moderation.WAITING if event.is_moderated else Moderation.NOT_NEEDED,
    )
    file.seek(0)
    with full_disk_refused():
        snap.original.save(f"original.{info.extension}", File(file), save=False)
    try:
        with transaction.atomic():
            snap.save(force_insert=True)
            and_then(snap)
    except IntegrityError:
        # The same upload came twice at once and the other was first.
        snap.original.delete(save=False)
        if known := _known_snap(event, key, digest):
            return known, False
        raise
    except DatabaseError:
        snap.original.delete(save=False)
        raise
    return snap, True


def _known_snap(event: Event, key: UUID, digest: str) -> Snap | None:
    snap = Snap.objects.filter(event=event, idempotency_key=key).first()
    if snap is not None and snap.original_sha256 != digest:
        raise IdempotencyConflict(OTHER_BYTES)
    return snap


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
