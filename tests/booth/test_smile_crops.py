import math

import numpy as np
import pytest

from booth.smile.alignment import Placement
from booth.smile.blazeface import anchors, merge
from booth.smile.crops import Frame, Pixels, Square, cut, letterbox, shrink
from booth.smile.local import tiles
from booth.smile.models import description


@pytest.fixture(scope="module")
def frame() -> Pixels:
    return np.random.default_rng(5).integers(0, 256, (48, 64, 3)).astype(np.uint8)


def test_crop_of_whole_pixels_is_a_copy(frame: Pixels) -> None:
    assert (cut(Frame(frame), Square(20, 16, 8), 8) == frame[12:20, 16:24]).all()


def test_shrinking_crop_is_the_mean_of_what_it_covers(frame: Pixels) -> None:
    means = frame[8:24, 8:24].reshape(4, 4, 4, 4, 3).mean(axis=(1, 3))
    assert cut(Frame(frame), Square(16, 16, 16), 4) == pytest.approx(means, abs=1)


def test_turned_crop_has_the_turned_pixels(frame: Pixels) -> None:
    quarter = cut(Frame(frame), Square(20, 16, 8, angle=math.pi / 2), 8)
    assert np.abs(quarter.astype(int) - np.rot90(frame[12:20, 16:24])).max() <= 1


def test_crop_repeats_the_edge_outside_the_frame(frame: Pixels) -> None:
    crop = cut(Frame(frame), Square(0, 0, 8), 8)
    assert (crop[:5, :5] == frame[0, 0]).all()


def test_square_maps_points_where_it_cuts() -> None:
    square = Square(100, 50, 20, angle=math.pi / 2)
    assert square.to_frame(np.array([[0.5, 0.5], [1, 0.5]])) == pytest.approx(
        np.array([[100, 50], [100, 60]]), abs=1e-4
    )


def test_letterbox_keeps_the_shape_and_maps_back(frame: Pixels) -> None:
    box, square = letterbox(Frame(frame), 32)
    assert box.shape == (32, 32, 3)
    assert not box[:4].any()
    assert not box[-4:].any()
    corners = square.to_frame(np.array([[0, 4 / 32], [1, 28 / 32]]))
    assert corners == pytest.approx(np.array([[0, 0], [64, 48]]), abs=1e-3)


def test_small_frame_is_not_enlarged(frame: Pixels) -> None:
    assert shrink(frame, 1280)[0] is frame
    small, factor = shrink(frame, 32)
    assert small.shape == (24, 32, 3)
    assert factor == 2


@pytest.mark.parametrize(("size", "strides"), [(128, [8, 16, 16, 16]), (256, [16, 32, 32, 32])])
def test_there_are_896_anchors(size: int, strides: list[int]) -> None:
    centres = anchors(size, strides, 2)
    assert centres.shape == (896, 2)
    assert (centres[0] == centres[1]).all()
    assert centres.min() > 0
    assert centres.max() < 1


def test_overlapping_boxes_become_one_by_their_weight() -> None:
    boxes = np.array([[[0, 0], [10, 10]], [[1, 0], [11, 10]], [[50, 50], [60, 60]]], np.float32)
    scores = np.array([0.9, 0.6, 0.7], np.float32)
    first, second = merge(boxes, scores, overlap=0.3)
    assert first[0] == pytest.approx(np.array([[0.4, 0], [10.4, 10]]), abs=1e-5)
    assert first[1] == pytest.approx(0.9)
    assert second[0] == pytest.approx(boxes[2])


def test_a_frame_is_halved_until_few_pixels_are_left(frame: Pixels) -> None:
    for ratio, shape, smaller in ((1.5, (48, 64, 3), 1), (1.6, (24, 32, 3), 2), (9, (6, 8, 3), 8)):
        half, times = Frame(frame).halved(ratio, most=1.5)
        assert (half.shape, times) == (shape, smaller)
    assert Frame(frame[:1]).halved(100, most=1.5)[0].shape == (1, 64, 3)


def test_the_last_row_and_column_of_an_odd_frame_are_left_out_of_its_half(frame: Pixels) -> None:
    odd, even = Frame(frame[:47, :63]), Frame(frame[:46, :62])
    assert (odd.halved(2, most=1)[0] == even.halved(2, most=1)[0]).all()


@pytest.mark.parametrize(
    ("width", "height", "count"), [(640, 480, 4), (640, 360, 2), (480, 640, 4)]
)
def test_tiles_cover_the_frame_and_overlap(width: int, height: int, count: int) -> None:
    squares = tiles(Frame(np.zeros((height, width, 3), np.uint8)), share=0.5625)
    assert len(squares) == count
    seen = np.zeros((height, width), int)
    for square in squares:
        x, y, side = (round(each) for each in (square.x, square.y, square.side))
        left, top = x - side // 2, y - side // 2
        seen[max(top, 0) : top + side, max(left, 0) : left + side] += 1
    assert seen.min() == 1
    assert seen.max() == count
    assert (seen > 1).mean() >= 0.12  # a face on a border is whole in one of them


RULE = description()["alignment"]
ROUND = {"centre": [0, 0.08], "side": 1.04}


def test_aligned_square_follows_the_face() -> None:
    places = np.zeros((468, 2), np.float32)
    places[RULE["points"]] = RULE["places"]
    angle = 0.3
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    points = (places @ turn * 120 + [300, 200]).astype(np.float32)
    square = Placement.of(RULE, points).square(ROUND)
    assert square.angle == pytest.approx(angle, abs=1e-3)
    assert square.side == pytest.approx(120 * 1.04, rel=1e-3)
    centre = np.array([0, 0.08]) @ turn * 120 + [300, 200]
    assert (square.x, square.y) == pytest.approx(tuple(centre), abs=0.1)


def test_mesh_of_a_single_point_does_not_break_the_alignment() -> None:
    square = Placement.of(RULE, np.full((468, 2), 7, np.float32)).square(ROUND)
    assert math.isfinite(square.x)
    assert square.side > 0
