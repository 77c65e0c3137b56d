"""Segments where the plain sum would be wrong: no character is split between two parts."""

import pytest
from django.core.exceptions import ValidationError

from messaging.segments import count_segments, is_gsm
from messaging.wording import TEMPLATES, default_template, photo_text, validate_template

URL = "https://booth.example.org/s/" + "a" * 22 + "/"


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 158 + "€", 1),
        ("a" * 159 + "€", 2),
        # 306 septets, yet three parts: an escape and its letter stay together.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 153 + "€" + "a" * 151, 2),
        # 134 units, yet three parts: so do the halves of an emoji.
        ("ç" * 66 + "💍" + "ç" * 66, 3),
        ("ç" * 67 + "💍" + "ç" * 65, 2),
    ],
)
def test_splits_between_characters(text: str, segments: int) -> None:
    assert count_segments(text) == segments


@pytest.mark.parametrize("language", TEMPLATES)
def test_the_texts_that_come_with_the_booth_are_one_cheap_segment(language: str) -> None:
    for organiser in ("", "Ada & Ben"):
        template = default_template(language, organiser)
        validate_template(template)
        text = photo_text("Demo party", URL, template, organiser)
        assert is_gsm(text)
        assert count_segments(text) == 1
        assert URL in text
        assert text.startswith(organiser)


def test_an_unknown_language_gets_english() -> None:
    assert default_template("tlh-Latn", "") == TEMPLATES["en"]
    assert default_template("PT-br", "") == TEMPLATES["pt"]


def test_shortens_the_event_not_organiser_or_link() -> None:
    text = photo_text("A name without end " * 8, URL, "{organiser}: {event} {link}", "Ada")
    assert text.startswith("Ada: A name")
    assert text.endswith(f"... {URL}")
    assert count_segments(text) == 1


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("Your photo!", "{link}"),
        ("{link} {link}", "once"),
        ("{link} for {guest}", "guest"),
        ("{link} {event.pk}", "event.pk"),
        ("{link} {event!r}", "no other braces"),
        ("{link} {event:>999999999}", "no other braces"),
        ("{link} {", "no other braces"),
        ("{link} {0}", "{0}"),
        ("{link} " + "ш" * 120, "at most 2"),
    ],
)
def test_refuses_texts_that_would_go_wrong(template: str, word: str) -> None:
    with pytest.raises(ValidationError, match=word.replace("{", r"\{")):
        validate_template(template)
