"""Score photo files: one JSON line each."""

import io
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue, SimpleQueue
from threading import Thread
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm  # type: ignore[import-untyped]

from booth.smile import SmileError, check_smile, load_backend
from booth.smile.photos import Check, Line, score_photo

BACKENDS = ("local", "azure", "rekognition")
DRAWINGS = (".png", ".jpg", ".jpeg", ".webp")
THREADS = os.cpu_count() or 1
# Photos begun, or done and not yet printed. Paths are read to the end: the bar tells how many.
AHEAD = 16 * THREADS
STDIN = "-"
# What a shell says of a program that ended by SIGINT or SIGPIPE.
INTERRUPTED, PIPE_CLOSED = 130, 141


class Command(BaseCommand):
    help = "Print a JSON line per image: its faces, their smiles, the highest smile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "images", nargs="+", metavar="IMAGE", help="photo files; - reads paths from stdin"
        )
        parser.add_argument(
            "--backend",
            metavar="NAME",
            help="ask this one and no other: local, azure, rekognition or a class's dotted path"
            " (else SMILE_BACKEND, and local where that fails)",
        )
        parser.add_argument(
            "--draw",
            type=Path,
            metavar="OUT.png",
            help="draw boxes and scores; of several images into OUT-1.png, OUT-2.png...",
        )

    def handle(
        self,
        *_args: Any,
        images: list[str],
        backend: str | None = None,
        draw: Path | None = None,
        **_options: Any,
    ) -> None:
        """Print in the order given; exit with 1 at the end if anything failed for any file."""
        if STDIN in images and sys.stdin is None:
            raise CommandError("There is nothing to read: standard input is closed.")
        check = named_check(backend)
        try:
            drawings = None
            if draw is not None:
                drawings = Drawings(Path(draw), is_numbered=len(images) > 1 or STDIN in images)
                images = list(read_paths(images))
                drawings.check(images)
            failed = self._print(Work(Scorer(check, drawings).line, images))
        except KeyboardInterrupt:
            leave(INTERRUPTED)
        except BrokenPipeError:
            leave(PIPE_CLOSED)
        if failed:
            sys.exit(1)

    def _print(self, work: "Work") -> bool:
        """Print the lines; say whether one has an error."""
        failed = False
        # None: a bar on a terminal, else nothing.
        with tqdm(unit=" photos", disable=None, file=sys.stderr, total=work.total) as bar:
            for line in work.in_order():
                failed = failed or "error" in line
                with tqdm.external_write_mode():
                    self.stdout.write(json.dumps(line))
                    self.stdout.flush()
                bar.total = work.total
                bar.update()
        return failed


def leave(code: int) -> NoReturn:
    """End at once: neither a cloud's answer nor the next path is waited for."""
    os._exit(code)


def backend_path(name: str) -> str:
    """Return the dotted path of the backend of this name."""
    if name in BACKENDS:
        return f"booth.smile.{name}.SmileBackend"
    if "." in name:
        return name
    raise CommandError(
        f"--backend {name}: there is no such backend. Use {', '.join(BACKENDS)}"
        " or the dotted path of a class."
    )


def named_check(name: str | None) -> Check:
    """Return the check by the backend of this name; the booth's own for None."""
    if name is None:
        return check_smile
    try:
        return load_backend(backend_path(name)).check
    except SmileError as error:
        raise CommandError(f"--backend {name}: {error}") from error


@dataclass(frozen=True)
class Drawings:
    """The files that --draw makes."""

    out: Path
    is_numbered: bool

    def path(self, number: int) -> Path:
        if not self.is_numbered:
            return self.out
        return self.out.with_stem(f"{self.out.stem}-{number}")

    def check(self, images: list[str]) -> None:
        """Refuse, before any work is done, what could not be kept or would cost a photo."""
        if self.out.suffix.lower() not in DRAWINGS:
            raise CommandError(f"--draw {self.out}: the name must end in {', '.join(DRAWINGS)}.")
        if not self.out.parent.is_dir():
            raise CommandError(f"--draw {self.out}: there is no folder {self.out.parent}.")
        photos = {identity(image) for image in images} - {None}
        for number in range(1, len(images) + 1):
            path = self.path(number)
            if identity(path) in photos:
                raise CommandError(f"--draw {self.out}: {path} is one of the photos.")


def identity(path: Path | str) -> tuple[int, int] | None:
    """Tell a file, whatever it is called, from every other; None where there is none."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


@dataclass(frozen=True)
class Scorer:
    """Makes a photo's line, and the drawing if one is asked for."""

    check: Check
    drawings: Drawings | None

    def line(self, path: str, number: int) -> Line:
        drawing = self.drawings.path(number) if self.drawings else None
        return score_photo(path, self.check, drawing)


class Work:
    """A job for each path, on all processors; `total` grows while paths are read."""

    def __init__(self, job: Callable[[str, int], Line], images: list[str]) -> None:
        self.total = 0
        self._job = job
        self._images = images
        self._paths: SimpleQueue[str | None] = SimpleQueue()
        self._lines: Queue[Future[Line] | None] = Queue(AHEAD)
        self._failure: Exception | None = None

    def in_order(self) -> Iterator[Line]:
        """Yield each result as soon as it and those before it are there."""
        pool = ThreadPoolExecutor(THREADS)
        # Reading ahead in a thread: a result never waits for the next path to come.
        Thread(target=self._read, daemon=True).start()
        Thread(target=self._submit, args=(pool,), daemon=True).start()
        try:
            while (line := self._lines.get()) is not None:
                yield line.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        if self._failure is not None:
            raise CommandError(f"The paths cannot be read: {self._failure}") from self._failure

    def _read(self) -> None:
        try:
            for path in read_paths(self._images):
                self.total += 1
                self._paths.put(path)
        except Exception as error:  # noqa: BLE001  # it is raised where the lines are waited for
            self._failure = error
        finally:
            self._paths.put(None)

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        with suppress(RuntimeError):  # the pool has been shut down
            for number, path in enumerate(iter(self._paths.get, None), 1):
                self._lines.put(pool.submit(self._job, path, number))
            self._lines.put(None)


def read_paths(images: list[str]) -> Iterator[str]:
    """Replace `-` by the paths on standard input, one a line."""
    for image in images:
        if image == STDIN:
            yield from read_standard_input()
        else:
            yield image


def read_standard_input() -> Iterator[str]:
    lines = sys.stdin
    if isinstance(lines, io.TextIOWrapper):
        # File names are bytes. A file object of our own: Python could not close at its end
        # one that a thread still reads.
        lines = open(  # noqa: SIM115
            lines.fileno(), encoding=lines.encoding, errors="surrogateescape", closefd=False
        )
    yield from (line.rstrip("\r\n") for line in lines if line.strip())
