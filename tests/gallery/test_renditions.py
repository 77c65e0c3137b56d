import io

import numpy as np
import pytest
from PIL import Image

from gallery.filters import FILTERS, apply_filter
from gallery.images import InvalidImage, open_upright
from gallery.renditions import average_colour, filtered_photo, make_renditions
from tests.gallery.pictures import encoded, noise, private_jpeg, scene


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("size", "thumb", "large"),
    [
        ((4032, 3024), (640, 480), (1600, 1200)),
        ((3024, 4032), (640, 853), (1200, 1600)),
        ((1280, 720), (640, 360), (1280, 720)),
        ((320, 240), (320, 240), (320, 240)),
        ((5000, 10), (640, 1), (1600, 3)),
    ],
)
def test_copies_keep_the_shape_and_are_never_enlarged(
    size: tuple[int, int], thumb: tuple[int, int], large: tuple[int, int]
) -> None:
    made = make_renditions(io.BytesIO(encoded(scene(*size))))
    assert (opened(made.thumb).format, opened(made.large).format) == ("WEBP", "JPEG")
    assert (opened(made.thumb).size, opened(made.large).size) == (thumb, large)
    assert (made.width, made.height) == size


def test_copies_are_upright_and_carry_nothing_private() -> None:
    made = make_renditions(io.BytesIO(private_jpeg(orientation=6)))
    assert (made.width, made.height) == (64, 96)
    assert opened(made.thumb).size == (64, 96)
    assert b"secret" not in made.thumb + made.large


def test_placeholder_is_the_average_colour() -> None:
    picture = Image.new("RGB", (60, 40), "#000000")
    picture.paste("#ff0080", (0, 0, 30, 40))
    assert average_colour(picture) in {"#800040", "#7f0040"}
    assert make_renditions(io.BytesIO(encoded(picture, "PNG"))).placeholder.startswith("#")


def test_filtered_photo_keeps_every_pixel_in_its_place() -> None:
    data = encoded(scene(200, 120), quality=95)
    printed = opened(filtered_photo(io.BytesIO(data), FILTERS["noir"]))
    wanted = apply_filter(open_upright(io.BytesIO(data)), FILTERS["noir"])
    assert printed.size == (200, 120)
    apart = np.abs(np.asarray(printed, int) - np.asarray(wanted, int))
    assert apart.mean() < 2


def test_a_natural_jpeg_is_handed_out_without_a_second_loss_and_without_its_secrets() -> None:
    data = private_jpeg(orientation=1)
    bare = filtered_photo(io.BytesIO(data), FILTERS["natural"])
    assert opened(bare).tobytes() == opened(data).tobytes()
    assert b"secret" not in bare


@pytest.mark.parametrize("look", ["natural", "vivid"])
def test_a_sideways_photo_is_turned_and_carries_nothing_private(look: str) -> None:
    printed = filtered_photo(io.BytesIO(private_jpeg(orientation=6)), FILTERS[look])
    assert opened(printed).size == (64, 96)
    assert b"secret" not in printed


def test_a_png_becomes_a_jpeg() -> None:
    printed = filtered_photo(io.BytesIO(encoded(noise(30, 20), "PNG")), FILTERS["natural"])
    assert opened(printed).format == "JPEG"


def test_what_is_no_photo_is_refused() -> None:
    with pytest.raises(InvalidImage):
        make_renditions(io.BytesIO(b"words"))
