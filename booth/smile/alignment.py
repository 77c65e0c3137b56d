"""Bring a face to a standard place: level, centred, one unit wide."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .crops import Floats, Square


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a face is in a frame: frame = turn * place + shift, over complex numbers.

    Places are in units of the face's width, x to the right, y down, averaged over many faces.
    """

    turn: complex
    shift: complex

    @classmethod
    def of(cls, rule: dict[str, Any], points: Floats) -> "Placement":
        """Fit to the mesh (468, 2) in frame pixels, by least squares over a few still points."""
        found = as_complex(points[rule["points"]])
        places = as_complex(np.array(rule["places"], np.float32))
        still = places - places.mean()
        turn = (found * still.conj()).sum() / (abs(still) ** 2).sum() or 1e-6
        return cls(turn, found.mean() - turn * places.mean())

    def square(self, rule: dict[str, Any]) -> Square:
        """Return the square round the place `centre` that is `side` units wide, in the frame."""
        centre = self.turn * complex(*rule["centre"]) + self.shift
        side = abs(self.turn) * rule["side"]
        return Square(centre.real, centre.imag, side, float(np.angle(self.turn)))


def as_complex(points: Floats) -> np.ndarray[Any, np.dtype[np.complex128]]:
    return np.asarray(points[:, 0] + 1j * points[:, 1], np.complex128)
