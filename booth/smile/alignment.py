"""Bring a face to a standard place: level, centred, one unit wide."""

from typing import Any

import numpy as np

from .crops import Floats, Square


def aligned_square(rule: dict[str, Any], points: Floats) -> Square:
    """Return the square that the network looks at, from the mesh (468, 2) in frame pixels.

    It follows the turn, shift and scale that bring a few still points of the mesh closest to their
    places: least squares over complex numbers, frame = turn * place + shift. Places are in units of
    the face's width, x to the right, y down, and were averaged over many faces.
    """
    found = as_complex(points[rule["points"]])
    places = as_complex(np.array(rule["places"], np.float32))
    still = places - places.mean()
    turn = (found * still.conj()).sum() / (abs(still) ** 2).sum() or 1e-6
    centre = turn * (complex(*rule["centre"]) - places.mean()) + found.mean()
    return Square(centre.real, centre.imag, abs(turn) * rule["side"], float(np.angle(turn)))


def as_complex(points: Floats) -> np.ndarray[Any, np.dtype[np.complex128]]:
    return np.asarray(points[:, 0] + 1j * points[:, 1], np.complex128)
