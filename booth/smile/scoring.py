"""From one detected face to its smile, 0..1."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .alignment import Placement
from .blazeface import Detection, logit
from .crops import Floats, Frame, Pixels, Square, cut, signed
from .light import clear
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
        return sigmoid(self._odds(signs))

    def signs(self, frame: Frame, face: Detection, *, is_faint: bool = False) -> Signs | None:
        """Measure a face; None if the mesh finds none.

        In doubt the mesh looks again at the square that its own points suggest, which fits better
        than the detector's, and the models look at the mirror image as well. A face that
        `is_faint` must pass that second look: a pattern that looked like a face seldom does.
        """
        square = face.square(scale=self._rules["mesh"]["scale"], turned=True)
        points = self._landmarks(frame, square)
        if points is None:
            return None
        if is_faint:
            return self._second_look(frame, points)
        signs = self._measured(frame, points)
        if abs(self._odds(signs)) > self._rules["score"]["doubt"]:
            return signs
        return self._second_look(frame, points) or signs

    def _second_look(self, frame: Frame, points: Floats) -> Signs | None:
        square = self._placement(points).square(self._rules["mesh"]["again"])
        better = self._landmarks(frame, square)
        return None if better is None else self._measured(frame, better, twice=True)

    def _odds(self, signs: Signs) -> float:
        weights: dict[str, float] = self._rules["score"]
        return (
            weights["network"] * signs.network
            + weights["expression"] * signs.expression
            + weights["mouth"] * signs.mouth
            + weights["bias"]
        )

    def _placement(self, points: Floats) -> Placement:
        return Placement.of(self._rules["alignment"], points)

    def _measured(self, frame: Frame, points: Floats, *, twice: bool = False) -> Signs:
        placement = self._placement(points)
        return Signs(
            network=self._network_logit(frame, placement, twice=twice),
            expression=self._expression_odds(frame, placement, twice=twice),
            mouth=self._mouth_width(points),
            points=points,
        )

    def _landmarks(self, frame: Frame, square: Square) -> Floats | None:
        """Return the mesh (468, 2) in frame pixels; None if it does not hold it for a face."""
        rule = self._rules["mesh"]
        crop = cut(frame, square, self._mesh.size).astype(np.float32) / np.float32(255)
        mesh, presence = self._mesh.run(crop)
        if sigmoid(presence.item()) < rule["least_presence"]:
            return None
        points = mesh.reshape(rule["points"], 3)[:, :2]
        return square.to_frame(points / self._mesh.size)

    def _network_logit(self, frame: Frame, placement: Placement, *, twice: bool) -> float:
        square = placement.square(self._rules["network"])
        crop = grey_crop(frame, square, self._network.size).astype(np.float32)
        return float(np.mean([self._network.run(view) for view in views(crop, twice=twice)]))

    def _expression_odds(self, frame: Frame, placement: Placement, *, twice: bool) -> float:
        rule = self._rules["expression"]
        crop = signed(grey_crop(frame, placement.square(rule), self._expression.size))
        odds = []
        for view in views(crop, twice=twice):
            (classes,) = self._expression.run(view[:, :, np.newaxis])
            odds.append(logit(float(classes[rule["smiling_class"]])))
        return float(np.mean(odds))

    def _mouth_width(self, points: Floats) -> float:
        rule = self._rules["mesh"]
        return distance(points, rule["mouth"]) / max(distance(points, rule["face"]), 1e-6)


def views(crop: Floats, *, twice: bool) -> list[Floats]:
    """Return a grey crop, and its mirror image if it is to be seen twice."""
    return [crop, np.ascontiguousarray(crop[:, ::-1])] if twice else [crop]


def grey_crop(frame: Frame, square: Square, size: int) -> Pixels:
    """Cut what the networks and the expression model see, as (size, size)."""
    return clear(grey(cut(frame, square, size)))


def grey(crop: Pixels) -> Pixels:
    """Turn RGB to luma, 0.299 / 0.587 / 0.114, rounded."""
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)


def distance(points: Floats, ends: list[int]) -> float:
    """Return the distance between two points of the mesh."""
    return float(np.linalg.norm(points[ends[0]] - points[ends[1]]))


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-min(max(value, -80), 80)))
