"""Our own small convolutional networks, run with NumPy from the weights in detector.json.

`training/README.md` says how they were trained. Each layer is a convolution (or, the last two, a
matrix) with whole-number weights in -127..127 and one scale per output; ReLU after all but the
last. Few enough operations (2.3 million multiplications each) for plain JavaScript as well.
"""

import base64
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .crops import Floats


class Networks:
    """A grey crop (size, size), 0..255, to the mean of the networks' logits.

    Every other network sees the mirror image: more opinions than one network that looks twice.
    """

    def __init__(self, description: dict[str, Any]) -> None:
        floor = description["contrast_floor"]
        self._networks = [Network(layers, floor) for layers in description["networks"]]

    def run(self, crop: Floats) -> float:
        views = crop[np.newaxis], crop[np.newaxis, :, ::-1]
        logits = [net.run(views[at % 2])[0] for at, net in enumerate(self._networks)]
        return float(np.mean(logits))


class Network:
    """Grey crops (n, size, size), 0..255, to one logit each."""

    def __init__(self, layers: list[dict[str, Any]], contrast_floor: float) -> None:
        self._soft = np.float32(contrast_floor)
        self._layers = [Layer(layer) for layer in layers]

    def run(self, crops: Floats) -> Floats:
        """Return the logits (n,)."""
        mean = crops.mean(axis=(1, 2), keepdims=True)
        spread = crops.std(axis=(1, 2), keepdims=True, ddof=1)
        values = ((crops - mean) / (spread + self._soft))[..., np.newaxis]
        for layer in self._layers[:-1]:
            values = np.maximum(layer.run(values), 0)
        return self._layers[-1].run(values).reshape(-1)


class Layer:
    """A convolution over (n, height, width, inputs), zeros outside; kernel 0 is a full matrix."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._kernel: int = description["kernel"]
        self._stride: int = description["stride"]
        scales = decode(description["scales"], np.float32)
        self._bias = decode(description["bias"], np.float32)
        whole = decode(description["weights"], np.int8).reshape(-1, len(scales))
        self._weights = whole.astype(np.float32) * scales

    def run(self, values: Floats) -> Floats:
        seen = self._windows(values) if self._kernel else values.reshape(len(values), -1)
        return np.asarray(seen @ self._weights + self._bias, np.float32)

    def _windows(self, values: Floats) -> Floats:
        """Gather what each output sees: (n, height, width, kernel * kernel * inputs)."""
        edge, step, kernel = self._kernel // 2, self._stride, self._kernel
        count, height, width, inputs = values.shape
        padded = np.zeros((count, height + 2 * edge, width + 2 * edge, inputs), np.float32)
        padded[:, edge : edge + height, edge : edge + width] = values
        one, down, right, across = padded.strides
        rows, columns = -(-height // step), -(-width // step)
        # By hand: np.pad and sliding_window_view take longer than the multiplications.
        seen = as_strided(
            padded,
            (count, rows, columns, kernel, kernel, inputs),
            (one, down * step, right * step, down, right, across),
            writeable=False,
        )
        return np.asarray(seen.reshape(count, rows, columns, -1), np.float32)


def decode(text: str, kind: type[np.generic]) -> np.ndarray[Any, Any]:
    """Unpack little-endian numbers from base64."""
    return np.frombuffer(base64.b64decode(text), np.dtype(kind).newbyteorder("<"))
