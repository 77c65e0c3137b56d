"""Fits a text of any length and script into a width: smaller, then in two lines, then cut short."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from gallery import bidi
from gallery.lettering import Line, Voice, clusters, shape_line

ELLIPSIS: Final = "\u2026"
# A name stays in one line while it keeps this part of its largest size.
ONE_LINE: Final = 0.7
# Two lines begin at this part of it, and must be so much larger than the one line would be.
TWO_LINES: Final = 0.8
WORTH_BREAKING: Final = 1.15
# Beside brackets, marks and the long-vowel sign, what Japanese does not begin a line with.
SMALL_KANA: Final = frozenset("ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


def fit_lines(
    text: str, voice: Voice, *, width: float, largest: float, smallest: float
) -> tuple[list[Line], float]:
    """Set a text so that it is no wider than `width`, and give its lines and their size.

    `width` and the sizes are in pixels. A long text shrinks; when one line would be smaller than
    `smallest`, or much smaller than two lines, it takes two; and what does not fit even so ends in
    an ellipsis.
    """
    whole = shape_line(text, voice)
    single = _size_for([whole], width, largest)
    if single >= ONE_LINE * largest:
        return [whole], single
    pair = _broken_in_two(whole.text, voice)
    double = _size_for(pair, width, TWO_LINES * largest)
    if double > WORTH_BREAKING * single and double >= smallest:
        return pair, double
    if single >= smallest:
        return [whole], single
    return _cut_short(whole.text, voice, width / smallest), smallest


def _size_for(lines: Sequence[Line], width: float, largest: float) -> float:
    widest = max((line.width for line in lines), default=0.0)
    return min(largest, width / widest) if widest > 0 else largest


def _broken_in_two(text: str, voice: Voice) -> list[Line]:
    """The break that makes the wider of the two lines as narrow as can be."""
    mirrored = bidi.is_right_to_left(text)

    def pair(at: int) -> list[Line]:
        return [shape_line(part, voice, is_mirrored=mirrored) for part in breaks[at]]

    def lean(at: int) -> float:
        head, tail = pair(at)
        return head.width - tail.width

    breaks = _possible_breaks(text)
    middle = bisect_right(range(len(breaks)), 0.0, key=lean)
    nearest = [pair(at) for at in (middle - 1, middle) if 0 <= at < len(breaks)]
    return min(nearest, key=lambda lines: max(line.width for line in lines), default=[])


def _cut_short(text: str, voice: Voice, width: float) -> list[Line]:
    """Two lines of at most `width` em, the second ended by an ellipsis."""
    mirrored = bidi.is_right_to_left(text)

    def line(part: str) -> Line:
        return shape_line(part, voice, is_mirrored=mirrored)

    breaks = _possible_breaks(text)
    at = _last_that_fits(width, [head for head, _ in breaks], line)
    head, tail = breaks[at] if at >= 0 else ("", text)
    shortened = _shortened(tail)
    last = shortened[_last_that_fits(width, shortened, line)]
    return [found for found in (line(head), line(last)) if found.glyphs]


def _last_that_fits(width: float, texts: Sequence[str], line: Callable[[str], Line]) -> int:
    """The place of the longest of ever longer texts that is not wider than `width`; -1 if none."""
    at = bisect_right(texts, width, key=lambda text: line(text).width) - 1
    while at >= 0 and line(texts[at]).width > width:  # a letter can make a word narrower
        at -= 1
    return at


def _shortened(text: str) -> list[str]:
    """Nothing, then ever more of a text with an ellipsis, then all of it."""
    parts = clusters(text)
    kept = ("".join(parts[:length]).rstrip(" ,.;:-&") for length in range(1, len(parts)))
    return ["", *(part + ELLIPSIS for part in kept), text]


def _possible_breaks(text: str) -> list[tuple[str, str]]:
    """Where a line may end; anywhere, with a hyphen between letters, if it may end nowhere."""
    parts = clusters(text)
    places = range(1, len(parts))
    good = [at for at in places if _may_break(parts[at - 1], parts[at])]
    if good:
        return [("".join(parts[:at]).rstrip(), "".join(parts[at:])) for at in good]
    return [
        ("".join(parts[:at]) + _hyphen(parts[at - 1], parts[at]), "".join(parts[at:]))
        for at in places
    ]


def _hyphen(before: str, after: str) -> str:
    """A hyphen within a word of the alphabets that divide words with one."""
    letters = before[0] + after[0]
    return "-" if letters.isalpha() and max(letters) < "\u0530" else ""


def _may_break(before: str, after: str) -> bool:
    if before == " " or before in "-\u2010\u2013\u2014/":
        return after != " "
    is_wide = all(unicodedata.east_asian_width(part[0]) == "W" for part in (before, after))
    if not is_wide or after in SMALL_KANA:
        return False
    ends_open = unicodedata.category(before[0]) in {"Ps", "Pi"}
    return not ends_open and unicodedata.category(after[0]) not in {"Pe", "Pf", "Po", "Lm"}
