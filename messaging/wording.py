"""The text that a guest gets, in one SMS where that is possible; and what they agree to."""

import hashlib
import string
import unicodedata

from django.core.exceptions import ValidationError

from messaging.segments import count_segments, is_gsm

__all__ = ["count_segments", "is_gsm", "photo_text"]

# By language. With an organiser the text begins with their name.
TEMPLATES = {
    "en": "Your photo from {event}: {link}",
    "de": "Dein Foto von {event}: {link}",
    "es": "Tu foto de {event}: {link}",
    "fr": "Votre photo de {event}: {link}",
    "it": "La tua foto di {event}: {link}",
    "nl": "Je foto van {event}: {link}",
    "pt": "A tua foto de {event}: {link}",
}
BARE = "Your photo: {link}"
PLACEHOLDERS = {"event", "organiser", "link"}
OTHER_BRACES = "Use {event}, {organiser} and {link}, and no other braces."
MOST_PARTS = 2
# As long as a link may get: an address of 40 characters, and the token.
SAMPLE = {"event": "The party", "organiser": "Us", "link": f"https://{'x' * 40}/s/{'x' * 22}/"}

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


def photo_text(event_name: str, url: str, template: str = "", organiser: str = "") -> str:
    """Return the text that brings a link, with as much of the event's name as one SMS holds."""
    template = template or default_template("en", organiser)
    sender = _plain(organiser)
    for parts in range(1, MOST_PARTS + 1):
        for shorter in _shortened(_plain(event_name)):
            text = template.format(event=shorter, organiser=sender, link=url)
            if count_segments(text) <= parts:
                return text
    return BARE.format(link=url)


def default_template(language: str, organiser: str) -> str:
    template = TEMPLATES.get(language.lower().partition("-")[0], TEMPLATES["en"])
    return f"{{organiser}}: {template}" if organiser else template


def validate_template(template: str) -> None:
    """Refuse a text that brings no link, asks for what there is not, or costs too much."""
    try:
        fields = [each[1:] for each in string.Formatter().parse(template) if each[1] is not None]
    except ValueError:
        raise ValidationError(OTHER_BRACES) from None
    names = [name for name, _, _ in fields]
    if any(spec or conversion for _, spec, conversion in fields):
        raise ValidationError(OTHER_BRACES)
    if unknown := set(names) - PLACEHOLDERS:
        raise ValidationError(
            "There is no {%(name)s}. Use {event}, {organiser} and {link}.",
            params={"name": str(unknown.pop())},
        )
    if names.count("link") != 1:
        raise ValidationError("Write {link} once: where the address of the photo comes.")
    parts = count_segments(template.format(**SAMPLE))
    if parts > MOST_PARTS:
        raise ValidationError(
            "This text takes %(parts)d SMS; at most %(most)d.",
            params={"parts": parts, "most": MOST_PARTS},
        )


def email_consent(event_name: str) -> str:
    """The sentence a guest agrees to before an e-mail is sent."""
    return f"Send me one e-mail with the link to my photo from {event_name}."


def version_of(wording: str) -> str:
    """Return a short name for a wording: the same words, the same version."""
    return hashlib.sha256(wording.strip().encode()).hexdigest()[:12]


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
