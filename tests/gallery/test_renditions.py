import base64
import io

import numpy as np
import pytest
from PIL import Image

from gallery.filters import FILTERS, apply_filter
from gallery.images import InvalidImage, open_upright
from gallery.models import Work
from gallery.renditions import (
    filtered_photo,
    jpeg_rendition,
    make_renditions,
    scaled_size,
    widths_of,
)
from gallery.services.pictures import open_picture, render_snap
from tests.factories import make_event, make_snap
from tests.gallery.pictures import (
    encoded,
    noise,
    private_jpeg,
    profile_with_red_and_green_swapped,
    scene,
)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("size", "copies"),
    [
        ((4032, 3024), {320: (320, 240), 640: (640, 480), 1280: (1280, 960)}),
        ((3024, 4032), {320: (320, 427), 640: (640, 853), 1280: (1280, 1707)}),
        ((1280, 720), {320: (320, 180), 640: (640, 360), 1280: (1280, 720)}),
        ((600, 1800), {320: (320, 960), 640: (600, 1800)}),
        ((320, 240), {320: (320, 240)}),
        ((5000, 10), {320: (320, 1), 640: (640, 1), 1280: (1280, 3)}),
        ((20000, 10), {320: (320, 1), 640: (640, 1), 1280: (1280, 1)}),
        ((10, 20000), {320: (8, 16383)}),  # no WebP is longer
        ((800, 40000), {320: (320, 16000), 640: (328, 16383), 1280: (328, 16383)}),
    ],
)
def test_copies_keep_the_shape_and_are_never_enlarged(
    size: tuple[int, int], copies: dict[int, tuple[int, int]]
) -> None:
    made = make_renditions(io.BytesIO(encoded(scene(*size))))
    assert {name: opened(data).size for name, data in made.webp.items()} == copies
    assert {opened(data).format for data in made.webp.values()} == {"WEBP"}
    assert (made.width, made.height) == size
    assert sorted(made.webp) == widths_of(size[0])


def test_copies_are_upright_and_carry_nothing_private() -> None:
    made = make_renditions(io.BytesIO(private_jpeg(orientation=6)))
    assert (made.width, made.height) == (64, 96)
    assert opened(made.webp[320]).size == (64, 96)
    assert b"secret" not in made.webp[320]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(10, 20000), (20000, 10)])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_that_is_very_long_has_copies_to_show(
    size: tuple[int, int], orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    snap = make_snap(make_event(), encoded(scene(*size), exif=exif))
    render_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert snap.rendition_status == Work.READY
    assert (snap.width, snap.height) == (size if orientation == 1 else size[::-1])
    for width in snap.rendition_widths:
        with open_picture(snap, f"w{width}.webp") as file:
            assert Image.open(file).size == scaled_size(snap.width, snap.height, width)


def test_a_photo_longer_than_a_jpeg_can_be_is_handed_out_smaller() -> None:
    long = encoded(scene(10, 70_000), "PNG")
    assert opened(filtered_photo(io.BytesIO(long), FILTERS["natural"])).size == (9, 65_500)
    assert opened(jpeg_rendition(io.BytesIO(long), 320)).size == (2, 16_383)


def test_copies_have_the_photo_s_colours() -> None:
    picture = Image.new("RGB", (640, 480), (200, 60, 60))
    profile = profile_with_red_and_green_swapped()
    made = make_renditions(io.BytesIO(encoded(picture, "PNG", icc_profile=profile)))
    red, green, blue = opened(made.webp[320]).convert("RGB").getpixel((100, 100))  # type: ignore[misc]
    assert max(abs(red - 60), abs(green - 200), abs(blue - 60)) <= 12


def test_placeholder_is_the_picture_in_a_few_pixels() -> None:
    picture = Image.new("RGB", (1200, 800), "#000000")
    picture.paste("#ff0080", (0, 0, 600, 800))
    placeholder = make_renditions(io.BytesIO(encoded(picture, "PNG"))).placeholder
    head, data = placeholder.split(",")
    assert head == "data:image/webp;base64"
    assert len(placeholder) < 400
    small = opened(base64.b64decode(data)).convert("RGB")
    assert small.size == (12, 8)
    left, right = (small.getpixel((x, 4))[0] for x in (1, 10))  # type: ignore[index]
    assert left > 200
    assert right < 40


def test_a_copy_is_made_as_jpeg_where_asked() -> None:
    made = opened(jpeg_rendition(io.BytesIO(private_jpeg(orientation=6)), 640))
    assert (made.format, made.size) == ("JPEG", (64, 96))
    assert not made.getexif()


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
