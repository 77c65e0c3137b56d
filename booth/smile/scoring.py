"""From one detected face to its smile, 0..1."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .alignment import Placement
from .blazeface import Detection, logit
from .crops import Floats, Frame, Pixels, cut, signed
from .models import Model, description
from .network import Networks


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a smile on one face, and where the mesh (468, 2) found it in the frame.

    `network`: the mean logit of our networks; `expression`: the expression model's log odds;
    `mouth`: the mouth's width over the face's.
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
        self._network = Networks(self._rules["network"])

    def smile(self, signs: Signs) -> float:
        """Weigh the signs: 0..1, 0.5 where a smile is as likely as not."""
        weights = self._rules["score"]
        return sigmoid(
            weights["network"] * signs.network
            + weights["expression"] * signs.expression
            + weights["mouth"] * signs.mouth
            + weights["bias"]
        )

    def signs(self, frame: Frame, face: Detection, *, is_faint: bool = False) -> Signs | None:
        """Measure a face; None if the mesh finds none. It is asked for less when `is_faint`."""
        points = self._landmarks(frame, face, least=self._least_presence(is_faint))
        if points is None:
            return None
        placement = Placement.of(self._rules["alignment"], points)
        return Signs(
            network=self._network_logit(frame, placement),
            expression=self._expression_odds(frame, placement),
            mouth=self._mouth_width(points),
            points=points,
        )

    def _least_presence(self, is_faint: bool) -> float:
        rule: dict[str, float] = self._rules["mesh"]
        return rule["faint_presence"] if is_faint else rule["least_presence"]

    def _landmarks(self, frame: Frame, face: Detection, *, least: float) -> Floats | None:
        """Return the mesh (468, 2) in frame pixels."""
        rule = self._rules["mesh"]
        square = face.square(scale=rule["scale"], turned=True)
        crop = cut(frame, square, self._mesh.size).astype(np.float32) / np.float32(255)
        mesh, presence = self._mesh.run(crop)
        if sigmoid(presence.item()) < least:
            return None
        return square.to_frame(mesh.reshape(rule["points"], 3)[:, :2] / self._mesh.size)

    def _network_logit(self, frame: Frame, placement: Placement) -> float:
        rule = self._rules["network"]
        crop = grey(cut(frame, placement.square(rule), rule["size"])).astype(np.float32)
        return self._network.run(crop)

    def _expression_odds(self, frame: Frame, placement: Placement) -> float:
        rule = self._rules["expression"]
        crop = signed(grey(cut(frame, placement.square(rule), self._expression.size)))
        (classes,) = self._expression.run(crop[:, :, np.newaxis])
        return logit(float(classes[rule["smiling_class"]]))

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
