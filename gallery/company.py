"""How people who are not in the same room share one place of a strip: the rule in `company.json`.

The first picture is the booth's own and the largest; up to three more stand beside it. Cells are
given in parts of a grid, by the place's shape. The browser gets them worked out to the pixel
(`layout_for_page`), so that its strip, its stage and the print can't differ.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from gallery.layouts import Area, Layout

RULE: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("company.json").read_text(encoding="utf-8")
)
MOST_PICTURES: Final = 4
# How much of what is cut off a picture goes from its top: faces are above the middle, above all
# on phones. A picture that has the place to itself is centred.
LIFT: Final[float] = RULE["lift"]
ALONE: Final = 0.5


def cells_of(width: int, height: int, count: int) -> list[Area]:
    """Where `count` pictures (1 to 4) go in a place of this size, in pixels from its corner.

    Between them stays a hairline of the page's background.
    """
    grid = RULE[_shape(width, height)][count - 1]
    gap = max(2, _rounded(min(width, height) * 100 * RULE["gap"], 100))

    def span(start: int, parts: int, of: int, length: int) -> tuple[int, int]:
        first = _rounded(start * (length + gap), of)
        return first, _rounded((start + parts) * (length + gap), of) - gap - first

    areas = []
    for column, row, columns, rows in grid["cells"]:
        x, wide = span(column, columns, grid["columns"], width)
        y, high = span(row, rows, grid["rows"], height)
        areas.append(Area(x, y, wide, high))
    return areas


def _shape(width: int, height: int) -> str:
    ratio = width / height
    if ratio < RULE["shapes"]["tall_below"]:
        return "tall"
    return "wide" if ratio > RULE["shapes"]["wide_above"] else "plain"


def _rounded(numerator: float, denominator: int) -> int:
    return int(numerator / denominator + 0.5)


def layout_for_page(layout: Layout) -> dict[str, Any]:
    """A layout as the browser gets it: each slot with its cells for one to four pictures."""
    page = asdict(layout)
    for slot in page["slots"]:
        slot["cells"] = [
            [asdict(cell) for cell in cells_of(slot["width"], slot["height"], count)]
            for count in range(1, MOST_PICTURES + 1)
        ]
        slot["lift"] = LIFT
    return page
