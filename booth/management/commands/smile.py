"""Score photo files: one JSON line each."""

import io
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from PIL import Image, ImageOps
from tqdm import tqdm  # type: ignore[import-untyped]

from booth.smile import SmileError, SmileResult, check_smile, load_backend
from booth.smile.base import BaseSmileBackend, FaceScore
from booth.smile.drawing import draw_faces
from booth.smile.models import description

WORKERS = os.cpu_count() or 1
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
STDIN = "-"

Line = dict[str, Any]


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
        """Print in the order given; exit with 1 at the end if any file could not be scored."""
        if draw is not None:
            draw = Path(draw)
            check_drawable(draw)
        is_alone = len(images) == 1 and STDIN not in images
        scorer = Scorer(named_check(backend), draw, is_numbered=not is_alone)
        work = Work(scorer.line, images)
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
        if failed:
            sys.exit(1)


def named_check(name: str | None) -> Callable[[Image.Image], SmileResult]:
    """Return the check by the backend of this name; the booth's own for None."""
    if name is None:
        return check_smile
    path = name if "." in name else f"booth.smile.{name}.SmileBackend"
    try:
        backend: object = load_backend(path)
    except SmileError as error:
        raise CommandError(f"--backend {name}: {error}") from error
    if not isinstance(backend, BaseSmileBackend):
        raise CommandError(f"--backend {name}: this is no smile backend.")
    return backend.check


def check_drawable(path: Path) -> None:
    """Refuse, before any work is done, a drawing that could not be kept."""
    if path.suffix.lower() not in Image.registered_extensions():
        raise CommandError(f"--draw {path}: the name must end in .png, .jpg or .webp.")
    if not path.parent.is_dir():
        raise CommandError(f"--draw {path}: there is no folder {path.parent}.")


class Work:
    """A job for each path, on all processors; `total` grows while paths are read."""

    def __init__(self, job: Callable[[int, str], Line], images: list[str]) -> None:
        self.total = 0
        self._job = job
        self._images = images
        self._lines: SimpleQueue[Future[Line] | None] = SimpleQueue()
        self._failure: Exception | None = None

    def in_order(self) -> Iterator[Line]:
        """Yield each result as soon as it and those before it are there."""
        pool = ThreadPoolExecutor(WORKERS)
        # Reading ahead in a thread: a result never waits for the next path to come.
        Thread(target=self._read, args=(pool,), daemon=True).start()
        try:
            while (line := self._lines.get()) is not None:
                yield line.result()
        finally:
            pool.shutdown(cancel_futures=True)
        if self._failure is not None:
            raise self._failure

    def _read(self, pool: ThreadPoolExecutor) -> None:
        try:
            for path in read_paths(self._images):
                self._lines.put(pool.submit(self._job, self.total + 1, path))
                self.total += 1
        except Exception as error:  # noqa: BLE001  # it is raised where the lines are waited for
            self._failure = error
        finally:
            self._lines.put(None)


def read_paths(images: list[str]) -> Iterator[str]:
    """Replace `-` by the paths on standard input, one a line."""
    for image in images:
        if image != STDIN:
            yield image
            continue
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")  # file names are bytes
        yield from (line.rstrip("\r\n") for line in sys.stdin if line.strip())


@dataclass(frozen=True)
class Scorer:
    """Makes a line of a photo, and the drawing if one is asked for."""

    check: Callable[[Image.Image], SmileResult]
    draw: Path | None
    is_numbered: bool

    def line(self, number: int, path: str) -> Line:
        """Return the line for one photo, upright by its EXIF; `error` instead if that fails."""
        try:
            image, full_size = open_photo(path, is_whole=self.draw is not None)
        except UNREADABLE as error:
            return {"path": path, "error": f"not a readable image: {error}"}
        try:
            result = self.check(image)
            faces = [enlarge(face, image.size, full_size) for face in result.faces]
            if self.draw is not None:
                draw_faces(image, faces).save(self._drawing(self.draw, number))
        except SmileError as error:
            return {"path": path, "error": str(error)}
        except OSError as error:
            return {"path": path, "error": f"cannot be drawn: {error}"}
        return {
            "path": path,
            "faces": [{"box": list(face.box), "smile": round(face.smile, 4)} for face in faces],
            "smile": None if result.smile is None else round(result.smile, 4),
            "ms": round(result.ms, 2),
        }

    def _drawing(self, out: Path, number: int) -> Path:
        return out.with_stem(f"{out.stem}-{number}") if self.is_numbered else out


def open_photo(path: str, *, is_whole: bool) -> tuple[Image.Image, tuple[int, int]]:
    """Return the upright RGB picture and its full size.

    Unless it `is_whole`, a JPEG may come smaller, by halves, as large as the detector needs it:
    decoding takes longer than finding smiles.
    """
    with Image.open(path) as opened:
        size = opened.size
        if not is_whole:
            side = description()["frame"]["longest_side"]
            opened.draft("RGB", (min(side, size[0]), min(side, size[1])))
        is_turned = opened.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        image = ImageOps.exif_transpose(opened).convert("RGB")
    return image, size[::-1] if is_turned else size


def enlarge(face: FaceScore, size: tuple[int, int], full_size: tuple[int, int]) -> FaceScore:
    """Bring a face from a smaller copy to the full picture's pixels."""
    if size == full_size:
        return face
    across, down = full_size[0] / size[0], full_size[1] / size[1]
    x, y, width, height = face.box
    left, top = min(round(x * across), full_size[0] - 1), min(round(y * down), full_size[1] - 1)
    box = (
        left,
        top,
        max(1, min(round(width * across), full_size[0] - left)),
        max(1, min(round(height * down), full_size[1] - top)),
    )
    return FaceScore(box, face.smile)
