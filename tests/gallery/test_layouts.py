import json
from typing import Any

import pytest

from gallery.layouts import LAYOUTS, SOURCE, InvalidLayout, Layout, load_layouts


def layout(**changes: Any) -> dict[str, Any]:
    """A small layout that is right, with two slots and a footer, changed as asked."""
    slots = [
        {"x": 10, "y": 10, "width": 80, "height": 60, "frame": 0},
        {"x": 10, "y": 80, "width": 80, "height": 60, "frame": 1},
    ]
    footers = [{"x": 10, "y": 150, "width": 80, "height": 40}]
    page = {"slug": "tiny", "name": "Tiny", "width": 100, "height": 200, "dpi": 300}
    return (
        page | {"background": "#ffffff", "frames": 2, "slots": slots, "footers": footers} | changes
    )


def with_slot(**changes: Any) -> dict[str, Any]:
    entry = layout()
    entry["slots"][1] |= changes
    return entry


def load(entry: dict[str, Any]) -> Layout:
    return load_layouts(json.dumps([entry]))["tiny"]


@pytest.mark.parametrize(
    ("slug", "size", "frames", "slots"),
    [
        ("classic-strip", (600, 1800), 4, 4),
        ("double-strip", (1200, 1800), 4, 8),
        ("card", (1800, 1200), 4, 4),
        ("four-tints", (600, 1800), 1, 4),
    ],
)
def test_the_four_pages_have_their_print_size(
    slug: str, size: tuple[int, int], frames: int, slots: int
) -> None:
    page = LAYOUTS[slug]
    assert (page.width, page.height) == size
    assert (page.dpi, page.frames, len(page.slots)) == (300, frames, slots)


def test_the_browser_gets_what_the_file_holds() -> None:
    sent = json.loads(json.dumps([page.as_json() for page in LAYOUTS.values()]))
    assert sent == json.loads(SOURCE.read_text())


@pytest.mark.parametrize("page", LAYOUTS.values(), ids=list(LAYOUTS))
def test_margins_are_even(page: Layout) -> None:
    left = min(slot.x for slot in page.slots)
    right = page.width - max(slot.x + slot.width for slot in page.slots)
    top = min(slot.y for slot in page.slots)
    assert left == right == top


def test_double_strip_is_the_classic_strip_twice() -> None:
    """So that it can be cut in the middle."""
    halves = LAYOUTS["double-strip"].slots
    assert halves[:4] == LAYOUTS["classic-strip"].slots
    assert [(slot.x - 600, slot.y, slot.frame) for slot in halves[4:]] == [
        (slot.x, slot.y, slot.frame) for slot in halves[:4]
    ]


def test_four_tints_shows_one_photo_in_the_four_original_tints() -> None:
    slots = LAYOUTS["four-tints"].slots
    assert [slot.filter for slot in slots] == ["grey", "sepia", "green", "blue"]
    assert {slot.frame for slot in slots} == {0}


def test_frame_size_is_what_the_largest_slot_needs() -> None:
    assert load(with_slot(width=70, height=65)).frame_size == (80, 65)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (with_slot(x=30), "'tiny': slot 2 does not lie inside the page"),
        (with_slot(y=-1), "'tiny': slot 2 does not lie inside the page"),
        (with_slot(y=60), "'tiny': slot 1 and slot 2 overlap"),
        (with_slot(y=100), "'tiny': slot 2 and footer 1 overlap"),
        (with_slot(width=0), "'tiny': slot 2 has no size"),
        (with_slot(frame=2), "'tiny': slot 2 wants photo 2 of 2"),
        (with_slot(frame=-1), "'tiny': slot 2 wants photo -1 of 2"),
        (with_slot(filter="plaid"), "'tiny': slot 2 wants the filter 'plaid'"),
        (with_slot(radius=31), "'tiny': slot 2 has a radius of 31"),
        (with_slot(colour="red"), "'tiny': a part is missing or unknown"),
        (layout(slots=[]), "'tiny': it has no slots"),
        (layout(dpi=0), "'tiny': width, height, dpi and frames must be positive"),
        (layout(background="cream"), "'tiny': the background 'cream'"),
        ({"slug": "tiny"}, "'tiny': a part is missing or unknown: 'slots'"),
        ({}, "'without a slug'"),
    ],
)
def test_a_layout_that_cannot_be_printed_is_named(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidLayout, match=message):
        load_layouts(json.dumps([entry]))


def test_slots_that_touch_do_not_overlap() -> None:
    assert load(with_slot(y=70)).slots[1].y == 70


def test_a_slug_is_there_once() -> None:
    with pytest.raises(InvalidLayout, match="'tiny' is there twice"):
        load_layouts(json.dumps([layout(), layout()]))
