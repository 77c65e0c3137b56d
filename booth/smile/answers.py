"""Reads what services answer, so strictly that only an answer counts as one.

What is taken for "no face" refuses a guest where the event requires a smile; what is not
understood is decided by the local detector.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from .base import SmileError

# RecursionError: JSON that is nested deeper than Python's stack.
STRANGE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


@contextmanager
def understood(service: str, *, secrets: tuple[str, ...]) -> Iterator[None]:
    """Raise SmileError in place of whatever reading a strange answer raises."""
    try:
        yield
    except STRANGE as error:
        reason = quoted(f"{type(error).__name__}: {error}", secrets=secrets)
        raise SmileError(f"{service}'s answer is not understood: {reason}") from error


# What these raise repeats nothing of the answer: it may hold a key.


def parsed(body: bytes) -> object:
    answer: object = json.loads(body)
    return answer


def entries(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"{type(value).__name__} in place of a list")
    return value


def members(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"{type(value).__name__} in place of an object")
    return value


def number(value: object, low: float, high: float) -> float:
    """Return a number from `low` to `high`; true, text, NaN and all beyond is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{type(value).__name__} in place of a number")
    if not low <= value <= high:  # NaN too
        raise ValueError(f"a number that is not within {low:g} and {high:g}")
    return float(value)


def yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{type(value).__name__} in place of true or false")
    return value


def quoted(text: object, *, secrets: tuple[str, ...] = ()) -> str:
    """Put a service's own words into one short line that a log may hold."""
    line = " ".join(str(text).split())
    for secret in filter(None, secrets):
        line = line.replace(secret, "***")
    return line[:200]
