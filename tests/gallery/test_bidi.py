import pytest

from gallery import bidi


def seen(text: str, **options: bool) -> str:
    """The characters of a line from left to right (brackets as they are written)."""
    numbers = bidi.levels(text, **options)
    return "".join(bidi.visual_order(text, numbers))


# The results are those of the unicode-bidi crate, https://docs.rs/unicode-bidi.
@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Ana & Kwame", "Ana & Kwame"),
        ("אבג", "גבא"),
        ("אב 12 ג", "ג 12 בא"),
        ("Tom אב", "Tom בא"),
        ("אב Tom (2026)", "Tom (2026) בא"),
        ("אב (Tom) ג", "ג )Tom( בא"),
        ("a (אב) c", "a (בא) c"),
        ("א 10%", "10% א"),
        ("א 1,5-2", "1,5-2 א"),
        ("א $20", "$20 א"),
        ("جد 1-2", "2-1 دج"),
        ("جد ٣,٤", "٣,٤ دج"),
        ("א!", "!א"),
        ("א\u05b0b", "b\u05b0א"),
        ("", ""),
    ],
)
def test_a_line_is_seen_in_the_order_of_the_unicode_algorithm(text: str, order: str) -> None:
    assert seen(text) == order


def test_a_line_can_belong_to_a_text_that_runs_the_other_way() -> None:
    assert seen("Tom!", is_mirrored=True) == "!Tom"
    assert seen("אב!", is_mirrored=False) == "בא!"


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", False), ("123 !", False), ("12 אב", True), ("«جد»", True)]
)
def test_the_first_letter_decides_the_direction(text: str, expected: bool) -> None:
    assert bidi.is_right_to_left(text) is expected
