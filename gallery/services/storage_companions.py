"""Judge the stored pictures of people elsewhere, for `manage.py check_storage`."""

import hashlib
import re
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from django.core.files.storage import default_storage

from gallery.errors import GalleryError
from gallery.models import Companion, Event
from gallery.services import companions
from gallery.services.storage_findings import Finding, Kind, leftover
from gallery.storage import StoredFile

NAME: Final = re.compile(
    r"^(full|stand-in)-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})[^/]*$"
)
OF_NO_USE: Final = "A picture of somebody elsewhere that nothing needs any more."


def judge_companion(file: StoredFile, event: Event, snap_key: UUID) -> Finding | None:
    """Return what is wrong with a file that goes with a snap; None where its row names it."""
    rows = Companion.objects.of_snap(event, snap_key)
    if rows.filter(picture=file.name).exists():
        return None
    match = NAME.match(PurePosixPath(file.name).name)
    if match is None:
        return Finding(Kind.UNKNOWN, file.name, event.slug, "Nothing of ours has this name.")
    source = Companion.Source.FULL if match[1] == "full" else Companion.Source.STAND_IN
    row = rows.filter(person=match[2]).first()
    is_needed = row is None or row.source == Companion.Source.NONE
    if event.purged_at is not None or not is_needed:
        return leftover(file, event.slug, OF_NO_USE)
    detail = "The picture of somebody elsewhere whose row does not know it; it can be put back."
    return Finding(
        Kind.STRAY,
        file.name,
        event.slug,
        detail,
        lambda: _adopt(file, event, snap_key, UUID(match[2]), source),
    )


def _adopt(file: StoredFile, event: Event, snap_key: UUID, person: UUID, source: str) -> None:
    with default_storage.open(file.name, "rb") as opened:
        digest = hashlib.sha256(opened.read()).hexdigest()
    try:
        companions.place(
            event=event,
            snap_key=snap_key,
            person=person,
            name=file.name,
            digest=digest,
            source=source,
        )
    except GalleryError:
        default_storage.delete(file.name)  # its snap does not name this person, or is gone
