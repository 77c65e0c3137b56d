"""Puts the parts of a line in the order in which they are seen, left to right.

The implicit part of the Unicode bidirectional algorithm, https://www.unicode.org/reports/tr9/:
rules P2, W1 to W7, N0 to N2, I1, I2 and L2. Invisible control characters are expected to be gone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Final, TypeVar

NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "\u27e8": "\u27e9"}
Part = TypeVar("Part")


def is_right_to_left(text: str) -> bool:
    """Whether the first strong character of a text runs from right to left (P2, P3)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def levels(text: str, *, is_mirrored: bool | None = None) -> list[int]:
    """The embedding level of each character: even from left to right, odd from right to left.

    `is_mirrored` says that the paragraph runs from right to left; without it the text decides.
    """
    base = int(is_right_to_left(text) if is_mirrored is None else is_mirrored)
    outside = "R" if base else "L"
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    _resolve_marks(kinds, outside)
    _resolve_numbers(kinds, outside)
    _resolve_brackets(text, kinds, outside)
    _resolve_neutrals(kinds, outside)
    return [_implicit_level(kind, base) for kind in kinds]


def visual_order(parts: Sequence[Part], numbers: Sequence[int]) -> list[Part]:
    """Parts of a line, each of one level, from the leftmost to the rightmost (L2)."""
    ordered = list(zip(numbers, parts, strict=True))
    for least in range(max(numbers, default=0), 0, -1):
        runs = groupby(ordered, key=lambda item: item[0] >= least)
        turned = [(turn, list(run)) for turn, run in runs]
        ordered = [item for turn, run in turned for item in (run[::-1] if turn else run)]
    return [part for _, part in ordered]


def _resolve_marks(kinds: list[str], outside: str) -> None:
    """W1: a mark, like an invisible joiner, goes with what it follows."""
    before = outside
    for index, kind in enumerate(kinds):
        if kind in {"NSM", "BN"}:
            kinds[index] = before
        before = kinds[index]


def _resolve_numbers(kinds: list[str], outside: str) -> None:
    """W2 to W7: what becomes of digits, and of the signs in and beside them."""
    _apply_strong_context(kinds, outside, {("EN", "AL"): "AN"})
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for index in range(1, len(kinds) - 1):
        around = {kinds[index - 1], kinds[index + 1]}
        if (kinds[index] in {"ES", "CS"} and around == {"EN"}) or (
            kinds[index] == "CS" and around == {"AN"}
        ):
            kinds[index] = kinds[index - 1]
    _resolve_terminators(kinds)
    kinds[:] = ["ON" if kind in {"ES", "ET", "CS"} else kind for kind in kinds]
    _apply_strong_context(kinds, outside, {("EN", "L"): "L"})


def _apply_strong_context(
    kinds: list[str], outside: str, change: dict[tuple[str, str], str]
) -> None:
    strong = outside
    for index, kind in enumerate(kinds):
        if kind in {"L", "R", "AL"}:
            strong = kind
        kinds[index] = change.get((kind, strong), kind)


def _resolve_terminators(kinds: list[str]) -> None:
    """W5: currency and percent signs that touch a number belong to it."""
    start = 0
    for kind, run in groupby(list(kinds)):
        end = start + len(list(run))
        if kind == "ET" and "EN" in kinds[max(0, start - 1) : start] + kinds[end : end + 1]:
            kinds[start:end] = ["EN"] * (end - start)
        start = end


def _resolve_brackets(text: str, kinds: list[str], outside: str) -> None:
    """N0: a pair of brackets goes with what is in it, or with what comes before it."""
    for start, end in _bracket_pairs(text, kinds):
        inside = {_as_strong(kind) for kind in kinds[start + 1 : end]} & {"L", "R"}
        if not inside:
            continue
        if outside in inside:
            direction = outside
        else:
            earlier = (_as_strong(kind) for kind in reversed(kinds[:start]))
            direction = next((kind for kind in earlier if kind in {"L", "R"}), outside)
        kinds[start] = kinds[end] = direction


def _bracket_pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    open_at: list[int] = []
    for index, char in enumerate(text):
        if kinds[index] != "ON":
            continue
        if char in BRACKETS:
            open_at.append(index)
        elif char in BRACKETS.values():
            place = next((i for i in reversed(open_at) if BRACKETS[text[i]] == char), None)
            if place is not None:
                pairs.append((place, index))
                del open_at[open_at.index(place) :]
    return sorted(pairs)


def _resolve_neutrals(kinds: list[str], outside: str) -> None:
    """N1, N2: neutrals between two of a kind join them; others follow the line."""
    start = 0
    for is_neutral, run in groupby(list(kinds), key=NEUTRAL.__contains__):
        end = start + len(list(run))
        if is_neutral:
            before = _as_strong(kinds[start - 1]) if start else outside
            after = _as_strong(kinds[end]) if end < len(kinds) else outside
            kinds[start:end] = [before if before == after else outside] * (end - start)
        start = end


def _as_strong(kind: str) -> str:
    return "R" if kind in {"EN", "AN"} else kind


def _implicit_level(kind: str, base: int) -> int:
    """I1, I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)
