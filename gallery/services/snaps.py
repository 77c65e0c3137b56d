"""Take in photos."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from gallery.errors import IdempotencyConflict
from gallery.images import inspect_upload
from gallery.models import Event, Moderation, Snap
from gallery.storage import refusals_in_words

logger = logging.getLogger(__name__)

OTHER_BYTES = "This photo's number was already used for another photo."


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
    key was used for other bytes, `StorageFull`, `StorageUnavailable`. After any of them neither row
    nor file is left; at worst, when the storage fails as well, a file that `check_storage` finds.
    """
    key = idempotency_key or uuid4()
    digest = _sha256(file)
    if known := _known_snap(event, key, digest):
        return known, False
    info = inspect_upload(file, size=size)
    # A guest's own photo is nobody's booth photo: no smile is its ticket, and staff see it first.
    is_from_guest = origin == Snap.Origin.GUEST
    asks_no_smile = is_from_guest or event.smile_policy == Event.SmilePolicy.OFF
    is_moderated = is_from_guest or event.is_moderated
    snap = Snap(
        event=event,
        idempotency_key=key,
        origin=origin,
        original_sha256=digest,
        width=info.width,
        height=info.height,
        taken_at=taken_at or timezone.now(),
        smile_status=Snap.Smile.OFF if asks_no_smile else Snap.Smile.PENDING,
        moderation=Moderation.WAITING if is_moderated else Moderation.NOT_NEEDED,
    )
    file.seek(0)
    with refusals_in_words():
        # By the key in its name a file whose row was never written is known again.
        snap.original.save(f"original-{key}.{info.extension}", File(file), save=False)
    try:
        with transaction.atomic():
            snap.save(force_insert=True)
            and_then(snap)
    except IntegrityError:
        # The same upload came twice at once and the other was first.
        _forget(snap)
        if known := _known_snap(event, key, digest):
            return known, False
        raise
    except DatabaseError:
        _forget(snap)
        raise
    return snap, True


def _forget(snap: Snap) -> None:
    try:
        snap.original.delete(save=False)
    except OSError as error:
        logger.warning("%s is left for check_storage: %s", snap.original.name, error)


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
