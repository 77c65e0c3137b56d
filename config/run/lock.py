"""One group per data folder: two would share a database and fight over a Redis."""

import fcntl
import os
import time
from pathlib import Path

import psutil

from config.run.options import StartError

# The guard of a supervisor that was killed holds the lock until it has ended the group.
LONGEST_WAIT = 30


class DataFolderLock:
    """The lock of a data folder, held until every process that inherited `descriptor` ends."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        path = data_dir / "run" / "lock"
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> None:
        """Take the lock; StartError if a group is running on this folder."""
        deadline = time.monotonic() + LONGEST_WAIT
        told = False
        while not self._try():
            holder = self._holder()
            if (holder and _runs(holder)) or time.monotonic() > deadline:
                self.release()
                raise StartError(
                    f"Smilebooth is already running on {self.data_dir}"
                    + (f" (process {holder})" if holder else "")
                    + ". Stop that one, or give this one a folder of its own: "
                    "make run SMILEBOOTH_DATA=/path/to/another PORT=8001"
                )
            if not told:
                print("The run before was killed; waiting for its processes to end.", flush=True)
                told = True
            time.sleep(0.1)
        os.truncate(self.descriptor, 0)
        os.pwrite(self.descriptor, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let go of our hold; the lock is free once the guard has ended as well."""
        os.close(self.descriptor)

    def _try(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> int | None:
        text = os.pread(self.descriptor, 20, 0).decode()
        return int(text) if text.isdigit() else None


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
