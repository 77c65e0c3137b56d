import pytest

from messaging.wording import count_segments, photo_text

URL = "https://booth.example.org/s/" + "a" * 22 + "/"


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("é" * 160, 1),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("💍" * 35, 1),
        ("💍" * 36, 2),
    ],
)
def test_counts_what_the_carrier_counts(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_names_the_event_and_brings_the_link() -> None:
    assert photo_text("Demo party", URL) == f"Your photo from Demo party: {URL}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada & Ben\u2019s \u201cbig\u201d day", 'Ada & Ben\'s "big" day'),
        ("Ada \u2013 Ben", "Ada - Ben"),
        ("Ada & Ben 💍", "Ada & Ben"),
        ("Bjo\u0308rn", "Björn"),
    ],
)
def test_keeps_plain_names_in_one_cheap_segment(name: str, shown: str) -> None:
    text = photo_text(name, URL)
    assert text == f"Your photo from {shown}: {URL}"
    assert count_segments(text) == 1


def test_shortens_a_long_name_not_the_link() -> None:
    text = photo_text("The annual dinner of the " * 5, URL)
    assert count_segments(text) == 1
    assert text.endswith(f"...: {URL}")
    assert len(text) == 160


@pytest.mark.parametrize("name", ["Ama Ata Aidoo çelebration", "结婚" * 60, "🎉" * 60])
def test_keeps_the_spelling_of_other_scripts_at_the_price_of_a_second_segment(name: str) -> None:
    text = photo_text(name, URL)
    assert count_segments(text) == 2
    assert name[:12] in text
    assert text.endswith(URL)


def test_gives_up_the_name_before_the_link() -> None:
    url = "https://example.org/" + "a" * 200
    assert photo_text("结婚" * 20, url) == f"Your photo: {url}"
