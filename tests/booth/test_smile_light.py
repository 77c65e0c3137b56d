import numpy as np
import pytest

from booth.smile.crops import Frame, Pixels
from booth.smile.light import clear, evened
from booth.smile.local import Detector
from tests.factories import astronaut


def ramp(low: int, high: int) -> Pixels:
    """A row of the grey values from `low` up to and without `high`."""
    values = np.arange(low, high, dtype=np.uint8)
    return np.repeat(values[np.newaxis, :, np.newaxis], 3, axis=2)


def in_light(red: float, green: float, blue: float) -> Pixels:
    light = np.asarray(astronaut().convert("RGB")) * np.array([red, green, blue])
    return np.asarray(np.clip(light, 0, 255), np.uint8)


def test_each_colour_is_stretched_to_the_whole_range() -> None:
    frame = ramp(50, 150)
    frame[..., 0] //= 2
    better = evened(Frame(frame))
    assert better
    assert better.pixels[0, 0].tolist() == [0, 0, 0]
    assert better.pixels[0, 98:].tolist() == [[255, 255, 255]] * 2
    assert better.pixels[0, 50].tolist() == [130, 130, 130]


def test_frame_of_the_whole_range_is_left_alone() -> None:
    assert evened(Frame(ramp(0, 256))) is None


@pytest.mark.parametrize("high", [91, 100])
def test_frame_of_hardly_more_than_one_colour_is_left_alone(high: int) -> None:
    assert evened(Frame(ramp(90, high))) is None


def test_the_frame_itself_is_not_changed() -> None:
    pixels = ramp(50, 100)
    evened(Frame(pixels))
    assert (pixels == ramp(50, 100)).all()


@pytest.mark.parametrize("colour", [(0.1, 0.8, 0.1), (0.05, 0.05, 1)])
def test_smile_in_the_light_of_one_colour_is_seen(colour: tuple[float, float, float]) -> None:
    (face,) = Detector().faces(in_light(*colour))
    assert face.smile > 0.9
    x, y, width, height = face.box
    assert x < 224 < x + width  # her nose
    assert y < 120 < y + height


def test_nobody_is_seen_in_any_light() -> None:
    noise = np.random.default_rng(3).normal(40, 8, (480, 640, 3))
    frame = np.clip(noise, 0, 255).astype(np.uint8)
    assert Detector().faces(frame) == []


def crop_of(middle: list[int], edge: int) -> Pixels:
    """A crop of 10 x 10 with columns of these values inside an edge of two pixels."""
    crop = np.full((10, 10), edge, np.uint8)
    crop[2:8, 2:8] = middle
    return crop


def test_crop_whose_middle_has_little_contrast_gets_more_whatever_is_round_it() -> None:
    assert (clear(crop_of([10, 30] * 3, 255)) == crop_of([87, 169] * 3, 255)).all()
    assert (clear(crop_of([9] * 6, 9)) == crop_of([128] * 6, 128)).all()


def test_crop_whose_middle_has_enough_contrast_is_left_alone() -> None:
    crop = crop_of([0, 50] * 3, 25)
    assert clear(crop) is crop


def test_smile_in_a_dim_room_is_seen() -> None:
    noise = np.random.default_rng(1).normal(0, 5, (512, 512, 3))
    dim = np.asarray(astronaut().convert("RGB")) * 0.1 + noise
    (face,) = Detector().faces(np.clip(dim, 0, 255).astype(np.uint8))
    assert face.smile > 0.9


def test_smile_before_a_bright_window_is_seen() -> None:
    frame = np.full((512, 512, 3), 250, np.uint8)
    face = np.asarray(astronaut().convert("RGB"))[85:175, 180:270]
    frame[200:290, 200:290] = face * 0.1 + 40
    (found,) = Detector().faces(frame)
    assert found.smile > 0.9
