"""What `manage.py check_storage` finds, and how each is mended."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


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
