"""Find files that belong to no row: the second half of `manage.py check_storage`.

Whatever may be somebody's only photo is kept. An original whose row was never written becomes a
row again; staff have to approve it, since nobody can say why it had none.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from gallery.images import InvalidImage, inspect_upload
from gallery.models import Event, Moderation, Snap, Strip, Work
from gallery.queue import RENDITION, enqueue
from gallery.services.storage_companions import judge_companion
from gallery.services.storage_findings import Finding, Kind, leftover
from gallery.storage import UNFINISHED_PREFIX, StoredFile, photo_storage, store

FOLDERS_AT_ONCE = 200

HEX: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
FOLDER: Final = re.compile(rf"^events/({HEX})/(?:(snaps|strips|companions)/({HEX})|logo)$")
ORIGINAL: Final = re.compile(rf"^original(?:-({HEX}))?[^/]*$")
# What can be made again: copies, filtered versions, strips; and their names of former versions.
MADE: Final = re.compile(r"^((r\d+-)?w\d+\.|photo-|strip-r\d+|thumb|large)")
COPY: Final = re.compile(r"^(?:r(\d+)-)?w(\d+)\.(?:webp|jpg)$")


class _Folder:
    """The files of one photo (or logo), or those that go with one snap."""

    def __init__(self, path: str, files: list[StoredFile]) -> None:
        self.path = path
        self.files = files
        match = FOLDER.match(path)
        self.event_id = UUID(match[1]) if match else None
        self.part = (match[2] or "logo") if match else ""
        self.photo_id = UUID(match[3]) if match and match[3] else None


def files_without_row(folder: str, before: datetime) -> Iterator[Finding | None]:
    """Yield what is wrong with the files below a folder, and None for each that is right.

    Files written since `before` may be uploads under way and are left alone. Memory does not
    grow with the number of files.
    """
    for batch in _batched(_folders(photo_storage().walk(folder))):
        events = _rows(Event, (each.event_id for each in batch))
        snaps = _rows(Snap, (each.photo_id for each in batch if each.part == "snaps"))
        strips = _rows(Strip, (each.photo_id for each in batch if each.part == "strips"))
        for each in batch:
            event = events.get(each.event_id)
            photo = (snaps if each.part == "snaps" else strips).get(each.photo_id)
            for file in each.files:
                is_young = file.modified_at >= before
                yield None if is_young else _judge(each, file, event, photo)


def _folders(files: Iterable[StoredFile]) -> Iterator[_Folder]:
    for path, group in groupby(files, key=lambda file: str(PurePosixPath(file.name).parent)):
        yield _Folder(path, list(group))


def _batched(folders: Iterator[_Folder]) -> Iterator[list[_Folder]]:
    while batch := list(islice(folders, FOLDERS_AT_ONCE)):
        yield batch


def _rows(model: Any, public_ids: Iterable[UUID | None]) -> dict[UUID | None, Any]:
    found = model.objects.filter(public_id__in={each for each in public_ids if each})
    if model is not Event:
        found = found.select_related("event")
    return {row.public_id: row for row in found}


def _judge(
    folder: _Folder, file: StoredFile, event: Event | None, photo: Snap | Strip | None
) -> Finding | None:
    base = PurePosixPath(file.name).name
    if event is None:
        return Finding(Kind.UNKNOWN, file.name, "", "No event has this folder.")
    if base.startswith(UNFINISHED_PREFIX):
        return leftover(file, event.slug, "A write that was broken off.")
    if folder.part in {"logo", "companions"}:
        return _judge_other(folder, file, event)
    if event.purged_at is not None if photo is None else photo.is_purged:
        return leftover(file, event.slug, "Of a photo that was deleted for good.")
    if photo is None:
        return _of_nobody(folder, file, event)
    return _of_photo(file, base, photo)


def _judge_other(folder: _Folder, file: StoredFile, event: Event) -> Finding | None:
    if folder.photo_id:
        return judge_companion(file, event, folder.photo_id)
    is_current = file.name == event.logo.name
    return None if is_current else leftover(file, event.slug, "A logo that was replaced.")


def _of_photo(file: StoredFile, base: str, photo: Snap | Strip) -> Finding | None:
    main = photo.original if isinstance(photo, Snap) else photo.image
    if file.name == main.name or not _is_settled(photo):
        return None
    if not MADE.match(base):
        return Finding(Kind.UNKNOWN, file.name, photo.event.slug, "The photo's row has another.")
    if _is_in_use(base, photo):
        return None
    return leftover(file, photo.event.slug, "A copy that no page shows any more.")


def _is_settled(photo: Snap | Strip) -> bool:
    """Whether no worker makes pictures of it just now."""
    composed = isinstance(photo, Snap) or photo.status in (Work.READY, Work.FAILED)
    return composed and photo.rendition_status in (Work.READY, Work.FAILED)


def _is_in_use(base: str, photo: Snap | Strip) -> bool:
    if isinstance(photo, Snap) and base.startswith("photo-"):
        return True
    copy = COPY.match(base)
    if copy is None or int(copy[2]) not in photo.rendition_widths:
        return False
    return photo.rendition_path(base.split("-", 1)[-1]).endswith(f"/{base}")


# --- A photo without a row ----------------------------------------------------------------


def _of_nobody(folder: _Folder, file: StoredFile, event: Event) -> Finding:
    original = ORIGINAL.match(PurePosixPath(file.name).name)
    if folder.part == "snaps" and original and folder.photo_id:
        key = UUID(original[1]) if original[1] else None
        return _stray(file, event, folder.photo_id, key)
    if MADE.match(PurePosixPath(file.name).name):
        return leftover(file, event.slug, "A copy of a photo that has no row.")
    return Finding(Kind.UNKNOWN, file.name, event.slug, "Nothing of ours has this name.")


def _stray(file: StoredFile, event: Event, public_id: UUID, key: UUID | None) -> Finding:
    with default_storage.open(file.name, "rb") as opened:
        content: bytes = opened.read()
    digest = hashlib.sha256(content).hexdigest()
    if twin := _twin(event, digest, key):
        if twin.is_purged or photo_storage().existing([str(twin.original.name)]):
            return leftover(file, event.slug, "A second copy of a photo that has its row.")
        return Finding(
            Kind.STRAY,
            file.name,
            event.slug,
            "The lost original of a photo that has its row; it can be put back.",
            lambda: store(str(twin.original.name), content),
        )
    try:
        info = inspect_upload(io.BytesIO(content), size=len(content))
    except InvalidImage as error:
        return Finding(Kind.UNKNOWN, file.name, event.slug, f"A photo without a row: {error}")
    snap = Snap(
        event=event,
        public_id=public_id,
        idempotency_key=key or uuid4(),
        original=file.name,
        original_sha256=digest,
        width=info.width,
        height=info.height,
        taken_at=file.modified_at,
        smile_status=_smile_status(event),
        moderation=Moderation.WAITING,
    )
    detail = "A photo whose row was never written; it can have one, for staff to approve."
    return Finding(Kind.STRAY, file.name, event.slug, detail, lambda: _adopt(snap))


def _twin(event: Event, digest: str, key: UUID | None) -> Snap | None:
    """The row that the same upload has by now: the booth sent it again."""
    same = Snap.objects.filter(event=event, original_sha256=digest)
    by_key = same.filter(idempotency_key=key).first() if key else None
    return by_key or same.first()


def _smile_status(event: Event) -> str:
    if event.smile_policy == Event.SmilePolicy.OFF:
        return Snap.Smile.OFF
    return Snap.Smile.PENDING


def _adopt(snap: Snap) -> None:
    """Write the row. The smile check is taken up by the booth's sweep."""
    try:
        with transaction.atomic():
            snap.save(force_insert=True)
            enqueue("gallery.tasks.render_snap", snap.pk, priority=RENDITION)
    except IntegrityError:
        # The booth sent it at this moment: the next check sees the second copy.
        return
