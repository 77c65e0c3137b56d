"""Codes that people read from a screen and type on a phone, and nobody guesses."""

import secrets
import unicodedata

from django.utils.text import slugify

# Without the characters that people confuse: 0 o, 1 l i.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# 31 to the 8th: at a hundred guesses a second, 270 years for all of them.
SLUG_SUFFIX = 8
PASSCODE_LENGTH = 6


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def propose_slug(name: str) -> str:
    """Return an event code that begins like the event's name and ends unguessably."""
    return f"{slugify(name)[:40].strip('-') or 'party'}-{random_code(SLUG_SUFFIX)}"


def make_passcode() -> str:
    """Return a passcode in two halves, such as `k7m-4xp`: 30 bits."""
    code = random_code(PASSCODE_LENGTH)
    return f"{code[:3]}-{code[3:]}"


def plain_passcode(typed: str) -> str:
    """Return what counts of a passcode: a phone's capital, a space, a dash make no difference."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(char for char in folded if not char.isspace() and not _is_dash(char))


def _is_dash(char: str) -> bool:
    return unicodedata.category(char) == "Pd" or char in "_."
