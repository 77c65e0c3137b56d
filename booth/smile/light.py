"""Even out the light: coloured or dim light hides faces and smiles from models of daylight."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .crops import Frame, Pixels
from .models import description


def evened(frame: Frame) -> Frame | None:
    """Stretch each colour to the whole range, as a photographer's automatic levels do.

    None where that would change little, or where there is little but noise.
    """
    rules = description()["light"]
    small, _ = frame.halved(max(frame.width, frame.height) / rules["size"], most=2)
    ends = np.array([range_of(small[:, :, colour], rules["share"]) for colour in range(3)])
    width = np.maximum(ends[:, 1] - ends[:, 0], 1)
    gain = 255 / width
    if gain.max() < rules["least_gain"] or width.max() < rules["least_range"]:
        return None
    values = (np.arange(256)[:, np.newaxis] - ends[:, 0]) * gain
    table = np.floor(np.clip(values, 0, 255) + 0.5).astype(np.uint8)
    return Frame(np.asarray(cv2.LUT(frame.pixels, table[np.newaxis]), np.uint8))


def clear(crop: Pixels) -> Pixels:
    """Stretch a grey crop whose middle has little contrast, as in a dim room or before a window.

    Any other is returned as it is.
    """
    rules = description()["contrast"]
    edge = round(len(crop) * rules["edge"])
    middle = crop[edge : len(crop) - edge, edge : len(crop) - edge]
    spread = middle.std()
    if spread >= rules["least"]:
        return crop
    values = (crop - middle.mean()) / (spread + 1) * rules["wanted"] + rules["mean"]
    return np.asarray(np.floor(np.clip(values, 0, 255) + 0.5), np.uint8)


def range_of(values: Pixels, share: float) -> tuple[int, int]:
    """Return the values below and above which there is hardly more than this share of them."""
    counts = np.cumsum(np.bincount(values.ravel(), minlength=256))
    return first(counts >= share * values.size), first(counts >= (1 - share) * values.size)


def first(are: NDArray[np.bool_]) -> int:
    return int(are.argmax())
