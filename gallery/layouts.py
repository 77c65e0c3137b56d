"""Where the photos and the words go on a printed page, as data in `layouts.json`.

All lengths are pixels of the page; `dpi` says how many of them make an inch of paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from gallery.filters import FILTERS

SOURCE: Final = Path(__file__).with_name("layouts.json")
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


class InvalidLayout(Exception):
    """A layout that cannot be printed; the message names the layout and the part that is wrong."""


@dataclass(frozen=True)
class Area:
    """A rectangle on the page: its top left corner and its size."""

    x: int
    y: int
    width: int
    height: int

    def overlaps(self, other: Area) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Slot(Area):
    """A place for a photo, which covers it, centred.

    `frame` counts from 0 and is taken modulo the number of photos given; `filter` is a slug that
    overrides the strip's own; `radius` rounds the corners.
    """

    frame: int
    filter: str | None = None
    radius: int = 0


@dataclass(frozen=True)
class Footer(Area):
    """A place for the event's name, its date and, when `logo` is true, its logo."""

    logo: bool = True


@dataclass(frozen=True)
class Layout:
    """A page: `frames` is how many photos it wants, `background` its colour as #rrggbb."""

    slug: str
    name: str
    width: int
    height: int
    dpi: int
    background: str
    frames: int
    slots: tuple[Slot, ...]
    footers: tuple[Footer, ...]

    @property
    def frame_size(self) -> tuple[int, int]:
        """The width and height that a photo needs to be sharp in every slot."""
        return max(slot.width for slot in self.slots), max(slot.height for slot in self.slots)

    def as_json(self) -> dict[str, Any]:
        """The layout as the browser gets it, and as `layouts.json` holds it."""
        return asdict(self)


def load_layouts(text: str) -> Mapping[str, Layout]:
    """Layouts by slug in the order of the JSON; raises `InvalidLayout` for one that is wrong."""
    layouts: dict[str, Layout] = {}
    for entry in json.loads(text):
        layout = _read(entry)
        if layout.slug in layouts:
            raise InvalidLayout(f"Layout {layout.slug!r} is there twice.")
        _check(layout)
        layouts[layout.slug] = layout
    return MappingProxyType(layouts)


def _read(entry: Mapping[str, Any]) -> Layout:
    try:
        slots = tuple(Slot(**slot) for slot in entry["slots"])
        footers = tuple(Footer(**footer) for footer in entry["footers"])
        return Layout(**{**entry, "slots": slots, "footers": footers})
    except (KeyError, TypeError) as error:
        name = entry.get("slug", "without a slug")
        raise InvalidLayout(f"Layout {name!r}: a part is missing or unknown: {error}.") from error


def _check(layout: Layout) -> None:
    if min(layout.width, layout.height, layout.dpi, layout.frames) < 1:
        raise _error(layout, "width, height, dpi and frames must be positive")
    if not COLOUR.fullmatch(layout.background):
        raise _error(layout, f"the background {layout.background!r} is not like #fffdf9")
    if not layout.slots:
        raise _error(layout, "it has no slots")
    parts = _named_parts(layout)
    for name, area in parts:
        _check_area(layout, name, area)
    for index, slot in enumerate(layout.slots, start=1):
        _check_slot(layout, index, slot)
    for (name, area), (other_name, other) in combinations(parts, 2):
        if area.overlaps(other):
            raise _error(layout, f"{name} and {other_name} overlap")


def _named_parts(layout: Layout) -> list[tuple[str, Area]]:
    slots = [(f"slot {index}", slot) for index, slot in enumerate(layout.slots, start=1)]
    footers = [(f"footer {index}", footer) for index, footer in enumerate(layout.footers, start=1)]
    return [*slots, *footers]


def _check_area(layout: Layout, name: str, area: Area) -> None:
    if area.width < 1 or area.height < 1:
        raise _error(layout, f"{name} has no size")
    right, bottom = area.x + area.width, area.y + area.height
    if area.x < 0 or area.y < 0 or right > layout.width or bottom > layout.height:
        raise _error(layout, f"{name} does not lie inside the page")


def _check_slot(layout: Layout, index: int, slot: Slot) -> None:
    if not 0 <= slot.frame < layout.frames:
        raise _error(layout, f"slot {index} wants photo {slot.frame} of {layout.frames}")
    if slot.filter is not None and slot.filter not in FILTERS:
        raise _error(layout, f"slot {index} wants the filter {slot.filter!r}, which is not there")
    if slot.radius < 0 or 2 * slot.radius > min(slot.width, slot.height):
        raise _error(layout, f"slot {index} has a radius of {slot.radius}")


def _error(layout: Layout, problem: str) -> InvalidLayout:
    return InvalidLayout(f"Layout {layout.slug!r}: {problem}.")


LAYOUTS: Final[Mapping[str, Layout]] = load_layouts(SOURCE.read_text(encoding="utf-8"))
