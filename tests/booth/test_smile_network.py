import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from booth.smile.models import description
from booth.smile.network import Network


def packed(values: NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode()


def layer(weights: NDArray[np.int8], *, kernel: int = 0, stride: int = 1) -> dict[str, Any]:
    outputs = weights.shape[1]
    return {
        "kernel": kernel,
        "stride": stride,
        "scales": packed(np.linspace(0.5, 1, outputs, dtype="<f4")),
        "bias": packed(np.linspace(-1, 1, outputs, dtype="<f4")),
        "weights": packed(weights),
    }


def step_by_step(image: NDArray[Any], weights: NDArray[np.int8], stride: int) -> NDArray[Any]:
    """The first layer of `layer(weights, kernel=3)`, as its definition reads."""
    scaled = weights.reshape(3, 3, -1) * np.linspace(0.5, 1, weights.shape[1])
    padded = np.pad(image, 1)
    rows = [
        [
            (padded[y : y + 3, x : x + 3, np.newaxis] * scaled).sum(axis=(0, 1))
            for x in range(0, image.shape[1], stride)
        ]
        for y in range(0, image.shape[0], stride)
    ]
    return np.maximum(np.array(rows) + np.linspace(-1, 1, weights.shape[1]), 0)


def test_convolution_and_matrix_follow_their_definition() -> None:
    random = np.random.default_rng(3)
    first = random.integers(-127, 128, (9, 4)).astype(np.int8)
    last = random.integers(-127, 128, (3 * 3 * 4, 1)).astype(np.int8)
    network = Network(
        {"contrast_floor": 8, "layers": [layer(first, kernel=3, stride=2), layer(last)]}
    )
    crop = random.uniform(0, 255, (6, 6)).astype(np.float32)
    standard = (crop - crop.mean()) / (crop.std(ddof=1) + 8)
    expected = step_by_step(standard, first, 2).reshape(-1) @ (last[:, 0] * 0.5) - 1
    assert network.run(crop[np.newaxis]) == pytest.approx([expected], rel=1e-4)


def test_brightness_and_contrast_hardly_matter() -> None:
    network = Network(description()["network"])
    random = np.random.default_rng(4)
    size = description()["network"]["size"]
    crop = random.uniform(0, 255, (1, size, size)).astype(np.float32)
    assert network.run(crop * 0.9 + 10) == pytest.approx(network.run(crop), abs=0.3)


def test_flat_crop_has_a_score() -> None:
    network = Network(description()["network"])
    size = description()["network"]["size"]
    assert np.isfinite(network.run(np.full((1, size, size), 77, np.float32))).all()
