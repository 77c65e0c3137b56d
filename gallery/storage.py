"""Where photos are kept: files on this machine, or objects in a bucket."""

import errno
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, cast

from django.core.files.storage import FileSystemStorage, default_storage

from gallery.errors import StorageFull, StorageUnavailable

logger = logging.getLogger(__name__)

# A half-written file of `put`; a killed process leaves one, and `check_storage` removes it.
UNFINISHED_PREFIX: Final = ".unfinished-"

NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT}
# A disk that fails, was mounted read-only after an error, or is a network's that has gone.
OUT_OF_ORDER: Final = {
    errno.EACCES,
    errno.EHOSTDOWN,
    errno.EIO,
    errno.EPERM,
    errno.EROFS,
    errno.ESTALE,
    errno.ETIMEDOUT,
}


class StorageDown(OSError):
    """The bucket does not answer, or refuses."""


class StoredFile(NamedTuple):
    """A file as a listing shows it: its storage name, its size in bytes, when it was written."""

    name: str
    size: int
    modified_at: datetime


class PhotoStorage(Protocol):
    """What a storage of ours can do beyond Django's own. Everything raises `OSError` alone."""

    has_addresses: bool

    def address(self, name: str, *, content_type: str, disposition: str, cache_control: str) -> str:
        """Return a signed address at which a browser finds the file for a short time.

        Only where `has_addresses`; the file itself is not looked for.
        """

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes under exactly this name, over what was there."""

    def walk(self, folder: str) -> Iterator[StoredFile]:
        """Yield every file below a folder, one photo's files after another's.

        In constant memory, however many there are; nothing where there is no such folder.
        """

    def existing(self, names: list[str]) -> set[str]:
        """Return those of these names that are there. Ask for neighbours at a time."""

    def delete_all(self, names: list[str]) -> None:
        """Delete these files, and folders that are empty after it."""


def photo_storage() -> PhotoStorage:
    """Return the storage of photos that the settings name."""
    return cast("PhotoStorage", default_storage)


def store(name: str, content: bytes) -> None:
    """Keep bytes under exactly this name, over what was there; once it returns they are safe.

    A reader sees the old bytes or the new ones, never a half. Raises `OSError`.
    """
    photo_storage().put(name, content)


def delete_folder(folder: str) -> tuple[int, int]:
    """Delete every file of one photo's folder; return how many there were, and their bytes.

    Raises `OSError`.
    """
    files = list(photo_storage().walk(folder))
    photo_storage().delete_all([file.name for file in files])
    return len(files), sum(file.size for file in files)


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Turn a full or a failing storage into a sentence; the client keeps the photo, and retries.

    Raises `StorageFull` and `StorageUnavailable`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            logger.warning("Photos can't be stored, there is no room: %s", error)
            raise StorageFull(
                "The booth's disk is full. The photo stays on this device until there is room."
            ) from error
        if isinstance(error, StorageDown) or error.errno in OUT_OF_ORDER:
            logger.warning("The storage of photos is out of order: %s", error)
            raise StorageUnavailable(
                "Photos can't be stored just now. This one stays on this device and is sent"
                " again by itself."
            ) from error
        raise


class DurableFileSystemStorage(FileSystemStorage):
    """Local files that survive a pulled plug once `save` or `put` has returned.

    They are written under another name first, so that a file of ours is always a whole one.
    """

    has_addresses = False

    def put(self, name: str, content: bytes) -> None:
        self._write(Path(self.path(name)), [content], lambda new, path: new.replace(path))

    def _save(self, name: str, content: Any) -> str:
        while True:
            try:
                self._write(Path(self.path(name)), content.chunks(), _move_to_free_name)
            except FileExistsError:  # somebody else was first
                name = self.get_available_name(name)
            else:
                return name

    def _write(
        self, path: Path, chunks: Iterable[bytes], move: Callable[[Path, Path], object]
    ) -> None:
        new_folders = [folder for folder in path.parents if not folder.exists()]
        descriptor, new = _new_file_beside(path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                if self.file_permissions_mode is not None:
                    os.fchmod(file.fileno(), self.file_permissions_mode)
                os.fsync(file.fileno())
            move(Path(new), path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
        for folder in {path.parent, *(each.parent for each in new_folders)}:
            _sync_folder(folder)

    def walk(self, folder: str) -> Iterator[StoredFile]:
        try:
            entries = os.scandir(self.path(folder))
        except (FileNotFoundError, NotADirectoryError):
            return
        with entries:
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield from self.walk(name)
                    continue
                with suppress(FileNotFoundError):  # deleted meanwhile
                    facts = entry.stat(follow_symlinks=False)
                    modified_at = datetime.fromtimestamp(facts.st_mtime, UTC)
                    yield StoredFile(name, facts.st_size, modified_at)

    def existing(self, names: list[str]) -> set[str]:
        return {name for name in names if self.exists(name)}

    def delete_all(self, names: list[str]) -> None:
        for name in names:
            self.delete(name)
        for folder in {Path(self.path(name)).parent for name in names}:
            self._remove_if_empty(folder)

    def _remove_if_empty(self, folder: Path) -> None:
        top = Path(self.location)
        with suppress(OSError):  # not empty, or gone
            while folder != top:
                folder.rmdir()
                folder = folder.parent


def _new_file_beside(path: Path) -> tuple[int, str]:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Between the two somebody may have removed the folder, since it was empty.
        with suppress(FileNotFoundError):
            return tempfile.mkstemp(prefix=UNFINISHED_PREFIX, dir=path.parent)


def _move_to_free_name(new: Path, path: Path) -> None:
    """Give a file its name; raise `FileExistsError` where the name is taken."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        new.rename(path)
    else:
        new.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
