import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from booth.smile.models import description
from booth.smile.network import Networks


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


def alone(layers: list[dict[str, Any]], *, contrast_floor: float) -> Networks:
    return Networks({"networks": [layers], "contrast_floor": contrast_floor})


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
    network = alone([layer(first, kernel=3, stride=2), layer(last)], contrast_floor=8)
    crop = random.uniform(0, 255, (6, 6)).astype(np.float32)
    standard = (crop - crop.mean()) / (crop.std(ddof=1) + 8)
    expected = step_by_step(standard, first, 2).reshape(-1) @ (last[:, 0] * 0.5) - 1
    assert network.run(crop[np.newaxis]) == pytest.approx([expected], rel=1e-4)


@pytest.fixture(scope="module")
def shipped() -> Networks:
    return Networks(description()["network"])


def noise() -> NDArray[np.float32]:
    """One crop (1, size, size)."""
    size = description()["network"]["size"]
    return np.random.default_rng(4).uniform(0, 255, (1, size, size)).astype(np.float32)


def test_every_other_network_sees_the_mirror_image(shipped: Networks) -> None:
    rules, crop = description()["network"], noise()
    views = crop, crop[:, :, ::-1]
    logits = [
        alone(layers, contrast_floor=rules["contrast_floor"]).run(views[at % 2])[0]
        for at, layers in enumerate(rules["networks"])
    ]
    assert len(logits) >= 2
    assert shipped.run(crop) == pytest.approx(np.mean(logits), abs=1e-4)


def test_crops_are_worked_out_together_as_alone(shipped: Networks) -> None:
    one, other = noise(), noise()[:, ::-1]
    together = shipped.run(np.concatenate([one, other]))
    assert together == pytest.approx([shipped.run(one)[0], shipped.run(other)[0]], abs=1e-4)
    assert together[0] != pytest.approx(together[1], abs=1e-3)


def test_brightness_and_contrast_hardly_matter(shipped: Networks) -> None:
    crop = noise()
    assert shipped.run(crop * 0.9 + 10) == pytest.approx(shipped.run(crop), abs=0.3)


def test_flat_crop_has_a_score(shipped: Networks) -> None:
    assert np.isfinite(shipped.run(np.full_like(noise(), 77))).all()
