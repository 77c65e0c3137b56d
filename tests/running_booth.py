"""The whole booth as `make run` starts it, in a process group of its own, for tests to poke at."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

# What the machine of a developer may have set, and a test must not follow.
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "HOST", "PORT", "DJANGO_SETTINGS_MODULE"}


class RunningBooth:
    """A supervisor on a data folder, with what it has written so far in `lines`."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.lines: list[str] = []
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        own = {"SMILEBOOTH_DATA": str(data_dir), "HOST": "127.0.0.1", "PORT": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            env={**inherited, **own, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def address(self) -> str:
        """The address in the banner, once it has been printed."""
        found = re.search(r"Smilebooth is open at (http://\S+)", self.text)
        assert found, self.text
        return found[1]

    def wait_for(self, text: str, *, count: int = 1, seconds: float = 60) -> None:
        """Wait until `text` has been printed `count` times."""
        deadline = time.monotonic() + seconds
        while sum(text in line for line in self.lines) < count:
            assert time.monotonic() < deadline, f"no {text!r} in {seconds:.0f} s:\n{self.text}"
            assert self.process.poll() is None, f"the booth has ended:\n{self.text}"
            time.sleep(0.05)

    def pids(self) -> dict[str, int]:
        """The leading process of each part."""
        entries = json.loads((self.data_dir / "run" / "processes.json").read_text())
        return {entry["name"]: entry["pid"] for entry in entries}

    def new_pid(self, name: str, old: int, seconds: float = 20) -> int:
        """Wait until a part runs in another process than `old`."""
        deadline = time.monotonic() + seconds
        while self.pids().get(name, old) == old:
            assert time.monotonic() < deadline, f"{name} has not come back:\n{self.text}"
            time.sleep(0.05)
        return self.pids()[name]

    def all_processes(self) -> list[psutil.Process]:
        """The supervisor and everything that it and its children have started."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def stop(self, number: int, seconds: float = 45) -> int:
        """Send a signal; return the exit code once everything has been read."""
        self.process.send_signal(number)
        code = self.process.wait(seconds)
        self._reader.join(10)
        return code

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
        self.process.stdout.close()


def environment_of(data_dir: Path) -> dict[str, str]:
    """The environment in which a command works on a booth's data folder."""
    return {
        **os.environ,
        "SMILEBOOTH_DATA": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }


def run_script(data_dir: Path, script: str) -> str:
    """Run Python in `manage.py shell` on a booth's data folder; return what it prints."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script]
    done = subprocess.run(
        command, env=environment_of(data_dir), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


def still_running(processes: list[psutil.Process], seconds: float = 0) -> list[psutil.Process]:
    """Return those that have not ended within some seconds."""
    deadline = time.monotonic() + seconds
    while left := [process for process in processes if _runs(process)]:
        if time.monotonic() >= deadline:
            break
        time.sleep(0.05)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def running_booth(data_dir: Path, **environment: str) -> Iterator[RunningBooth]:
    """Start the booth, wait for its banner, and see to it that nothing of it stays."""
    booth = RunningBooth(data_dir, **environment)
    processes: list[psutil.Process] = []
    try:
        booth.wait_for("Smilebooth is open at")
        processes = booth.all_processes()
        yield booth
    finally:
        if booth.process.poll() is None:
            booth.stop(15)
        for process in still_running(processes):
            process.kill()
