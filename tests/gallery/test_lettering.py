from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery import fonts
from gallery.fonts import FAMILIES, missing_packages
from gallery.lettering import (
    SMALL,
    TITLE,
    Line,
    clean,
    clusters,
    draw_line,
    shape_line,
    uncovered,
)

SAMPLES = {
    "arabic": "حفل زفاف ليلى وعمر ٢٠٢٦",
    "armenian": "Անի և Արամ",
    "bengali": "বিবাহ উৎসব ক্ষমা",
    "cyrillic": "Свадьба Ольги, Київ, Ђорђе",
    "devanagari": "शादी की शुभकामनाएँ क्षत्रिय",
    "ethiopic": "ሰርግ አዲስ",
    "georgian": "ანა და გიორგი",
    "greek": "Γάμος Ελένης ᾠδή",
    "gujarati": "લગ્ન ઉત્સવ",
    "gurmukhi": "ਵਿਆਹ ਦੀ ਪਾਰਟੀ",
    "hebrew": "החתונה של נועה",
    "japanese": "田中さんと鈴木さんの結婚式ー",
    "kannada": "ಮದುವೆ ಸಂಭ್ರಮ",
    "khmer": "ស្វាគមន៍",
    "korean": "김민준 & 이서연 결혼식",
    "lao": "ງານແຕ່ງງານ",
    "latin": "Zoë & José, Łódź, Ærø, ß, İzmir\u2019s “30th” \u2013 100 €",
    "malayalam": "വിവാഹം ക്ഷണം",
    "myanmar": "မင်္ဂလာပွဲ",
    "simplified chinese": "王小明与陈美丽婚宴",
    "sinhala": "ශ්‍රී ලංකා",
    "tamil": "தமிழ் திருமணம்",
    "telugu": "సంతోషం వివాహం",
    "thai": "งานแต่งงานที่กรุงเทพ",
    "traditional chinese": "囍 王小明與陳美麗婚宴",
    "vietnamese": "Nguyễn Thị Ánh Tuyết",
    "emoji": "🎉 💍 👩‍👧 🇫🇷 ❤️ 👍🏽",
}


def glyph_numbers(line: Line) -> list[int]:
    return [glyph.index for glyph in line.glyphs]


def drawn(line: Line, *, size: float = 100, margin: int = 200) -> Image.Image:
    """The line's ink on black, its start at `margin` and its baseline in the middle."""
    picture = Image.new("L", (int(line.width * size) + 2 * margin, 2 * margin))
    draw_line(picture, line, size=size, x=margin, baseline=margin, colour="white")
    return picture


def test_all_packages_of_typefaces_are_installed() -> None:
    assert missing_packages() == []


@pytest.mark.parametrize("voice", [TITLE, SMALL], ids=["title", "small"])
@pytest.mark.parametrize("text", SAMPLES.values(), ids=list(SAMPLES))
def test_every_listed_script_is_drawn_without_a_missing_glyph(text: str, voice: object) -> None:
    line = shape_line(text, TITLE if voice is TITLE else SMALL)
    assert uncovered(text) == ""
    assert line.text == clean(text)
    assert 0 not in glyph_numbers(line)
    assert drawn(line).getbbox() is not None


def test_documentation_names_every_packaged_family() -> None:
    page = (Path(fonts.FOLDER).parents[1] / "docs" / "filters-and-layouts.md").read_text()
    for family in FAMILIES:
        assert f"`{family.package}`" in page


@pytest.mark.parametrize("text", SAMPLES.values(), ids=list(SAMPLES))
def test_ink_stays_within_the_measures(text: str) -> None:
    line = shape_line(text, TITLE)
    box = drawn(line).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert 200 - top <= line.above * 100 + 1.5
    assert bottom - 200 <= line.below * 100 + 1.5
    assert left >= 200 - 12
    assert right <= 200 + line.width * 100 + 12


def test_arabic_letters_join() -> None:
    apart = [shape_line(letter, TITLE) for letter in "بيت"]
    joined = shape_line("بيت", TITLE)
    assert joined.width < 0.8 * sum(line.width for line in apart)


def test_devanagari_letters_stack() -> None:
    assert len(shape_line("क्ष", TITLE).glyphs) < len("क्ष")


def test_hebrew_begins_at_the_right() -> None:
    alef, bet = (glyph_numbers(shape_line(letter, TITLE))[0] for letter in "אב")
    assert glyph_numbers(shape_line("אב", TITLE)) == [bet, alef]


def test_brackets_turn_with_the_direction() -> None:
    turned = shape_line("(א)", TITLE)
    plain = shape_line("(a)", TITLE)
    assert glyph_numbers(turned)[0] == glyph_numbers(plain)[0]
    assert glyph_numbers(turned)[-1] == glyph_numbers(plain)[-1]


def test_an_accent_typed_apart_is_the_same_as_the_letter_with_it() -> None:
    assert shape_line("Zoe\u0308", TITLE) == shape_line("Zo\u00eb", TITLE)


def test_what_no_typeface_has_is_left_out_and_can_be_asked_for() -> None:
    text = "Jawa \ua997\ua9ae ok \U00012000"
    assert shape_line(text, TITLE).text == "Jawa  ok "
    assert uncovered(text) == "\ua997\ua9ae\U00012000"
    assert 0 not in glyph_numbers(shape_line(text, TITLE))


def test_invisible_controls_and_line_breaks_are_taken_out() -> None:
    assert clean(" a\u202eb\r\n\tc\x00\u200b ") == "ab c"


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "\uffff", "\u0301", "\u200d"])
def test_a_line_without_letters_draws_nothing_and_does_not_fail(text: str) -> None:
    line = shape_line(text, TITLE)
    drawn(line)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ab", 2),
        ("e\u0301", 1),
        ("👩‍👧", 1),
        ("🇫🇷🇩🇪", 2),
        ("👍🏽", 1),
        ("❤\ufe0f", 1),
        ("1\ufe0f\u20e3", 1),
    ],
)
def test_what_a_reader_sees_as_one_stays_together(text: str, count: int) -> None:
    assert len(clusters(text)) == count


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("直さん", "noto-sans-jp"),
        ("直 결혼", "noto-sans-kr"),
        ("直线", "noto-sans-sc"),
        ("直線麗", "noto-sans-tc"),
    ],
)
def test_chinese_characters_are_drawn_as_the_language_around_them_does(
    text: str, package: str
) -> None:
    first = shape_line(text, TITLE).glyphs[0]
    assert first.face.family.package in {package, "noto-sans-sc" if package.endswith("tc") else ""}


def test_the_weight_of_a_voice_is_the_weight_of_its_letters() -> None:
    lines = [shape_line("Il", replace(SMALL, weight=weight)) for weight in (200, 500, 800)]
    ink = [np.asarray(drawn(line), int).sum() for line in lines]
    assert ink[0] < 0.7 * ink[1] < 0.7 * 0.9 * ink[2]


def test_without_the_packages_lines_are_empty_and_their_names_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = (fonts._find_face, fonts._slices, shape_line)
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    for cache in caches:
        cache.cache_clear()
    try:
        assert shape_line("Ana", TITLE).glyphs == ()
        assert "@fontsource-variable/bricolage-grotesque" in missing_packages()
    finally:
        for cache in caches:
            cache.cache_clear()
