"""What --draw puts on a photo."""

import pytest
from PIL import Image

from booth.smile.base import FaceScore
from booth.smile.drawing import draw_faces

GREEN, AMBER = (0x2F, 0xBF, 0x71), (0xFF, 0xB7, 0x03)


def blank(size: tuple[int, int] = (800, 600)) -> Image.Image:
    return Image.new("RGB", size, "black")


@pytest.mark.parametrize(("smile", "color"), [(0.5, GREEN), (0.97, GREEN), (0.49, AMBER)])
def test_the_box_tells_a_smile_by_its_colour(smile: float, color: tuple[int, int, int]) -> None:
    drawn = draw_faces(blank(), [FaceScore((100, 200, 300, 250), smile)])
    for corner in ((100, 200), (399, 200), (100, 449), (399, 449)):
        assert drawn.getpixel(corner) == color
    assert drawn.getpixel((250, 325)) == (0, 0, 0)


def test_the_score_stands_above_the_box_or_inside_at_the_top_edge() -> None:
    drawn = draw_faces(blank(), [FaceScore((100, 200, 300, 250), 0.9)])
    assert drawn.crop((100, 170, 200, 199)).getbbox()
    at_the_edge = draw_faces(blank(), [FaceScore((0, 0, 300, 250), 0.9)])
    assert at_the_edge.getpixel((3, 12)) == GREEN  # the plate, between frame and digits


def test_the_photo_itself_is_left_alone() -> None:
    photo = blank()
    draw_faces(photo, [FaceScore((100, 200, 300, 250), 0.9)])
    assert not photo.getbbox()


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (6000, 4000)])
def test_every_size_of_photo_can_be_drawn_on(size: tuple[int, int]) -> None:
    face = FaceScore((0, 0, size[0], size[1]), 0.5)
    assert draw_faces(blank(size), [face]).size == size
