"""The smile check on this machine: no network, nothing leaves it."""

import math
import os
import queue
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import numpy as np
from PIL import Image

from .base import BaseSmileBackend, FaceScore, SmileError, SmileResult
from .blazeface import BlazeFace, Detection, areas, common
from .crops import Frame, Pixels, Square, shrink
from .light import evened
from .models import description
from .scoring import FaceScorer, Signs

Seen = Sequence[tuple[Detection, Signs]]


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
        self.scorer = FaceScorer()

    def faces(self, frame: Pixels) -> list[FaceScore]:
        """Score the faces in an RGB frame (height, width, 3), the largest first."""
        small, factor = shrink(frame, self._longest_side)
        return [
            FaceScore(pixel_box(face, factor, frame), self.scorer.smile(signs))
            for face, signs in self.seen(Frame(small))
        ]

    def seen(self, frame: Frame) -> list[tuple[Detection, Signs]]:
        """Find the faces; where there are none, look once more in better light."""
        seen = self._seen(frame)
        if seen or (better := evened(frame)) is None:
            return seen
        return self._seen(better)

    def _seen(self, frame: Frame) -> list[tuple[Detection, Signs]]:
        """Look for faces near by; unless one surely is there, closer; then with the slow model."""
        near = self._short.find(frame)
        seen = self._confirmed(frame, self._likely(near)) if self._has_near(near, frame) else []
        if seen:
            return seen
        closer = by_score(self._in_tiles(frame)) + near
        seen = self._confirmed(frame, self._likely(closer))
        if any(self._is_sure(face) for face, _ in seen):
            return seen
        far = self._back.find(frame)
        if seen:
            return self._confirmed(frame, self._likely(far), seen)
        return self._faint(frame, by_score(closer + far)) or self._faint(frame, self._wider(far))

    def _in_tiles(self, frame: Frame) -> list[Detection]:
        squares = tiles(frame, share=self._rules["tile_share"])
        return [face for square in squares for face in self._short.find(frame, square)]

    def _faint(self, frame: Frame, faces: list[Detection]) -> list[tuple[Detection, Signs]]:
        return self._confirmed(frame, faces[: self._rules["most_faint"]], is_faint=True)

    def _wider(self, faces: list[Detection]) -> list[Detection]:
        """The slow model's boxes of small faces are often too tight for the mesh."""
        return [face.wider(self._rules["tight"]) for face in faces]

    def _likely(self, faces: list[Detection]) -> list[Detection]:
        return [face for face in faces if face.score >= self._rules["likely_score"]]

    def _has_near(self, faces: list[Detection], frame: Frame) -> bool:
        least_width = self._rules["near_width"] * frame.width
        return any(self._is_sure(face) and face.width >= least_width for face in faces)

    def _is_sure(self, face: Detection) -> bool:
        return bool(face.score >= self._rules["sure_score"])

    def _confirmed(
        self, frame: Frame, faces: list[Detection], seen: Seen = (), *, is_faint: bool = False
    ) -> list[tuple[Detection, Signs]]:
        """Add to `seen`, in this order, each other face that the mesh confirms; largest first."""
        confirmed = list(seen)
        for face in faces[: self._rules["most_faces"]]:
            if not is_double(face, [other for other, _ in confirmed]):
                signs = self.scorer.signs(frame, face, is_faint=is_faint)
                # The mesh may have slid from the edge of a face to the face itself.
                slid = signs and any(other.holds(signs.points) for other, _ in confirmed)
                confirmed += [(face, signs)] if signs and not slid else []
        return sorted(confirmed, key=lambda each: each[0].area, reverse=True)


def tiles(frame: Frame, *, share: float) -> list[Square]:
    """Cover a frame with squares of a share of its longer side, a fifth or more of each twice."""
    side = max(frame.width, frame.height) * share
    return [
        Square(x, y, side) for y in centres(frame.height, side) for x in centres(frame.width, side)
    ]


def centres(length: int, side: float) -> list[float]:
    """Spread squares of this side over a length, in frame pixels."""
    if side >= length:
        return [length / 2]
    count = math.ceil((length - side) / (side * 0.8))
    return [side / 2 + (length - side) * index / count for index in range(count + 1)]


def by_score(faces: list[Detection]) -> list[Detection]:
    return sorted(faces, key=lambda face: face.score, reverse=True)


def is_double(face: Detection, others: list[Detection]) -> bool:
    """Say whether it has half of itself, or of another, in common with that one."""
    boxes = np.array([other.corners for other in others]).reshape(-1, 2, 2)
    smaller = np.minimum(areas(boxes), face.area)
    return bool((common(face.corners, boxes) > smaller / 2).any())


def pixel_box(face: Detection, factor: float, frame: Pixels) -> tuple[int, int, int, int]:
    """Return (x, y, width, height) in whole pixels, cut to the frame."""
    edge = np.array([frame.shape[1], frame.shape[0]])
    left, top = np.clip(np.round(face.corners[0] * factor), 0, edge - 1).astype(int).tolist()
    right, bottom = np.clip(np.round(face.corners[1] * factor), 1, edge).astype(int).tolist()
    return left, top, max(right - left, 1), max(bottom - top, 1)
