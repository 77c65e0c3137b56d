"""Score photo files: one JSON line each."""

import json
import os
import sys
from argparse import ArgumentParser
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand
from PIL import Image, ImageOps

from booth.smile import SmileError, check_smile

WORKERS = os.cpu_count() or 1
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


class Command(BaseCommand):
    help = "Print a JSON line per image: its faces, their smiles, the highest smile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "images", nargs="+", metavar="IMAGE", help="photo files; - reads paths from stdin"
        )

    def handle(self, *_args: Any, images: list[str], **_options: Any) -> None:
        """Print in the order given; exit with 1 at the end if any file could not be scored."""
        failed = False
        for line in in_order(score_file, paths(images)):
            failed = failed or "error" in line
            self.stdout.write(json.dumps(line))
        if failed:
            sys.exit(1)


def paths(images: list[str]) -> Iterator[str]:
    """Replace `-` by the paths on standard input, one a line."""
    for image in images:
        if image == "-":
            yield from (line.rstrip("\r\n") for line in sys.stdin if line.strip())
        else:
            yield image


def in_order(job: Callable[[str], dict[str, Any]], work: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Run the job on all processors, a few items ahead of what has been handed out."""
    waiting: deque[Future[dict[str, Any]]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        for item in work:
            waiting.append(pool.submit(job, item))
            while waiting[0].done() or len(waiting) > 2 * WORKERS:
                yield waiting.popleft().result()
                if not waiting:
                    break
        for future in waiting:
            yield future.result()


def score_file(path: str) -> dict[str, Any]:
    """Return the line for one photo, upright by its EXIF; `error` instead if that fails."""
    try:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
        result = check_smile(image)
    except UNREADABLE as error:
        return {"path": path, "error": f"not a readable image: {error}"}
    except SmileError as error:
        return {"path": path, "error": str(error)}
    faces = [{"box": list(face.box), "smile": round(face.smile, 4)} for face in result.faces]
    smile = None if result.smile is None else round(result.smile, 4)
    return {"path": path, "faces": faces, "smile": smile, "ms": round(result.ms, 2)}
