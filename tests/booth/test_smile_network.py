from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from booth.smile.models import description, model_path
from booth.smile.network import Networks
from booth.smile.training.litert import Layer, model

Values = NDArray[np.float32]


def run(file: Path, views: Values) -> float:
    """Run a model on two views (size, size, 2)."""
    interpreter = Interpreter(str(file))
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], views[np.newaxis])
    interpreter.invoke()
    return float(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).item())


def network(seed: int) -> list[Layer]:
    """A convolution, and two matrices; 6x6 pixels become 3x3."""
    random = np.random.default_rng(seed)

    def layer(*shape: int, stride: int = 1) -> Layer:
        weights = random.normal(size=shape).astype(np.float16).astype(np.float32)
        return Layer(weights, random.normal(size=shape[-1]).astype(np.float32), stride)

    return [layer(3, 3, 1, 4, stride=2), layer(36, 5), layer(5, 1)]


def step_by_step(layers: list[Layer], view: Values) -> float:
    """What `network` comes to, as the definition reads."""
    first, *matrices = layers
    padded = np.pad(view, 1)
    rows = [
        [
            (padded[y : y + 3, x : x + 3, np.newaxis] * first.weights[:, :, 0]).sum((0, 1))
            for x in range(0, 6, 2)
        ]
        for y in range(0, 6, 2)
    ]
    values = np.maximum(np.array(rows) + first.bias, 0).reshape(-1)
    hidden = np.maximum(values @ matrices[0].weights + matrices[0].bias, 0)
    return float((hidden @ matrices[1].weights + matrices[1].bias).item())


def noise(size: int) -> Values:
    return np.random.default_rng(4).uniform(0, 255, (size, size)).astype(np.float32)


def test_convolutions_and_matrices_follow_their_definition(tmp_path: Path) -> None:
    file, layers, view = tmp_path / "one.tflite", network(3), noise(6) / np.float32(100)
    file.write_bytes(model([layers], 6))
    views = np.stack([view, np.full_like(view, 9)], axis=2)
    assert run(file, views) == pytest.approx(step_by_step(layers, view), rel=1e-4)


def test_every_other_network_sees_the_other_view_and_the_mean_counts(tmp_path: Path) -> None:
    file, networks = tmp_path / "three.tflite", [network(seed) for seed in range(3)]
    file.write_bytes(model(networks, 6))
    one = noise(6) / np.float32(100)
    other = np.ascontiguousarray(one[:, ::-1])
    logits = [
        step_by_step(layers, view) for layers, view in zip(networks, (one, other, one), strict=True)
    ]
    assert run(file, np.stack([one, other], axis=2)) == pytest.approx(np.mean(logits), rel=1e-4)


@pytest.fixture(scope="module")
def shipped() -> Networks:
    return Networks(description()["network"])


def test_the_networks_see_a_standard_crop_and_its_mirror_image(shipped: Networks) -> None:
    crop = noise(shipped.size)
    floor = description()["network"]["contrast_floor"]
    seen = ((crop - crop.mean()) / (crop.std(ddof=1) + floor)).astype(np.float32)
    expected = run(model_path("network"), np.stack([seen, seen[:, ::-1]], axis=2))
    assert shipped.run(crop) == pytest.approx(expected, abs=1e-5)
    assert shipped.run(np.ascontiguousarray(crop[:, ::-1])) != pytest.approx(expected, abs=1e-3)


def test_brightness_and_contrast_hardly_matter(shipped: Networks) -> None:
    crop = noise(shipped.size)
    assert shipped.run(crop * 0.9 + 10) == pytest.approx(shipped.run(crop), abs=0.3)


def test_flat_crop_has_a_score(shipped: Networks) -> None:
    assert np.isfinite(shipped.run(np.full_like(noise(shipped.size), 77)))
