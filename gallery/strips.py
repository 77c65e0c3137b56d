"""Puts photos and words on a page that is ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw

from gallery.filters import FILTERS, Filter, apply_filter
from gallery.footers import FooterContent, draw_footer
from gallery.layouts import Layout, Slot

__all__ = ["FooterContent", "compose_strip"]

# How many times finer than the page the mask of a rounded corner is drawn.
FINENESS = 4


def compose_strip(
    frames: Sequence[Image.Image], *, layout: Layout, strip_filter: Filter, footer: FooterContent
) -> Image.Image:
    """The finished page, RGB, `layout.width` x `layout.height` pixels.

    Any number of frames from one up will do; a slot takes its own modulo their number. A frame is
    scaled to cover its slot, centred, and coloured by the slot's own filter or else the strip's.
    `layout.frame_size` is the least size at which a frame is sharp. Raises `ValueError` without
    frames.
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
            # The filter comes last: a panel has far fewer pixels than a photo.
            panels[key] = apply_filter(_cover(frames[number], slot.width, slot.height), look)
        _place(page, panels[key], slot)
    for area in layout.footers:
        draw_footer(page, area, footer)
    return page


def _cover(frame: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a frame, cut to the shape of width x height and scaled to it."""
    scale = min(frame.width / width, frame.height / height)
    left = (frame.width - width * scale) / 2
    top = (frame.height - height * scale) / 2
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
