"""The typefaces that are printed on strips, and which of them draws a character.

They are npm packages of Fontsource, installed through the lock file like the rest of the front
end. Each holds a family in slices, one WOFF2 file for each group of characters; only the slices
that a text needs are opened. No font of the operating system is used, so that a strip looks the
same wherever it is made.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import uharfbuzz as hb
from fontTools.ttLib import TTFont

FOLDER: Final = Path(__file__).resolve().parents[1] / "node_modules" / "@fontsource-variable"


@dataclass(frozen=True)
class Family:
    """A package, and those of its slices that are wanted (all of them when none is named)."""

    package: str
    slices: tuple[str, ...] = ()


BRICOLAGE: Final = Family("bricolage-grotesque")
INTER: Final = Family("inter")
EMOJI: Final = Family("noto-emoji")
JAPANESE: Final = Family("noto-sans-jp")
KOREAN: Final = Family("noto-sans-kr")
SIMPLIFIED_CHINESE: Final = Family("noto-sans-sc")
TRADITIONAL_CHINESE: Final = Family("noto-sans-tc")
SCRIPTS: Final = tuple(
    Family(f"noto-sans-{script}", (script,))
    for script in (
        *("arabic", "armenian", "bengali", "devanagari", "ethiopic", "georgian", "gujarati"),
        *("gurmukhi", "hebrew", "kannada", "khmer", "lao", "malayalam", "myanmar", "sinhala"),
        *("tamil", "telugu", "thai"),
    )
)
FAMILIES: Final = (
    *(BRICOLAGE, INTER, *SCRIPTS, EMOJI),
    *(JAPANESE, KOREAN, SIMPLIFIED_CHINESE, TRADITIONAL_CHINESE),
)


class Face:
    """One opened font file."""

    def __init__(self, path: Path, family: Family) -> None:
        self.family = family
        self._face = hb.Face(hb.Blob(_unpacked(path)))

    @cached_property
    def units_per_em(self) -> int:
        return int(self._face.upem)

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset(self._face.unicodes)

    def covers(self, text: str) -> bool:
        """Whether there is a glyph for every character that is seen."""
        return all(ord(char) in self._characters for char in text if not is_joiner(char))

    @lru_cache(maxsize=8)  # noqa: B019 - faces live as long as the process
    def font(self, weight: int) -> hb.Font:
        """The font at a weight of 100 to 900, or the nearest it has; measures are in its units."""
        font = hb.Font(self._face)
        font.set_variations({"wght": weight})
        return font


def is_joiner(char: str) -> bool:
    """Whether a character only changes its neighbours: joiners and variation selectors."""
    return char in "\u200c\u200d" or "\ufe00" <= char <= "\ufe0f"


def find_face(cluster: str, families: Sequence[Family]) -> Face | None:
    """The first face that has all of a cluster (a character with its marks); None without one."""
    return _find_face(cluster, tuple(families))


def east_asian_order(text: str) -> tuple[Family, ...]:
    """The four East Asian families, the one for the text's language first.

    Chinese characters are drawn differently in each language, and nothing but the letters around
    them tells which it is.
    """
    if any("\u3041" <= char <= "\u30ff" for char in text):
        return JAPANESE, TRADITIONAL_CHINESE, SIMPLIFIED_CHINESE, KOREAN
    if any("\uac00" <= char <= "\ud7a3" or "\u1100" <= char <= "\u11ff" for char in text):
        return KOREAN, JAPANESE, TRADITIONAL_CHINESE, SIMPLIFIED_CHINESE
    chinese = (SIMPLIFIED_CHINESE, TRADITIONAL_CHINESE, JAPANESE, KOREAN)
    ideographs = "".join(char for char in text if "\u3400" <= char <= "\u9fff")
    # One typeface for the whole name, if one has all of it.
    return tuple(sorted(chinese, key=lambda family: not _covers(family, ideographs)))


def missing_packages() -> list[str]:
    """The npm packages that are not installed; text in their scripts is left out."""
    return [
        f"@fontsource-variable/{family.package}"
        for family in FAMILIES
        if not (FOLDER / family.package / "unicode.json").is_file()
    ]


def _covers(family: Family, text: str) -> bool:
    """Whether a family is meant for every character, going by its table alone."""
    return all(any(ord(char) in characters for _, characters in _slices(family)) for char in text)


@lru_cache(maxsize=4096)
def _find_face(cluster: str, families: tuple[Family, ...]) -> Face | None:
    needed = {ord(char) for char in cluster if not is_joiner(char)}
    for family in families:
        for path, characters in _slices(family):
            if needed <= characters and _face(path, family).covers(cluster):
                return _face(path, family)
    return None


@lru_cache(maxsize=128)
def _face(path: Path, family: Family) -> Face:
    return Face(path, family)


@lru_cache(maxsize=64)
def _slices(family: Family) -> tuple[tuple[Path, frozenset[int]], ...]:
    """The files of a family with the characters each is meant for; none if it is not installed."""
    folder = FOLDER / family.package
    try:
        table = json.loads((folder / "unicode.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(
        (
            folder / "files" / f"{family.package}-{name.strip('[]')}-wght-normal.woff2",
            frozenset(_code_points(ranges)),
        )
        for name, ranges in table.items()
        if not family.slices or name in family.slices
    )


def _code_points(ranges: str) -> Iterator[int]:
    """Read CSS unicode-range notation: U+41-5A,U+e9."""
    for item in ranges.split(","):
        first, _, last = item.strip()[2:].partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _unpacked(path: Path) -> bytes:
    """The plain OpenType file in a WOFF2, which HarfBuzz does not read; takes 20 to 150 ms."""
    with TTFont(path, lazy=True) as font:
        font.flavor = None
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=False)
    return buffer.getvalue()
