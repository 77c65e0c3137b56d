import itertools

import pytest

from gallery.fitting import ELLIPSIS, fit_lines
from gallery.lettering import TITLE
from tests.gallery.test_lettering import SAMPLES

LONG = [
    "The Extraordinarily Long Name of Our Company Summer Party",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "Annual International Symposium on Verbose Event Naming Conventions and Practices, Vol. 12",
    "حفل زفاف ليلى وعمر في حديقة المدينة الكبيرة مع جميع الأصدقاء والعائلة والجيران",
    "田中さんと鈴木さんの結婚式と披露宴、そして二次会のお知らせ、東京都千代田区にて開催",
    "งานแต่งงานที่กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพ",
]


def test_a_short_name_keeps_the_largest_size() -> None:
    lines, size = fit_lines("Ana & Kwame", TITLE, width=528, largest=56, smallest=28)
    assert ([line.text for line in lines], size) == (["Ana & Kwame"], 56)


def test_a_name_a_little_too_long_shrinks_in_one_line() -> None:
    lines, size = fit_lines("Alexandra & Maximilian", TITLE, width=528, largest=56, smallest=28)
    assert len(lines) == 1
    assert lines[0].width * size == pytest.approx(528)


def test_a_long_name_takes_two_lines_of_like_width() -> None:
    lines, size = fit_lines(LONG[0], TITLE, width=528, largest=56, smallest=28)
    assert " ".join(line.text for line in lines) == LONG[0]
    assert len(lines) == 2
    assert size > 28
    assert lines[0].width == pytest.approx(lines[1].width, rel=0.2)


def test_a_word_that_must_be_divided_gets_a_hyphen() -> None:
    lines, _ = fit_lines(LONG[1], TITLE, width=528, largest=56, smallest=28)
    assert lines[0].text.endswith("-")
    assert (lines[0].text[:-1] + lines[1].text) == LONG[1]


def test_what_does_not_fit_at_all_ends_in_an_ellipsis() -> None:
    lines, size = fit_lines(LONG[2] * 3, TITLE, width=528, largest=56, smallest=28)
    assert size == 28
    assert lines[-1].text.endswith(ELLIPSIS)


@pytest.mark.parametrize("text", [*LONG, *SAMPLES.values(), "W" * 90, "🎉" * 40, "م" * 90])
@pytest.mark.parametrize("width", [30, 528, 1700])
def test_no_line_is_wider_than_its_place(text: str, width: float) -> None:
    lines, size = fit_lines(text, TITLE, width=width, largest=56, smallest=28)
    assert len(lines) <= 2
    assert size <= 56
    for line in lines:
        assert line.width * size <= width + 0.01


def test_a_line_is_not_begun_with_a_closing_mark() -> None:
    texts = [f"{'あ' * n}、{'い' * m}" for n, m in itertools.product(range(9, 12), repeat=2)]
    for text in texts:
        lines, _ = fit_lines(text, TITLE, width=300, largest=56, smallest=10)
        assert all(not line.text.startswith("、") for line in lines)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "\u0301", "\u200d"])
def test_a_text_without_letters_fits(text: str) -> None:
    lines, _ = fit_lines(text, TITLE, width=100, largest=50, smallest=20)
    assert len(lines) == 1
