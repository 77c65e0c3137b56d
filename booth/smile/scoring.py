"""From one detected face to its smile, 0..1."""

import math

import cv2
import numpy as np

from .blazeface import Detection
from .crops import Floats, Pixels, cut, signed
from .models import Model, description


class FaceScorer:
    """The face mesh and the expression model, fused by the weights in detector.json."""

    def __init__(self) -> None:
        self._rules = description()
        self._mesh = Model("mesh")
        self._expression = Model("expression")

    def score(self, frame: Pixels, face: Detection) -> float | None:
        """Return the smile of a face, or None if the mesh finds that it is no face after all."""
        points = self._landmarks(frame, face)
        if points is None:
            return None
        rule = self._rules["score"]
        ratio = distance(points, rule["mouth"]) / max(distance(points, rule["face"]), 1e-6)
        geometry = rule["ratio_weight"] * (ratio - rule["usual_ratio"])
        return sigmoid(rule["gain"] * (logit(self._smiling(frame, face)) + geometry))

    def _landmarks(self, frame: Pixels, face: Detection) -> Floats | None:
        """Return the mesh (468, 2) in frame pixels."""
        rule = self._rules["mesh"]
        square = face.square(scale=rule["scale"], turned=True)
        crop = cut(frame, square, self._mesh.size).astype(np.float32) / np.float32(255)
        mesh, presence = self._mesh.run(crop)
        if sigmoid(presence.item()) < rule["least_presence"]:
            return None
        return square.to_frame(mesh.reshape(rule["points"], 3)[:, :2] / self._mesh.size)

    def _smiling(self, frame: Pixels, face: Detection) -> float:
        """Return the expression model's probability of its smiling class."""
        rule = self._rules["expression"]
        crop = cut(frame, face.square(scale=rule["scale"], turned=False), self._expression.size)
        grey = signed(np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8))
        (classes,) = self._expression.run(grey[:, :, np.newaxis])
        return float(classes[rule["smiling_class"]])


def distance(points: Floats, ends: list[int]) -> float:
    """Return the distance between two points of the mesh."""
    return float(np.linalg.norm(points[ends[0]] - points[ends[1]]))


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-min(max(value, -80), 80)))


def logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))
