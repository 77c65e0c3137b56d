"""The smile check: time per frame, and accuracy where labelled faces are at hand."""

import os
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from booth.smile.local import Detector, SmileBackend
from booth.smile.training.evaluate import CONDITIONS
from booth.smile.training.frames import FAR, NEAR, labelled, read
from tests.bench import Row, timed
from tests.factories import astronaut

FACES = Path(os.environ.get("SMILEBOOTH_FACES", Path(__file__).parents[3] / "shared/faces/genki64"))
# Every n-th image: the whole set takes some minutes.
STEP = int(os.environ.get("SMILEBOOTH_FACES_STEP", "8"))
SETS = ("near, 270 px", "far, 64 px", "head tilted by 20 degrees", "dim and noisy", "out of focus")
FARTHER = 40


def run() -> list[Row]:
    heights = {"near, 270 px": NEAR, "far, 64 px": FAR, "farther, 40 px": FARTHER, "none": None}
    rows = [speed(name, height) for name, height in heights.items()]
    return rows + [accuracy(name) for name in SETS] if FACES.is_dir() else rows


def speed(name: str, height: int | None) -> Row:
    """One thread: LiteRT is told so, and OpenCV is for this measurement.

    The face is framed as the labelled ones are, from brow to chin, on a plain ground.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    frame = Image.new("RGB", (640, 480), (96, 90, 84))
    if height:
        frame.paste(astronaut().crop((157, 57, 291, 191)).resize((height, height)), (230, 90))
    backend = SmileBackend()
    seconds = timed(lambda: backend.check(frame), repeat=50)
    cv2.setNumThreads(threads)
    note = "640x480, one thread" + ("; at most 12 wanted" if height else "")
    return Row(f"smile check, face {name}", seconds=seconds, note=note)


def accuracy(name: str) -> Row:
    """The shipped networks have seen these images; docs/smile.md has held-out figures."""
    images, detector = labelled(FACES)[::STEP], Detector()
    smiling = np.array([smiles for _, smiles in images])
    guess, taken = np.zeros(len(images), bool), []
    for at, (path, _) in enumerate(images):
        frame = CONDITIONS[name](read(path))
        started = time.perf_counter()
        guess[at] = any(face.smile >= 0.5 for face in detector.faces(frame))
        taken.append(time.perf_counter() - started)
    note = (
        f"n {len(images)}, accuracy {np.mean(guess == smiling):.1%}, false alarms"
        f" {guess[~smiling].mean():.1%}, misses {1 - guess[smiling].mean():.1%}; trained on:"
        " held-out figures are in docs/smile.md"
    )
    return Row(f"labelled faces, {name}", seconds=float(np.median(taken)), note=note)
