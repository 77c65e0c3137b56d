"""Sets lines of text in any script: shaped, measured, and drawn on a picture.

HarfBuzz shapes and draws, so Arabic joins, Devanagari stacks and right-to-left runs come out
right without a library of the operating system. Lines are measured in em, the size of the type,
and become pixels only when they are drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import floor
from typing import Final, NamedTuple

import uharfbuzz as hb
from PIL import Image

from gallery import bidi
from gallery.fonts import (
    BRICOLAGE,
    EMOJI,
    INTER,
    SCRIPTS,
    Face,
    Family,
    east_asian_order,
    find_face,
)

LONGEST: Final = 240
# Letters of these families may be moved apart; those of other scripts hang together.
SPACED: Final = frozenset({BRICOLAGE, INTER})


@dataclass(frozen=True)
class Voice:
    """How a line speaks: its first choice of families, its weight, and its tracking in em."""

    families: tuple[Family, ...]
    weight: int
    tracking: float


TITLE: Final = Voice((BRICOLAGE, INTER, *SCRIPTS, EMOJI), weight=700, tracking=-0.012)
SMALL: Final = Voice((INTER, *SCRIPTS, EMOJI), weight=500, tracking=0.08)


@dataclass(frozen=True)
class Glyph:
    """A glyph of a face at a weight, and where its origin is, in em from the line's start."""

    face: Face
    index: int
    x: float
    y: float


class Run(NamedTuple):
    """A piece of text of one embedding level that one face draws."""

    text: str
    level: int
    face: Face


@dataclass(frozen=True)
class Line:
    """A shaped line, in em: its width, and how far its ink goes above and below the baseline."""

    text: str
    weight: int
    glyphs: tuple[Glyph, ...]
    width: float
    above: float
    below: float


def clean(text: str) -> str:
    """One line of text, composed (NFC), without invisible controls, single spaces between words."""
    kept = (
        char
        for char in unicodedata.normalize("NFC", text)
        if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
        or char.isspace()
        or char in "\u200c\u200d"
        or "\U000e0020" <= char <= "\U000e007f"
    )
    return " ".join("".join(kept).split())[:LONGEST]


def uncovered(text: str) -> str:
    """The characters of a text that no packaged typeface has, and that are left out in print."""
    order = (*TITLE.families, *east_asian_order(text))
    return "".join(part for part in clusters(clean(text)) if find_face(part, order) is None)


@lru_cache(maxsize=512)
def shape_line(text: str, voice: Voice, *, is_mirrored: bool | None = None) -> Line:
    """Set a text in one line; characters that no typeface has are left out.

    `is_mirrored` says that it is part of a text that runs from right to left; without it the line
    decides for itself.
    """
    text = clean(text)
    order = (*voice.families, *east_asian_order(text))
    faces = [(part, find_face(part, order)) for part in clusters(text)]
    covered = [(part, face) for part, face in faces if face is not None]
    glyphs: list[Glyph] = []
    pen = 0.0
    for run in _visual_runs(covered, is_mirrored):
        shaped, advance = _shape_run(run, voice)
        glyphs += [replace(glyph, x=glyph.x + pen) for glyph in shaped]
        pen += advance
    if covered and covered[-1][1].family in SPACED:
        pen -= voice.tracking
    boxes = [_ink(glyph, voice.weight) for glyph in glyphs]
    above = max((top for top, _ in boxes), default=0.0)
    below = max((-bottom for _, bottom in boxes), default=0.0)
    text = "".join(part for part, _ in covered)
    return Line(text, voice.weight, tuple(glyphs), pen, max(above, 0.0), max(below, 0.0))


def draw_line(
    picture: Image.Image, line: Line, *, size: float, x: float, baseline: float, colour: str
) -> None:
    """Draw a line in place, `x` at its left end; size and position are in pixels."""
    # Whole pixels are added at the end, so that a line looks the same wherever it stands.
    left, top = floor(x), floor(baseline)
    pen = hb.RasterDraw()
    for glyph in line.glyphs:
        scale = size / glyph.face.units_per_em
        pen.transform = (
            *(scale, 0.0, 0.0, scale),
            *(x - left + glyph.x * size, glyph.y * size - (baseline - top)),
        )
        pen.draw_glyph(glyph.face.font(line.weight), glyph.index)
    ink = pen.render()
    if ink is None or not ink.extents.width or not ink.extents.height:
        return
    area = ink.extents
    mask = Image.frombytes("L", (area.stride, area.height), ink.buffer).crop(
        (0, 0, area.width, area.height)
    )
    mask = mask.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture.paste(colour, (left + area.x_origin, top - area.y_origin - area.height), mask)


def clusters(text: str) -> list[str]:
    """A text in pieces that a reader sees as one: letters with marks, flags, joined emoji."""
    parts: list[str] = []
    for char in text:
        if parts and _continues(parts[-1], char):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _continues(cluster: str, char: str) -> bool:
    if unicodedata.category(char).startswith("M") or char in "\u200c\u200d":
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True
    if cluster.endswith("\u200d"):
        # Emoji are joined into one picture; letters (in Sinhala, say) are only bound.
        return not unicodedata.category(char).startswith("L")
    return _is_flag_half(char) and len(cluster) == 1 and _is_flag_half(cluster)


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _visual_runs(covered: Sequence[tuple[str, Face]], is_mirrored: bool | None) -> list[Run]:
    """Runs of one face and one direction, from left to right; each run in reading order."""
    numbers = bidi.levels("".join(part for part, _ in covered), is_mirrored=is_mirrored)
    runs: list[Run] = []
    start = 0
    for part, face in covered:
        run = Run(part, numbers[start], face)
        if runs and runs[-1][1:] == run[1:]:
            runs[-1] = run._replace(text=runs[-1].text + part)
        else:
            runs.append(run)
        start += len(part)
    return bidi.visual_order(runs, [run.level for run in runs])


def _shape_run(run: Run, voice: Voice) -> tuple[list[Glyph], float]:
    """The glyphs of a run that starts at 0, and how far it goes, in em."""
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    tracking = voice.tracking if run.face.family in SPACED else 0.0
    hb.shape(run.face.font(voice.weight), buffer, {"liga": tracking <= 0})
    em = run.face.units_per_em
    glyphs: list[Glyph] = []
    pen = 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        x = pen + place.x_offset / em
        glyphs.append(Glyph(run.face, info.codepoint, x, place.y_offset / em))
        pen += place.x_advance / em + (tracking if place.x_advance else 0.0)
    return glyphs, pen


def _ink(glyph: Glyph, weight: int) -> tuple[float, float]:
    """Top and bottom of a glyph's ink over the baseline, in em."""
    extents = glyph.face.font(weight).get_glyph_extents(glyph.index)
    if extents is None or not extents.height:
        return 0.0, 0.0
    em = glyph.face.units_per_em
    top = glyph.y + extents.y_bearing / em
    return top, top + extents.height / em
