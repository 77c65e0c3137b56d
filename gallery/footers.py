"""Sets the event's name, its date and its logo in the footer of a page.

Everything is placed from where reading begins, and mirrored as a whole for a name that runs from
right to left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageColor

from gallery import bidi
from gallery.fitting import fit_lines
from gallery.layouts import Footer
from gallery.lettering import SMALL, TITLE, Line, draw_line, shape_line

# A footer this many times wider than high has the name and the date in one row.
WIDE: Final = 6.0
# The smallest size of a name, as part of its largest.
FLOOR: Final = 0.5
LEADING: Final = 1.1
# Room of a line whatever its letters are, in em, so that names with and without descenders agree.
LEAST_ABOVE: Final = 0.7
LEAST_BELOW: Final = 0.06
# How much of the ink is left in the date.
MUTED: Final = 0.62
LOGO_HEIGHT: Final = 0.84
LOGO_WIDTH: Final = 0.36


@dataclass(frozen=True)
class FooterContent:
    """What stands in a footer; an empty text is left out. `ink` is the colour of the name."""

    title: str
    date_text: str
    logo: Image.Image | None = None
    ink: str = "#1b1420"


@dataclass(frozen=True)
class Sizes:
    """Sizes of type and space as parts of the footer's height."""

    title: float
    date: float
    gap: float
    beside_logo: float


COLUMN: Final = Sizes(title=0.37, date=0.16, gap=0.14, beside_logo=0.2)
ROW: Final = Sizes(title=0.54, date=0.22, gap=0.6, beside_logo=0.3)


@dataclass(frozen=True)
class Words:
    """A line at its size; `x` from the footer's start and `baseline` from its top, in pixels."""

    line: Line
    size: float
    is_muted: bool = False
    x: float = 0.0
    baseline: float = 0.0

    @property
    def width(self) -> float:
        return self.line.width * self.size

    @property
    def above(self) -> float:
        return max(self.line.above, LEAST_ABOVE) * self.size

    @property
    def below(self) -> float:
        return max(self.line.below, LEAST_BELOW) * self.size


@dataclass(frozen=True)
class Arrangement:
    words: list[Words]
    logo_x: float = 0.0


def draw_footer(page: Image.Image, footer: Footer, content: FooterContent) -> None:
    """Draw the content in its place: in a column, centred, or along a row where there is room."""
    logo = _fitted(content.logo, footer) if footer.logo and content.logo else None
    logo_width = logo.width if logo else 0
    arrange = _arrange_row if footer.width > WIDE * footer.height else _arrange_column
    arrangement = arrange(footer, content, logo_width)
    is_mirrored = bidi.is_right_to_left(content.title or content.date_text)
    muted = _blend(content.ink, page.getpixel((footer.x, footer.y)))
    for words in arrangement.words:
        x = footer.width - words.x - words.width if is_mirrored else words.x
        draw_line(
            page,
            words.line,
            size=words.size,
            x=footer.x + x,
            baseline=footer.y + words.baseline,
            colour=muted if words.is_muted else content.ink,
        )
    if logo:
        x = arrangement.logo_x
        x = footer.width - x - logo_width if is_mirrored else x
        y = footer.y + (footer.height - logo.height) // 2
        page.paste(logo, (round(footer.x + x), y), logo)


def _arrange_column(footer: Footer, content: FooterContent, logo_width: int) -> Arrangement:
    """Name over date, centred; a logo stands before them, and then they begin together."""
    beside = logo_width + COLUMN.beside_logo * footer.height if logo_width else 0.0
    title = _title(content.title, footer.width - beside, COLUMN.title * footer.height)
    date = _date(content.date_text, footer.width - beside, COLUMN.date * footer.height)
    words = _stacked([*title, *date], footer.height, COLUMN.gap * footer.height)
    if not words:
        return Arrangement([], (footer.width - logo_width) / 2)
    widest = max(line.width for line in words)
    start = (footer.width - beside - widest) / 2
    if logo_width:
        return Arrangement([replace(line, x=start + beside) for line in words], start)
    return Arrangement([replace(line, x=(footer.width - line.width) / 2) for line in words])


def _arrange_row(footer: Footer, content: FooterContent, logo_width: int) -> Arrangement:
    """Logo and name at the start, the date at the end, on the baseline of the name."""
    beside = logo_width + ROW.beside_logo * footer.height if logo_width else 0.0
    date = _date(content.date_text, 0.4 * footer.width, ROW.date * footer.height)
    taken = beside + sum(line.width + ROW.gap * footer.height for line in date)
    title = _title(content.title, footer.width - taken, ROW.title * footer.height)
    words = [replace(line, x=beside) for line in _stacked(title, footer.height, 0.0)]
    single = _stacked(date, footer.height, 0.0)
    baseline = words[-1].baseline if words else sum(line.baseline for line in single)
    words += [replace(line, x=footer.width - line.width, baseline=baseline) for line in single]
    return Arrangement(words)


def _title(text: str, width: float, largest: float) -> list[Words]:
    lines, size = fit_lines(text, TITLE, width=width, largest=largest, smallest=FLOOR * largest)
    return [Words(line, size) for line in lines if line.glyphs]


def _date(text: str, width: float, largest: float) -> list[Words]:
    """The date in one line, in capitals if it is Latin; other alphabets keep their letters."""
    capitals = text.upper() if all(char < "\u0250" for char in text) else text
    line = shape_line(capitals, SMALL)
    return [Words(line, min(largest, width / line.width), is_muted=True)] if line.glyphs else []


def _stacked(words: Sequence[Words], height: float, gap: float) -> list[Words]:
    """Lines under each other in the middle of the height, all smaller where they would not fit."""
    baselines, total = _baselines(words, gap)
    scale = min(1.0, height / total) if total else 1.0
    top = (height - total * scale) / 2
    return [
        replace(line, size=line.size * scale, baseline=top + baseline * scale)
        for line, baseline in zip(words, baselines, strict=True)
    ]


def _baselines(words: Sequence[Words], gap: float) -> tuple[list[float], float]:
    """The baselines of a stack from its top, and its height; `gap` is the space before a date."""
    found: list[float] = []
    bottom = 0.0
    for index, line in enumerate(words):
        baseline = bottom + line.above
        if index and line.is_muted:
            baseline += gap
        elif index:
            baseline = max(baseline, found[-1] + LEADING * line.size)
        found.append(baseline)
        bottom = baseline + line.below
    return found, bottom


def _fitted(logo: Image.Image, footer: Footer) -> Image.Image:
    """The logo with its transparency, as large as its part of the footer lets it be."""
    room = (LOGO_WIDTH * footer.width, LOGO_HEIGHT * footer.height)
    scale = min(room[0] / logo.width, room[1] / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    # Premultiplied, so that the colour of transparent pixels does not bleed into the edges.
    picture = logo.convert("RGBA").convert("RGBa")
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0).convert("RGBA")


def _blend(ink: str, paper: object) -> str:
    if not isinstance(paper, tuple):
        return ink
    mixed = [
        round(MUTED * dark + (1 - MUTED) * light)
        for dark, light in zip(ImageColor.getrgb(ink)[:3], paper, strict=False)
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)
