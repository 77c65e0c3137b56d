"""One to four people in a place of a strip: where each stands, and that the print follows it."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.company import cells_of, layout_for_page
from gallery.filters import FILTERS
from gallery.layouts import LAYOUTS, Area
from gallery.strips import FooterContent, compose_strip

CASES = json.loads(Path(__file__).with_name("company_cases.json").read_text())
COLOURS = ["#d02030", "#20a040", "#2040c0", "#c0a020"]
EMPTY = FooterContent("", "")


def people(count: int) -> list[Image.Image]:
    return [Image.new("RGB", (1280, 720), colour) for colour in COLOURS[:count]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['width']}-{case['count']}")
def test_the_cells_are_those_that_were_agreed_on(case: dict[str, object]) -> None:
    cells = cells_of(case["width"], case["height"], case["count"])  # type: ignore[arg-type]
    assert [[cell.x, cell.y, cell.width, cell.height] for cell in cells] == case["cells"]


@pytest.mark.parametrize("size", [(528, 372), (840, 472), (300, 500), (1000, 301), (97, 89)])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_cells_fill_the_place_to_its_edges_with_a_hairline_between(
    size: tuple[int, int], count: int
) -> None:
    cells = cells_of(*size, count)
    whole = Area(0, 0, *size)
    assert max(cell.x + cell.width for cell in cells) == whole.width
    assert max(cell.y + cell.height for cell in cells) == whole.height
    assert not any(one.overlaps(other) for one, other in combinations(cells, 2))
    paper = whole.width * whole.height - sum(cell.width * cell.height for cell in cells)
    assert paper < 0.06 * whole.width * whole.height
    assert (paper == 0) == (count == 1)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
@pytest.mark.parametrize("count", [2, 3, 4])
def test_everybody_is_in_every_slot_in_their_place(layout: object, count: int) -> None:
    page = LAYOUTS[layout.slug]  # type: ignore[attr-defined]
    frames = [people(1)[0] for _ in range(page.frames)]
    company = [people(count)[1:] for _ in frames]
    strip = compose_strip(
        frames, layout=page, strip_filter=FILTERS["natural"], footer=EMPTY, company=company
    )
    slot = page.slots[0]
    look = FILTERS[slot.filter or "natural"]
    for number, cell in enumerate(cells_of(slot.width, slot.height, count)):
        middle = (slot.x + cell.x + cell.width // 2, slot.y + cell.y + cell.height // 2)
        wanted = Image.new("RGB", (1, 1), COLOURS[number]).convert("RGB", look.matrix)
        assert strip.getpixel(middle) == wanted.getpixel((0, 0))
    first = cells_of(slot.width, slot.height, count)[0]
    beside = (slot.x + first.x + first.width + 1, slot.y + 2)
    assert strip.getpixel(beside) == tuple(bytes.fromhex(page.background[1:]))


def test_a_shared_place_shows_more_of_what_is_above_the_middle() -> None:
    """A phone's tall picture: of what is cut off, more goes at the foot, as faces are above."""
    rows = np.repeat(np.linspace(0, 255, 1280).astype(np.uint8)[:, None], 720, axis=1)
    tall = Image.fromarray(rows).convert("RGB")
    page = LAYOUTS["card"]
    look = FILTERS["natural"]
    strip = compose_strip(
        [tall], layout=page, strip_filter=look, footer=EMPTY, company=[[tall, tall, tall]]
    )
    cell = cells_of(page.slots[0].width, page.slots[0].height, 4)[1]
    pixels = np.asarray(strip)[:, page.slots[0].x + cell.x + 5, 0]
    top, bottom = (int(pixels[page.slots[0].y + edge]) for edge in (2, cell.height - 3))
    assert top < 255 - bottom


def test_photos_without_company_are_as_they_were() -> None:
    page, look = LAYOUTS["classic-strip"], FILTERS["sepia"]
    frames = people(4)
    bare = compose_strip(frames, layout=page, strip_filter=look, footer=EMPTY)
    beside = compose_strip(
        frames, layout=page, strip_filter=look, footer=EMPTY, company=[[], [], [], []]
    )
    assert bare.tobytes() == beside.tobytes()


def test_the_page_gets_the_same_cells() -> None:
    page = layout_for_page(LAYOUTS["classic-strip"])
    (case,) = [each for each in CASES if each["width"] == 528 and each["count"] == 3]
    cells = page["slots"][0]["cells"][2]
    assert [list(cell.values()) for cell in cells] == case["cells"]
