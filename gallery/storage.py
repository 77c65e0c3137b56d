"""Where photos are kept: files on this machine, or objects in a bucket."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.files.storage import FileSystemStorage, default_storage

# A half-written file of `put`; a killed process leaves one, and `check_storage` removes it.
UNFINISHED_PREFIX = ".unfinished-"


class PhotoStorage(Protocol):
    """What a storage of ours can do beyond Django's own."""

    def put(self, name: str, content: bytes) -> None: ...


def store(name: str, content: bytes) -> None:
    """Keep bytes under exactly this name, over what was there; once it returns they are safe.

    A reader sees the old bytes or the new ones, never a half. Raises `OSError`.
    """
    cast("PhotoStorage", default_storage).put(name, content)


class DurableFileSystemStorage(FileSystemStorage):
    """Local files that survive a pulled plug once `save` or `put` has returned."""

    def put(self, name: str, content: bytes) -> None:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED_PREFIX, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                if self.file_permissions_mode is not None:
                    os.fchmod(file.fileno(), self.file_permissions_mode)
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(unfinished).unlink()
            raise
        _sync(path.parent, os.O_RDONLY | os.O_DIRECTORY)

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # Django's extension point
        path = Path(self.path(saved))
        _sync(path, os.O_RDONLY)
        _sync(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return saved


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
