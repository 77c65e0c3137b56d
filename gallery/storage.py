"""Where photos are kept on this machine."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Local files that survive a pulled plug once `save` has returned."""

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
