import re
from pathlib import Path

import pytest
from django.conf import settings

from gallery.cards import SHAPES, fit_within, nearest_shape, placeholder_url


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((1280, 720), "wide"),
        ((6000, 4000), "3x2"),
        ((1280, 960), "4x3"),
        ((1000, 1010), "square"),
        ((960, 1280), "3x4"),
        ((1200, 1800), "2x3"),
        ((720, 1280), "tall"),
        ((600, 1800), "strip"),
        ((9000, 1000), "wide"),
        ((1, 5000), "strip"),
    ],
)
def test_a_picture_goes_into_the_box_that_crops_it_least(size: tuple[int, int], shape: str) -> None:
    assert nearest_shape(*size) == shape


def test_the_stylesheet_has_a_box_for_every_shape() -> None:
    css = Path(settings.BASE_DIR, "static/src/gallery/cards.css").read_text()
    spans = dict(re.findall(r"\.card--(\w+) \{ grid-row-end: span (\d+); \}", css))
    assert spans == {
        name: str(round(24 * (0.945 / ratio + 0.055))) for name, ratio in SHAPES.items()
    }


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3200, 2400), (1600, 1200)), ((800, 600), (800, 600)), ((1, 9000), (1, 1600))],
)
def test_pictures_shrink_into_the_square_and_never_grow(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert fit_within(*size, 1600) == expected


def test_a_colour_becomes_a_picture_and_a_picture_stays() -> None:
    assert "fill='%23aabbcc'" in placeholder_url("#aabbcc")
    assert placeholder_url("data:image/webp;base64,AA") == "data:image/webp;base64,AA"
    assert placeholder_url("") == ""
