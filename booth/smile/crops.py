"""Cut squares out of a frame, exactly as the browser does it.

A crop is given by a `Square`. Output pixel (i, j) of a crop of `size` pixels is the mean of k x k
bilinear samples spread evenly over its cell, k being the whole number of source pixels under one
output pixel (at least 1): no aliasing, and a few lines in any language. Coordinates are
continuous: the centre of the first pixel is (0.5, 0.5). Outside the frame the edge repeats.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

MOST_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Square:
    """A square in a frame: centre and side in pixels, angle in radians, clockwise on screen."""

    x: float
    y: float
    side: float
    angle: float = 0.0

    def to_frame(self, points: NDArray[Any]) -> Floats:
        """Map points (n, 2) in units of the square, 0..1, to frame pixels."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        offsets = (np.asarray(points, np.float32) - 0.5) * self.side
        turn = np.array([[cos, sin], [-sin, cos]], np.float32)
        return np.asarray(offsets @ turn + np.array([self.x, self.y], np.float32), np.float32)


def cut(frame: Pixels, square: Square, size: int) -> Pixels:
    """Return the square's pixels as (size, size) or (size, size, channels), like the frame."""
    samples = min(max(round(square.side / size), 1), MOST_SAMPLES)
    fine = size * samples
    step = square.side / fine
    cos, sin = math.cos(square.angle) * step, math.sin(square.angle) * step
    # warpAffine counts from the centre of the first pixel, we from its corner.
    shift = (fine - 1) / 2
    matrix = np.array(
        [
            [cos, -sin, square.x - 0.5 - shift * (cos - sin)],
            [sin, cos, square.y - 0.5 - shift * (sin + cos)],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(
        frame, matrix, (fine, fine), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    if samples > 1:
        warped = cv2.resize(warped, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(warped, np.uint8)


def signed(pixels: Pixels) -> Floats:
    """Map 0..255 to -1..1."""
    return pixels.astype(np.float32) / np.float32(127.5) - np.float32(1)


def letterbox(frame: Pixels, size: int) -> tuple[Pixels, Square]:
    """Shrink the whole frame into a black square of `size` pixels, centred.

    Each output pixel is the mean of the area it covers. The second value is the padded square in
    the frame, to bring points back.
    """
    height, width = frame.shape[:2]
    side = max(height, width)
    new_width, new_height = max(round(width * size / side), 1), max(round(height * size / side), 1)
    small = cv2.resize(frame, (new_width, new_height), interpolation=cv2.INTER_AREA)
    left, top = (size - new_width) // 2, (size - new_height) // 2
    box = np.zeros((size, size, 3), np.uint8)
    box[top : top + new_height, left : left + new_width] = small
    centre_x, centre_y = (size / 2 - left) * side / size, (size / 2 - top) * side / size
    return box, Square(centre_x, centre_y, side)


def shrink(frame: Pixels, longest_side: int) -> tuple[Pixels, float]:
    """Shrink a frame to at most `longest_side`; the second value is old size over new size."""
    height, width = frame.shape[:2]
    factor = max(height, width) / longest_side
    if factor <= 1:
        return frame, 1.0
    size = (max(round(width / factor), 1), max(round(height / factor), 1))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8), factor
