"""Our own small convolutional networks, run with NumPy from the weights in detector.json.

`training/README.md` says how they were trained. Each layer is a convolution (or, the last two, a
matrix) with whole-number weights in -127..127 and one scale per output; ReLU after all but the
last. Few enough operations (2.3 million multiplications each) for plain JavaScript as well.
"""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .crops import Floats


class Networks:
    """Grey crops, 0..255, to the mean of the networks' logits.

    Every other network sees the mirror image: more opinions than one network that looks twice.
    All have the same layers, and each layer is worked out for all of them at once: one network
    alone is so small that NumPy's calls would take longer than its multiplications.
    """

    def __init__(self, description: dict[str, Any]) -> None:
        self._soft = np.float32(description["contrast_floor"])
        self._count = len(description["networks"])
        same_layers = zip(*description["networks"], strict=True)
        self._layers = [Layer(layers) for layers in same_layers]

    def run(self, crops: Floats) -> Floats:
        """Map crops (n, size, size) to logits (n,)."""
        mean = crops.mean(axis=(1, 2), keepdims=True)
        spread = crops.std(axis=(1, 2), keepdims=True, ddof=1)
        seen = (crops - mean) / (spread + self._soft)
        views = seen, seen[:, :, ::-1]
        values = np.stack([views[at % 2] for at in range(self._count)])[..., np.newaxis]
        for layer in self._layers[:-1]:
            values = layer.run(values)
            np.maximum(values, 0, out=values)
        logits = self._layers[-1].run(values).reshape(self._count, len(crops))
        return np.asarray(logits.mean(axis=0), np.float32)


class Layer:
    """A convolution over (networks, n, height, width, inputs), zeros outside; or a full matrix.

    That is kernel 0, and `layers` are each network's own.
    """

    def __init__(self, layers: Sequence[dict[str, Any]]) -> None:
        self._kernel: int = layers[0]["kernel"]
        self._stride: int = layers[0]["stride"]
        scales = [decode(layer["scales"], np.float32) for layer in layers]
        self._bias = np.stack([decode(layer["bias"], np.float32) for layer in layers])[
            :, np.newaxis
        ]
        whole = [decode(layer["weights"], np.int8) for layer in layers]
        self._weights = np.stack(
            [own.reshape(-1, len(scale)) * scale for own, scale in zip(whole, scales, strict=True)]
        )

    def run(self, values: Floats) -> Floats:
        networks, count = values.shape[:2]
        seen = self._windows(values.reshape(-1, *values.shape[2:])) if self._kernel else values
        height, width = seen.shape[1:3] if self._kernel else (1, 1)
        found = seen.reshape(networks, count * height * width, -1) @ self._weights
        found += self._bias
        return np.asarray(found.reshape(networks, count, height, width, -1), np.float32)

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
