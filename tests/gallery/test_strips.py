from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PIL import Image, ImageChops

from gallery.filters import FILTERS, Filter, apply_filter
from gallery.footers import draw_footer
from gallery.layouts import LAYOUTS, Area, Footer, Layout
from gallery.strips import FooterContent, compose_strip
from tests.gallery.pictures import noise, scene
from tests.gallery.test_fitting import LONG
from tests.gallery.test_lettering import SAMPLES

COLOURS = ["#d02030", "#20a040", "#2040c0", "#c0a020"]
EMPTY = FooterContent("", "")
NAMED = FooterContent("Ana & Kwame", "21 November 2026")


def frames(count: int = 4, size: tuple[int, int] = (1280, 720)) -> list[Image.Image]:
    return [Image.new("RGB", size, colour) for colour in COLOURS[:count]]


def compose(
    page: Layout,
    pictures: list[Image.Image] | None = None,
    look: Filter = FILTERS["natural"],
    footer: FooterContent = EMPTY,
) -> Image.Image:
    return compose_strip(pictures or frames(), layout=page, strip_filter=look, footer=footer)


def middle(strip: Image.Image, area: Area) -> object:
    return strip.getpixel((area.x + area.width // 2, area.y + area.height // 2))


def ink(page: Layout, content: FooterContent) -> Image.Image:
    """What a footer's content adds to the page: black where nothing changed."""
    return ImageChops.difference(compose(page, footer=content), compose(page)).convert("L")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@pytest.mark.parametrize("page", LAYOUTS.values(), ids=list(LAYOUTS))
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_slot_shows_its_photo_and_the_rest_is_paper(page: Layout, count: int) -> None:
    strip = compose(page, frames(count), footer=NAMED)
    assert (strip.mode, strip.size) == ("RGB", (page.width, page.height))
    for slot in page.slots:
        wanted = Image.new("RGB", (1, 1), COLOURS[slot.frame % count])
        if slot.filter:
            wanted = apply_filter(wanted, FILTERS[slot.filter])
        assert middle(strip, slot) == wanted.getpixel((0, 0))
    edges = [(0, 0), (page.width - 1, page.height - 1), (page.width // 2, page.height - 1)]
    assert {strip.getpixel(edge) for edge in edges} == {rgb(page.background)}


def test_a_slots_own_filter_comes_before_the_strips() -> None:
    page = LAYOUTS["four-tints"]
    assert compose(page, look=FILTERS["noir"]).tobytes() == compose(page).tobytes()
    classic = LAYOUTS["classic-strip"]
    grey = compose(classic, look=FILTERS["grey"])
    red, green, blue = np.asarray(grey)[200, 300]
    assert red == green == blue


@pytest.mark.parametrize("size", [(1280, 720), (480, 640), (3000, 200), (528, 372), (20, 30)])
def test_a_photo_covers_its_slot_centred_and_undistorted(size: tuple[int, int]) -> None:
    """Its middle is in the slot's middle, and a circle in it stays a circle."""
    slot = LAYOUTS["classic-strip"].slots[0]
    scale = max(slot.width / size[0], slot.height / size[1])
    xs, ys = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    radius = 120 / scale
    disc = np.hypot(xs - size[0] / 2, ys - size[1] / 2) < radius
    photo = Image.fromarray((disc * 255).astype(np.uint8)).convert("RGB")
    strip = np.asarray(compose(LAYOUTS["classic-strip"], [photo]).convert("L"))
    panel = strip[slot.y : slot.y + slot.height, slot.x : slot.x + slot.width] > 127
    rows, columns = np.nonzero(panel)
    slack = 2 + 1.5 * scale
    assert abs(columns.mean() - slot.width / 2) < slack
    assert abs(rows.mean() - slot.height / 2) < slack
    assert np.ptp(columns) == pytest.approx(240, abs=2 * slack)
    assert np.ptp(rows) == pytest.approx(240, abs=2 * slack)


def test_photos_are_scaled_finely() -> None:
    """Fine detail becomes an even tone, not a pattern of its own."""
    board = np.indices((1440, 2560)).sum(axis=0) % 2 * 255
    photo = Image.fromarray(board.astype(np.uint8)).convert("RGB")
    strip = np.asarray(compose(LAYOUTS["classic-strip"], [photo]).convert("L"), float)
    assert strip[60:380, 60:540].std() < 6


def test_corners_are_rounded_where_the_layout_says_so() -> None:
    page = LAYOUTS["classic-strip"]
    slot = replace(page.slots[0], radius=40)
    strip = compose(replace(page, slots=(slot,)))
    assert strip.getpixel((slot.x, slot.y)) == rgb(page.background)
    assert strip.getpixel((slot.x + 40, slot.y)) == rgb(COLOURS[0])
    assert middle(strip, slot) == rgb(COLOURS[0])


def test_a_strip_without_photos_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one photo"):
        compose_strip([], layout=LAYOUTS["card"], strip_filter=FILTERS["grey"], footer=EMPTY)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
def test_frames_of_any_mode_will_do(mode: str) -> None:
    assert compose(LAYOUTS["card"], [scene(200, 100).convert(mode)]).mode == "RGB"


def test_frames_are_left_as_they_were() -> None:
    photo = noise(300, 200)
    before = photo.tobytes()
    compose(LAYOUTS["double-strip"], [photo], look=FILTERS["vivid"], footer=NAMED)
    assert photo.tobytes() == before


def logo(width: int, height: int) -> Image.Image:
    return Image.new("RGBA", (width, height), "#ff0000")


@pytest.mark.parametrize("title", ["Ana & Kwame", "Jo", "", "W" * 200, *LONG, *SAMPLES.values()])
def test_nothing_is_printed_outside_the_footer(title: str) -> None:
    pictures = (None, logo(50, 50), logo(900, 90), logo(9, 900))
    sizes = [(528, 152), (1704, 128), (200, 300)]
    for (width, height), picture in product(sizes, pictures):
        # An overhanging letter may reach 3 pixels (a quarter of a millimetre) into the margin.
        page = Image.new("RGB", (width + 80, height + 80), "white")
        content = FooterContent(title, "Saturday, 21 November 2026", picture)
        draw_footer(page, Footer(40, 40, width, height), content)
        assert min(page.convert("L").getextrema()) != 255
        page.paste("white", (37, 37, width + 43, height + 43))
        assert page.convert("L").getextrema() == (255, 255)


def test_a_short_name_stands_in_the_middle() -> None:
    page = LAYOUTS["classic-strip"]
    left, _, right, _ = ink(page, NAMED).getbbox() or (0, 0, 0, 0)
    assert (left + right) / 2 == pytest.approx(page.width / 2, abs=3)


def test_both_halves_of_a_double_strip_say_the_same() -> None:
    strip = compose(LAYOUTS["double-strip"], footer=NAMED)
    left, right = strip.crop((0, 0, 600, 1800)), strip.crop((600, 0, 1200, 1800))
    assert left.tobytes() == right.tobytes()


def test_the_date_is_paler_than_the_name() -> None:
    page = LAYOUTS["classic-strip"]
    words = (FooterContent("Ana", ""), FooterContent("", "2026"))
    name, date = (np.asarray(ink(page, content)).max() for content in words)
    assert date < 0.8 * name


def test_a_wide_footer_has_the_name_at_one_end_and_the_date_at_the_other() -> None:
    page = LAYOUTS["card"]
    footer = page.footers[0]
    for title, is_first in (("Ana", True), ("ליאה", False)):
        name = ink(page, FooterContent(title, "")).getbbox()
        date = ink(page, FooterContent("", "2026")).getbbox()
        both = ink(page, FooterContent(title, "2026")).getbbox()
        assert name is not None
        assert date is not None
        assert both is not None
        assert (name[0] < footer.x + 20) is is_first
        assert both[0] < footer.x + 20
        assert both[2] > footer.x + footer.width - 20


@pytest.mark.parametrize(("title", "is_left"), [("Ana", True), ("ליאה", False)])
def test_the_logo_stands_where_reading_begins(title: str, is_left: bool) -> None:
    page = LAYOUTS["classic-strip"]
    strip = np.asarray(compose(page, footer=FooterContent(title, "2026", logo(60, 60))), int)
    _, columns = np.nonzero((strip[1600:, :, 0] > 250) & (strip[1600:, :, 1] < 5))
    words = np.nonzero(strip[1600:].sum(axis=2) < 250)[1]
    assert bool(columns.mean() < words.mean()) is is_left
    assert not set(columns) & set(words)


def test_a_logo_keeps_its_shape_and_its_transparency() -> None:
    page = LAYOUTS["classic-strip"]
    picture = Image.new("RGBA", (400, 200), "#ff000000")
    picture.paste("#0000ff", (100, 0, 300, 200))
    strip = np.asarray(compose(page, footer=FooterContent("", "", picture)), int)[1600:]
    rows, columns = np.nonzero(strip[:, :, 2] - strip[:, :, 0] > 200)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=2)
    reddish = (strip[:, :, 0] - strip[:, :, 2]) > 40
    assert not reddish.any(), "the colour of transparent pixels shows"


def test_a_layout_may_refuse_the_logo() -> None:
    page = LAYOUTS["classic-strip"]
    plain = replace(page, footers=(replace(page.footers[0], logo=False),))
    with_logo = compose(plain, footer=FooterContent("Ana", "2026", logo(60, 60)))
    assert with_logo.tobytes() == compose(plain, footer=FooterContent("Ana", "2026")).tobytes()
