"""The looks a photo can have: twelve numbers each, the same for the browser and for the server.

They are kept in `filters.json`. The browser applies them live with an SVG `feColorMatrix` in sRGB,
the server with Pillow.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from PIL import Image

NATURAL: Final = "natural"
SOURCE: Final = Path(__file__).with_name("filters.json")


class InvalidFilter(Exception):
    """An entry of the filter file that cannot be used; the message names it and says why."""


@dataclass(frozen=True)
class Filter:
    """A 3x4 colour matrix, rows red, green, blue; each row is (r, g, b, offset).

    Coefficients and offset apply to values of 0 to 255; SVG wants the offset divided by 255.
    """

    slug: str
    name: str
    matrix: tuple[float, ...]

    @property
    def is_identity(self) -> bool:
        return self.matrix == (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)

    def as_json(self) -> dict[str, Any]:
        """The filter as the browser gets it, and as `filters.json` holds it."""
        return {"slug": self.slug, "name": self.name, "matrix": list(self.matrix)}


def apply_filter(image: Image.Image, look: Filter) -> Image.Image:
    """A new RGB image with the look applied, or the image itself when the look changes nothing."""
    picture = image if image.mode == "RGB" else image.convert("RGB")
    return picture if look.is_identity else picture.convert("RGB", look.matrix)


def load_filters(text: str) -> Mapping[str, Filter]:
    """Filters by slug in the order of the JSON; raises `InvalidFilter` for one that is wrong."""
    filters: dict[str, Filter] = {}
    for entry in json.loads(text):
        look = _read(entry)
        if look.slug in filters:
            raise InvalidFilter(f"Filter {look.slug!r} is there twice.")
        filters[look.slug] = look
    if next(iter(filters), None) != NATURAL or not filters[NATURAL].is_identity:
        raise InvalidFilter(f"The first filter must be {NATURAL!r} and change nothing.")
    return MappingProxyType(filters)


def _read(entry: Mapping[str, Any]) -> Filter:
    slug, name = entry.get("slug"), entry.get("name")
    if not slug or not name:
        raise InvalidFilter(f"A filter has no slug or no name: {dict(entry)!r}.")
    matrix = tuple(entry.get("matrix", ()))
    if len(matrix) != 12 or not all(_is_number(value) for value in matrix):
        raise InvalidFilter(f"Filter {slug!r} needs a matrix of 12 finite numbers.")
    return Filter(slug, name, matrix)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


FILTERS: Final[Mapping[str, Filter]] = load_filters(SOURCE.read_text(encoding="utf-8"))
