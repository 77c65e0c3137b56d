"""Find faces with BlazeFace (https://arxiv.org/abs/1907.05047), short range and back camera."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .crops import Floats, Frame, Square, cut, letterbox, signed
from .models import Model, description


@dataclass(frozen=True, slots=True)
class Detection:
    """A face in frame pixels: corners (2, 2), keypoints (6, 2) with the eyes first, score 0..1."""

    corners: Floats
    keypoints: Floats
    score: float

    @property
    def width(self) -> float:
        return float(self.corners[1, 0] - self.corners[0, 0])

    @property
    def area(self) -> float:
        return float(np.prod(self.corners[1] - self.corners[0]))

    def holds(self, points: Floats) -> bool:
        """Say whether the middle of these points is in the box."""
        middle = points.mean(axis=0)
        return bool((self.corners[0] < middle).all() and (middle < self.corners[1]).all())

    def wider(self, factor: float) -> "Detection":
        """The same face in a box that many times as wide and as high."""
        centre = self.corners.mean(axis=0)
        corners = centre + (self.corners - centre) * np.float32(factor)
        return replace(self, corners=np.asarray(corners, np.float32))

    def square(self, *, scale: float, turned: bool) -> Square:
        """The square of `scale` times the longer side; turned so that the eyes are level."""
        x, y = self.corners.mean(axis=0)
        side = float((self.corners[1] - self.corners[0]).max()) * scale
        eye_x, eye_y = self.keypoints[1] - self.keypoints[0]
        angle = math.atan2(eye_y, eye_x) if turned else 0.0
        return Square(float(x), float(y), side, angle)


class BlazeFace:
    """One of the two detectors, by its name in detector.json."""

    def __init__(self, name: str) -> None:
        self._rules: dict[str, Any] = description()["detection"]
        self._model = Model(name)
        self._least_logit = logit(self._rules["least_score"])
        per_cell = self._rules["anchors_per_cell_and_layer"]
        self._anchors = anchors(self._model.size, self._rules["strides"][name], per_cell)

    def find(self, frame: Frame, tile: Square | None = None) -> list[Detection]:
        """Return the faces in an RGB frame, or in a level square of it, the most certain first."""
        if tile is None:
            box, square = letterbox(frame, self._model.size)
        else:
            box, square = cut(frame, tile, self._model.size), tile
        raw, logits = self._model.run(signed(box))
        likely = logits[:, 0] > self._least_logit
        scores = 1 / (1 + np.exp(-np.clip(logits[likely, 0], -80, 80)))
        points = self._points(raw[likely], self._anchors[likely])
        keep = (points[:, 1] > points[:, 0]).all(axis=1)
        merged = merge(points[keep], scores[keep], overlap=self._rules["overlap"])
        return [
            Detection(located[:2], located[2:], score)
            for located, score in ((square.to_frame(p), s) for p, s in merged)
        ]

    def _points(self, raw: Floats, centres: Floats) -> Floats:
        """Decode (n, 16) to (n, 8, 2) in units of the input: two corners, six keypoints."""
        points = raw.reshape(-1, 8, 2) / np.float32(self._model.size)
        half = points[:, 1] / 2
        points = points + centres[:, None]
        centre = points[:, 0].copy()
        points[:, 0], points[:, 1] = centre - half, centre + half
        return points


def logit(probability: float) -> float:
    """Return the log odds, of at least 1e-5 either way."""
    clipped = min(max(probability, 1e-5), 1 - 1e-5)
    return math.log(clipped / (1 - clipped))


def anchors(size: int, strides: list[int], per_cell: int) -> Floats:
    """Return the anchors' centres (n, 2), layers of one stride interleaved cell by cell."""
    grids = []
    for stride in sorted(set(strides)):
        cells = size // stride
        axis = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
        grids.append(np.repeat(grid, per_cell * strides.count(stride), axis=0))
    return np.concatenate(grids)


def merge(points: Floats, scores: Floats, *, overlap: float) -> list[tuple[Floats, float]]:
    """Weighted non-maximum suppression: average what overlaps the best box, then the next best."""
    left = np.argsort(-scores, kind="stable")
    merged = []
    while left.size:
        same = intersection_over_union(points[left[0]], points[left]) > overlap
        same[0] = True
        group = left[same]
        weights = scores[group] / scores[group].sum()
        merged.append((np.tensordot(weights, points[group], axes=1), float(scores[left[0]])))
        left = left[~same]
    return merged


def intersection_over_union(one: Floats, many: Floats) -> NDArray[np.float32]:
    """Compare the box in one[:2] with each of many[:, :2]."""
    shared = common(one, many)
    return np.asarray(shared / (areas(one[np.newaxis]) + areas(many) - shared), np.float32)


def common(one: Floats, many: Floats) -> Floats:
    """Return the area that the box in one[:2] shares with each of many[:, :2]."""
    low, high = np.maximum(one[0], many[:, 0]), np.minimum(one[1], many[:, 1])
    return np.asarray(np.prod(np.clip(high - low, 0, None), axis=1), np.float32)


def areas(boxes: Floats) -> Floats:
    return np.asarray(np.prod(boxes[:, 1] - boxes[:, 0], axis=1), np.float32)
