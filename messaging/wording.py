"""The text that a guest gets, in one SMS where that is possible.

An SMS holds 160 septets of the GSM-7 alphabet, or 70 UTF-16 units if one character is outside
it; as parts of a longer text 153 and 67. Source: 3GPP TS 23.038 and TS 23.040.
"""

import math
import unicodedata

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€")  # two septets each

# Quotation marks, dashes, dots and a space that word processors put in.
TYPEWRITER = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
    }
)
# What can be left out of a name: symbols (emoji among them) and what joins or tints them.
ORNAMENTS = {"So", "Sk", "Cf", "Mn"}
# A name cut shorter than this says nothing; a second SMS is better then.
SHORTEST_NAME = 12


def photo_text(event_name: str, url: str) -> str:
    """Return the text that brings a link, with as much of the event's name as one SMS holds."""
    name = _plain(event_name)
    for parts in (1, 2):
        for shorter in _shortened(name):
            text = f"Your photo from {shorter}: {url}"
            if count_segments(text) <= parts:
                return text
    return f"Your photo: {url}"


def count_segments(text: str) -> int:
    """Return how many SMS a text takes, and costs."""
    if is_gsm(text):
        size = len(text) + sum(char in GSM_EXTENDED for char in text)
        return 1 if size <= 160 else math.ceil(size / 153)
    size = len(text.encode("utf-16-le")) // 2
    return 1 if size <= 70 else math.ceil(size / 67)


def is_gsm(text: str) -> bool:
    return all(char in GSM_BASIC or char in GSM_EXTENDED for char in text)


def _plain(name: str) -> str:
    """Bring a name into the GSM-7 alphabet if that costs it nothing but ornaments."""
    composed = unicodedata.normalize("NFC", name)
    plain = composed.translate(TYPEWRITER)
    kept = (c for c in plain if c.isascii() or unicodedata.category(c) not in ORNAMENTS)
    plain = " ".join("".join(kept).split())
    return plain if plain and is_gsm(plain) else composed


def _shortened(name: str) -> list[str]:
    """Return the name, then ever shorter beginnings of it."""
    dots = "..." if is_gsm(name) else "…"
    cuts = range(len(name) - len(dots), SHORTEST_NAME - 1, -1)
    return [name, *(name[:cut].rstrip() + dots for cut in cuts)]
