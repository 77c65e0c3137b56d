"""Which process groups a run has started, in a file, so that they can be ended without it.

Each child leads a process group of its own (its pool processes are members), known by the
leader's pid and start time; a pid that the system has given to somebody else is left alone.
"""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

# Seconds that each group of a killed run may take to end by itself.
GRACE = 5.0


@dataclass(frozen=True)
class ProcessGroup:
    """A child's group; `started_at` is its leader's start, in seconds since the epoch."""

    name: str
    pid: int
    started_at: float


class Registry:
    """The groups that run now, in the order of their start; on disk before anything is done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._groups: dict[str, ProcessGroup] = {}

    def add(self, name: str, pid: int) -> None:
        """Note a group that has just been started (in place of one of the same name)."""
        try:
            started_at = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:  # it has ended already
            return
        self._groups[name] = ProcessGroup(name, pid, started_at)
        self._write()

    def remove(self, name: str) -> None:
        """Forget a group that has ended."""
        if self._groups.pop(name, None):
            self._write()

    def read(self) -> list[ProcessGroup]:
        """Return what the file holds, which another run may have written."""
        try:
            return [ProcessGroup(**entry) for entry in json.loads(self.path.read_text())]
        except (FileNotFoundError, ValueError, TypeError):
            return []

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps([asdict(group) for group in self._groups.values()]))
        fresh.replace(self.path)


def members(group: ProcessGroup) -> Iterator[psutil.Process]:
    """Yield the live processes of a group; none if its leader's pid is now another's."""
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) != group.pid or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if process.pid == group.pid and abs(process.create_time() - group.started_at) > 1:
                return
            yield process
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue


def end_leftovers(registry: Registry) -> list[str]:
    """End the groups in the file, the last started first; return the names of those that ran."""
    ended = [group.name for group in reversed(registry.read()) if end_group(group)]
    registry.path.unlink(missing_ok=True)
    return ended


def end_stray_redis(path: Path) -> bool:
    """End a Redis that still listens on a data folder's socket; return whether there was one."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(GRACE)
            connection.connect(str(path))
            connection.sendall(b"SHUTDOWN\r\n")
            # It answers nothing: it saves, and the connection ends with it.
            connection.recv(1024)
    except OSError:
        return False
    return True


def end_group(group: ProcessGroup) -> bool:
    """Ask a group to end, then make it; return whether there was any of it."""
    if not any(members(group)):
        return False
    _signal(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(members(group)) and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal(group, signal.SIGKILL)
    return True


def _signal(group: ProcessGroup, number: int) -> None:
    if any(members(group)):
        with suppress(ProcessLookupError):
            os.killpg(group.pid, number)
