"""Our own small convolutional network, run with NumPy from the weights in detector.json.

`training/README.md` says how it was trained. Each layer is a convolution (or, the last two, a
matrix) with one whole-number weight in -127..127 and one scale per output; ReLU after all but the
last. Few enough operations (3 million multiplications) for plain JavaScript as well.
"""

import base64
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .crops import Floats


class Network:
    """Grey crops (n, size, size), 0..255, to one logit each."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._soft = float(description["contrast_floor"])
        self._layers = [Layer(layer) for layer in description["layers"]]

    def run(self, crops: Floats) -> Floats:
        """Return the logits (n,)."""
        mean = crops.mean(axis=(1, 2), keepdims=True)
        spread = crops.std(axis=(1, 2), keepdims=True, ddof=1)
        values = ((crops - mean) / (spread + np.float32(self._soft)))[..., np.newaxis]
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
        edge, step = self._kernel // 2, self._stride
        padded = np.pad(values, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
        seen = sliding_window_view(padded, (self._kernel, self._kernel), axis=(1, 2))
        seen = seen[:, ::step, ::step].transpose(0, 1, 2, 4, 5, 3)
        return np.asarray(seen.reshape(*seen.shape[:3], -1), np.float32)


def decode(text: str, kind: type[np.generic]) -> np.ndarray[Any, Any]:
    """Unpack little-endian numbers from base64."""
    return np.frombuffer(base64.b64decode(text), np.dtype(kind).newbyteorder("<"))
