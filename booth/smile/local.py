"""The smile check on this machine: no network, nothing leaves it."""

import os
import queue
import time
from collections.abc import Generator
from contextlib import contextmanager

import numpy as np
from PIL import Image

from .base import BaseSmileBackend, FaceScore, SmileError, SmileResult
from .blazeface import BlazeFace, Detection, intersection_over_union
from .crops import Pixels, shrink
from .models import description
from .scoring import FaceScorer, Signs


class SmileBackend(BaseSmileBackend):
    """BlazeFace, face mesh and expression model under LiteRT, one thread a check.

    LiteRT's interpreters are not to be shared by threads: each check borrows a detector. At most
    one a processor is ever made, so threads of one process can check at the same time.
    """

    def __init__(self) -> None:
        self._idle: queue.LifoQueue[Detector | None] = queue.LifoQueue()
        for _ in range(os.cpu_count() or 1):
            self._idle.put(None)

    def check(self, image: Image.Image) -> SmileResult:
        frame = np.asarray(image.convert("RGB"))
        with self._detector() as detector:
            started = time.perf_counter()
            try:
                faces = detector.faces(frame)
            except RuntimeError as error:  # LiteRT's only error class
                raise SmileError(f"LiteRT failed: {error}") from error
            ms = (time.perf_counter() - started) * 1000
        return SmileResult(faces=tuple(faces), backend="local", ms=ms)

    @contextmanager
    def _detector(self) -> Generator["Detector"]:
        detector = self._idle.get()
        try:
            detector = detector or Detector()
            yield detector
        finally:
            self._idle.put(detector)


class Detector:
    """The whole chain for one frame, with its own copy of the models."""

    def __init__(self) -> None:
        self._rules = description()["detection"]
        self._longest_side: int = description()["frame"]["longest_side"]
        self._short = BlazeFace("short")
        self._back = BlazeFace("back")
        self._scorer = FaceScorer()

    def faces(self, frame: Pixels) -> list[FaceScore]:
        """Score the faces in an RGB frame (height, width, 3), the largest first."""
        small, factor = shrink(frame, self._longest_side)
        return [
            FaceScore(pixel_box(face, factor, frame), self._scorer.smile(signs))
            for face, signs in self.seen(small)
        ]

    def seen(self, frame: Pixels) -> list[tuple[Detection, Signs]]:
        """Find faces near by, and far away too with the slower model unless one is surely near."""
        near = self._short.find(frame)
        seen = self._measured(frame, near) if near and self._is_sure(near[0], frame) else []
        if not seen:
            far = self._back.find(frame)
            faces = without_doubles(far + near, overlap=self._rules["overlap"])
            seen = self._measured(frame, faces)
        return seen

    def _is_sure(self, face: Detection, frame: Pixels) -> bool:
        least_width = self._rules["back_below_width"] * frame.shape[1]
        return bool(face.score >= self._rules["sure_score"] and face.width >= least_width)

    def _measured(self, frame: Pixels, faces: list[Detection]) -> list[tuple[Detection, Signs]]:
        """Measure what the mesh confirms to be a face."""
        faces = faces[: self._rules["most_faces"]]
        measured = ((face, self._scorer.signs(frame, face)) for face in faces)
        return [(face, signs) for face, signs in measured if signs]


def without_doubles(faces: list[Detection], *, overlap: float) -> list[Detection]:
    """Drop each face that overlaps an earlier one; sort the rest, the largest first."""
    kept: list[Detection] = []
    for face in faces:
        others = np.array([other.corners for other in kept]).reshape(-1, 2, 2)
        if not (intersection_over_union(face.corners, others) > overlap).any():
            kept.append(face)
    return sorted(kept, key=lambda face: face.area, reverse=True)


def pixel_box(face: Detection, factor: float, frame: Pixels) -> tuple[int, int, int, int]:
    """Return (x, y, width, height) in whole pixels, cut to the frame."""
    edge = np.array([frame.shape[1], frame.shape[0]])
    left, top = np.clip(np.round(face.corners[0] * factor), 0, edge - 1).astype(int).tolist()
    right, bottom = np.clip(np.round(face.corners[1] * factor), 1, edge).astype(int).tolist()
    return left, top, max(right - left, 1), max(bottom - top, 1)
