"""The smile check: time per frame, and accuracy where labelled faces are at hand."""

import os
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from booth.smile.local import Detector, SmileBackend
from booth.smile.training.frames import FAR, NEAR, frame_of, labelled, read
from tests.bench import Row, timed
from tests.factories import astronaut

FACES = Path(os.environ.get("SMILEBOOTH_FACES", Path(__file__).parents[3] / "shared/faces/genki64"))
# Every n-th image: the whole set takes some minutes.
STEP = int(os.environ.get("SMILEBOOTH_FACES_STEP", "8"))


def run() -> list[Row]:
    rows = [speed("a face near by", 400), speed("a face far away", 64), speed("nobody", None)]
    if FACES.is_dir():
        rows += [accuracy("270 px", NEAR), accuracy("64 px", FAR)]
    return rows


def speed(name: str, height: int | None) -> Row:
    """One thread: LiteRT is told so, and OpenCV is for this measurement."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    frame = Image.new("RGB", (640, 480), (96, 90, 84))
    if height:
        head = astronaut().crop((160, 40, 290, 190))
        frame.paste(head.resize((round(height * 130 / 150), height)), (150, 60))
    backend = SmileBackend()
    seconds = timed(lambda: backend.check(frame), repeat=50)
    cv2.setNumThreads(threads)
    return Row(f"smile of {name}", seconds=seconds, note="640x480, one thread; at most 12 wanted")


def accuracy(name: str, height: int) -> Row:
    """The shipped detector has seen these images; docs/smile.md has held-out figures."""
    images, detector = labelled(FACES)[::STEP], Detector()
    smiling = np.array([smiles for _, smiles in images])
    seen = [detector.faces(frame_of(read(path), height)) for path, _ in images]
    guess = np.array([any(face.smile >= 0.5 for face in faces) for faces in seen])
    note = (
        f"n {len(images)}, accuracy {np.mean(guess == smiling):.1%}, false alarms"
        f" {guess[~smiling].mean():.1%}, misses {1 - guess[smiling].mean():.1%} (trained on)"
    )
    frame = frame_of(read(images[0][0]), height)
    return Row(f"labelled faces, {name}", seconds=timed(lambda: detector.faces(frame)), note=note)
