"""What `manage.py check_storage` finds, and how each is mended."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gallery.storage import StoredFile, photo_storage


class Kind(StrEnum):
    """What is wrong."""

    LOST = "lost: a row's file is gone"
    REMAKE = "to be made again from the original"
    STRAY = "a photo without a row"
    LEFTOVER = "left over, of no use"
    UNKNOWN = "unknown, left alone"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `mend` is None where only a person can help."""

    kind: Kind
    name: str
    event: str
    detail: str
    mend: Callable[[], None] | None = None


def leftover(file: StoredFile, event_slug: str, detail: str) -> Finding:
    def delete() -> None:
        photo_storage().delete_all([file.name])

    return Finding(Kind.LEFTOVER, file.name, event_slug, detail, delete)
