"""Puts photos and words on a page that is ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw

from gallery.company import ALONE, LIFT, MOST_PICTURES, cells_of
from gallery.filters import FILTERS, Filter, apply_filter
from gallery.footers import FooterContent, draw_footer
from gallery.layouts import Layout, Slot

__all__ = ["FooterContent", "compose_strip"]

# How many times finer than the page the mask of a rounded corner is drawn.
FINENESS = 4


def compose_strip(
    frames: Sequence[Image.Image],
    *,
    layout: Layout,
    strip_filter: Filter,
    footer: FooterContent,
    company: Sequence[Sequence[Image.Image]] = (),
) -> Image.Image:
    """The finished page, RGB, `layout.width` x `layout.height` pixels.

    Any number of frames from one up will do; a slot takes its own modulo their number. A frame is
    scaled to cover its slot, centred, and coloured by the slot's own filter or else the strip's.
    `company` holds, for each frame, the pictures of up to three people elsewhere, who share its
    slots (gallery/company.py). `layout.frame_size` is the least size at which a frame is sharp.
    Raises `ValueError` without frames.
    """
    if not frames:
        raise ValueError("a strip needs at least one photo")
    page = Image.new("RGB", (layout.width, layout.height), layout.background)
    panels: dict[tuple[int, Filter, int, int], Image.Image] = {}
    for slot in layout.slots:
        number = slot.frame % len(frames)
        look = FILTERS[slot.filter] if slot.filter else strip_filter
        key = (number, look, slot.width, slot.height)
        if key not in panels:
            beside = company[number] if number < len(company) else ()
            panels[key] = _panel([frames[number], *beside], slot, look, layout.background)
        _place(page, panels[key], slot)
    for area in layout.footers:
        draw_footer(page, area, footer)
    return page


def _panel(
    pictures: Sequence[Image.Image], slot: Slot, look: Filter, background: str
) -> Image.Image:
    """One slot's picture: of one frame, or of several people's side by side."""
    pictures = pictures[:MOST_PICTURES]
    # The filter comes last: a panel has far fewer pixels than a photo.
    if len(pictures) == 1:
        return apply_filter(_cover(pictures[0], slot.width, slot.height, ALONE), look)
    panel = Image.new("RGB", (slot.width, slot.height), background)
    cells = cells_of(slot.width, slot.height, len(pictures))
    for picture, cell in zip(pictures, cells, strict=True):
        part = apply_filter(_cover(picture, cell.width, cell.height, LIFT), look)
        panel.paste(part, (cell.x, cell.y))
    return panel


def _cover(frame: Image.Image, width: int, height: int, lift: float) -> Image.Image:
    """A frame cut to the shape of width x height and scaled to it.

    It is centred from side to side; of what is too high, `lift` is cut off at the top.
    """
    scale = min(frame.width / width, frame.height / height)
    left = (frame.width - width * scale) / 2
    top = (frame.height - height * scale) * lift
    middle = (left, top, left + width * scale, top + height * scale)
    # Hamming is as sharp as bicubic where a picture shrinks, in two thirds of the time.
    how = Image.Resampling.HAMMING if scale >= 1 else Image.Resampling.BICUBIC
    picture = frame if frame.mode == "RGB" else frame.convert("RGB")
    return picture.resize((width, height), how, box=middle, reducing_gap=2.0)


def _place(page: Image.Image, panel: Image.Image, slot: Slot) -> None:
    mask = _rounded(slot.width, slot.height, slot.radius) if slot.radius else None
    page.paste(panel, (slot.x, slot.y), mask)


@lru_cache(maxsize=8)
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    fine = Image.new("L", (width * FINENESS, height * FINENESS))
    box = (0, 0, fine.width - 1, fine.height - 1)
    ImageDraw.Draw(fine).rounded_rectangle(box, radius * FINENESS, fill=255)
    return fine.reduce(FINENESS)
