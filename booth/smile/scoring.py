"""From one detected face to its smile, 0..1."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .alignment import aligned_square
from .blazeface import Detection
from .crops import Floats, Pixels, cut, signed
from .models import Model, description
from .network import Network


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a smile on one face, and where the mesh (468, 2) found it in the frame.

    `network`: our network's logit; `expression`: the expression model's log odds; `mouth`: the
    mouth's width over the face's. The first two are means over the face and its mirror image.
    """

    network: float
    expression: float
    mouth: float
    points: Floats


class FaceScorer:
    """The face mesh, the expression model and our network, weighed as detector.json says."""

    def __init__(self) -> None:
        self._rules = description()
        self._mesh = Model("mesh")
        self._expression = Model("expression")
        self._network = Network(self._rules["network"])

    def smile(self, signs: Signs) -> float:
        """Weigh the signs: 0..1, 0.5 where a smile is as likely as not."""
        weights = self._rules["score"]
        return sigmoid(
            weights["network"] * signs.network
            + weights["expression"] * signs.expression
            + weights["mouth"] * signs.mouth
            + weights["bias"]
        )

    def signs(self, frame: Pixels, face: Detection) -> Signs | None:
        """Measure a face; None if the mesh finds none."""
        points = self._landmarks(frame, face)
        if points is None:
            return None
        return Signs(
            network=self._network_logit(frame, points),
            expression=self._expression_odds(frame, face),
            mouth=self._mouth_width(points),
            points=points,
        )

    def _landmarks(self, frame: Pixels, face: Detection) -> Floats | None:
        """Return the mesh (468, 2) in frame pixels."""
        rule = self._rules["mesh"]
        square = face.square(scale=rule["scale"], turned=True)
        crop = cut(frame, square, self._mesh.size).astype(np.float32) / np.float32(255)
        mesh, presence = self._mesh.run(crop)
        if sigmoid(presence.item()) < rule["least_presence"]:
            return None
        return square.to_frame(mesh.reshape(rule["points"], 3)[:, :2] / self._mesh.size)

    def _network_logit(self, frame: Pixels, points: Floats) -> float:
        size: int = self._rules["network"]["size"]
        square = aligned_square(self._rules["alignment"], points)
        crop = grey(cut(frame, square, size)).astype(np.float32)
        return float(self._network.run(np.stack([crop, crop[:, ::-1]])).mean())

    def _expression_odds(self, frame: Pixels, face: Detection) -> float:
        rule = self._rules["expression"]
        square = face.square(scale=rule["scale"], turned=True)
        crop = signed(grey(cut(frame, square, self._expression.size)))
        odds = []
        for view in (crop, np.ascontiguousarray(crop[:, ::-1])):
            (classes,) = self._expression.run(view[:, :, np.newaxis])
            odds.append(logit(float(classes[rule["smiling_class"]])))
        return sum(odds) / len(odds)

    def _mouth_width(self, points: Floats) -> float:
        rule = self._rules["mesh"]
        return distance(points, rule["mouth"]) / max(distance(points, rule["face"]), 1e-6)


def grey(crop: Pixels) -> Pixels:
    """Turn RGB to luma, 0.299 / 0.587 / 0.114, rounded."""
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)


def distance(points: Floats, ends: list[int]) -> float:
    """Return the distance between two points of the mesh."""
    return float(np.linalg.norm(points[ends[0]] - points[ends[1]]))


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-min(max(value, -80), 80)))


def logit(probability: float) -> float:
    clipped = min(max(probability, 1e-5), 1 - 1e-5)
    return math.log(clipped / (1 - clipped))
