"""Cut squares out of a frame, exactly as the browser does it.

A crop is given by a `Square`. It is cut from the frame, halved until there are at most 1.5 pixels
a side for each of the crop's: its pixel (i, j) is one bilinear sample there. Hardly any aliasing,
one sample each, and a few lines in any language. Coordinates are continuous: the centre of the
first pixel is (0.5, 0.5). Outside the frame the edge repeats.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Of the frame, or of a half of it, to one of a crop: more would alias.
MOST_PIXELS = 1.5


class Frame:
    """An RGB picture (height, width, 3) and its halves, each made when it is first asked for."""

    def __init__(self, pixels: Pixels) -> None:
        self._halves = [pixels]

    @property
    def pixels(self) -> Pixels:
        return self._halves[0]

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def halved(self, ratio: float, *, most: float) -> tuple[Pixels, int]:
        """Halve until at most `most` of its `ratio` pixels are left; say how many times smaller."""
        times = 0
        while ratio > most and min(self._half(times).shape[:2]) >= 2:
            ratio /= 2
            times += 1
        return self._half(times), 2**times

    def _half(self, times: int) -> Pixels:
        """Halve by means of 2 x 2 pixels; the last row or column of an odd number is left out."""
        while len(self._halves) <= times:
            last = self._halves[-1]
            height, width = last.shape[0] // 2, last.shape[1] // 2
            even = last[: height * 2, : width * 2]
            half = cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA)
            self._halves.append(np.asarray(half, np.uint8))
        return self._halves[times]


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


def cut(frame: Frame, square: Square, size: int) -> Pixels:
    """Return the square's pixels, RGB, as (size, size, 3)."""
    pixels, smaller = frame.halved(square.side / size, most=MOST_PIXELS)
    step = square.side / smaller / size
    cos, sin = math.cos(square.angle) * step, math.sin(square.angle) * step
    # warpAffine counts from the centre of the first pixel, we from its corner.
    shift = (size - 1) / 2
    matrix = np.array(
        [
            [cos, -sin, square.x / smaller - 0.5 - shift * (cos - sin)],
            [sin, cos, square.y / smaller - 0.5 - shift * (sin + cos)],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(
        pixels, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def signed(pixels: Pixels) -> Floats:
    """Map 0..255 to -1..1."""
    return pixels.astype(np.float32) / np.float32(127.5) - np.float32(1)


def letterbox(frame: Frame, size: int) -> tuple[Pixels, Square]:
    """Shrink the whole frame into a black square of `size` pixels, centred.

    Each output pixel is the mean of the area it covers. The second value is the padded square in
    the frame, to bring points back.
    """
    pixels, smaller = frame.halved(max(frame.height, frame.width) / size, most=2)
    height, width = pixels.shape[:2]
    side = max(height, width)
    new_width, new_height = max(round(width * size / side), 1), max(round(height * size / side), 1)
    small = cv2.resize(pixels, (new_width, new_height), interpolation=cv2.INTER_AREA)
    left, top = (size - new_width) // 2, (size - new_height) // 2
    box = np.zeros((size, size, 3), np.uint8)
    box[top : top + new_height, left : left + new_width] = small
    scale = side * smaller / size
    return box, Square((size / 2 - left) * scale, (size / 2 - top) * scale, side * smaller)


def shrink(frame: Pixels, longest_side: int) -> tuple[Pixels, float]:
    """Shrink a frame to at most `longest_side`; the second value is old size over new size."""
    height, width = frame.shape[:2]
    factor = max(height, width) / longest_side
    if factor <= 1:
        return frame, 1.0
    size = (max(round(width / factor), 1), max(round(height / factor), 1))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8), factor
