"""What is done to pictures, without database and network, beside the bare libraries.

The floor of each row is the fastest of the libraries that could have done it, doing no more than
that; which one it was, and the others' times, stand in the note.
"""

import io
import logging
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import cv2
import numpy as np
import pyvips
import simplejpeg
from PIL import Image, ImageFilter

from gallery.filters import FILTERS
from gallery.images import encode_jpeg, inspect_upload, open_upright
from gallery.layouts import LAYOUTS, Layout
from gallery.renditions import WIDTHS, filtered_photo, make_renditions, scaled_size
from gallery.strips import FooterContent, compose_strip
from tests.bench import Row, timed

# It tells of every step.
logging.getLogger("pyvips").setLevel(logging.WARNING)

FOOTER = FooterContent("Ana & Kwame", "21 November 2026")
QUALITY = 92
WEBP_QUALITY = 80

Calls = Mapping[str, Callable[[], object]]


def photo(width: int, height: int) -> bytes:
    """A JPEG with about as much detail as a room full of people."""
    small = Image.effect_noise((width // 8, height // 8), 90).convert("RGB")
    picture = small.resize((width, height), Image.Resampling.BICUBIC)
    picture = Image.blend(picture, Image.effect_noise((width, height), 30).convert("RGB"), 0.2)
    buffer = io.BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def strip(layout: Layout, look: str, photos: list[bytes]) -> bytes:
    """Four files to one encoded page, as the worker makes it."""
    frames = [open_upright(io.BytesIO(data), min_size=layout.frame_size) for data in photos]
    page = compose_strip(frames, layout=layout, strip_filter=FILTERS[look], footer=FOOTER)
    return encode_jpeg(page, quality=QUALITY, dpi=layout.dpi, full_colour=True)


def pillow_strip(layout: Layout, photos: list[bytes]) -> None:
    page = Image.new("RGB", (layout.width, layout.height))
    for slot in layout.slots:
        frame = Image.open(io.BytesIO(photos[slot.frame]))
        frame.draft("RGB", (slot.width, slot.height))
        size = (slot.width, slot.height)
        panel = frame.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        page.paste(panel, (slot.x, slot.y))
    page.save(io.BytesIO(), "JPEG", quality=QUALITY, subsampling=0)


def opencv_strip(layout: Layout, photos: list[bytes]) -> None:
    page = np.zeros((layout.height, layout.width, 3), np.uint8)
    for slot in layout.slots:
        least = {"min_width": slot.width, "min_height": slot.height}
        frame = simplejpeg.decode_jpeg(photos[slot.frame], **least)
        page[slot.y : slot.y + slot.height, slot.x : slot.x + slot.width] = cv2.resize(
            frame, (slot.width, slot.height), interpolation=cv2.INTER_AREA
        )
    simplejpeg.encode_jpeg(page, quality=QUALITY, colorsubsampling="444")


def vips_strip(layout: Layout, photos: list[bytes]) -> None:
    page: Any = pyvips.Image.black(layout.width, layout.height, bands=3)
    for slot in layout.slots:
        frame: Any = pyvips.Image.thumbnail_buffer(
            photos[slot.frame], slot.width, height=slot.height, size="force"
        )
        page = page.insert(frame, slot.x, slot.y)
    page.jpegsave_buffer(Q=QUALITY, subsample_mode="off")


def pillow_renditions(data: bytes) -> None:
    frame = Image.open(io.BytesIO(data))
    size = frame.size
    frame.draft("RGB", scaled_size(*size, WIDTHS[-1]))
    picture: Image.Image = frame
    for width in reversed(WIDTHS):
        to = scaled_size(*size, width)
        picture = picture.resize(to, Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture.save(io.BytesIO(), "WEBP", quality=WEBP_QUALITY, method=2)


def opencv_renditions(data: bytes) -> None:
    frame = simplejpeg.decode_jpeg(data, min_width=WIDTHS[-1])
    for width in reversed(WIDTHS):
        to = scaled_size(frame.shape[1], frame.shape[0], width)
        frame = cv2.resize(frame, to, interpolation=cv2.INTER_AREA)
        cv2.imencode(".webp", frame, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])


def vips_renditions(data: bytes) -> None:
    for width in WIDTHS:
        copy: Any = pyvips.Image.thumbnail_buffer(data, width)
        copy.webpsave_buffer(Q=WEBP_QUALITY, effort=2)


def beside(name: str, ours: Callable[[], object], bare: Calls, *, repeat: int, note: str) -> Row:
    """Medians of calls that take turns, so that all meet the same other load on the machine."""
    times: dict[str, list[float]] = {"ours": [], **{library: [] for library in bare}}
    for _ in range(repeat + 1):
        for library, call in {"ours": ours, **bare}.items():
            start = time.perf_counter()
            call()
            times[library].append(time.perf_counter() - start)
    medians = {library: statistics.median(taken[1:]) for library, taken in times.items()}
    seconds = medians.pop("ours")
    fastest = sorted(medians.items(), key=lambda item: item[1])
    others = ", ".join(f"{library} {median * 1000:.0f} ms" for library, median in fastest)
    return Row(name, seconds=seconds, floor=fastest[0][1], note=f"{note}; bare: {others}")


def run() -> list[Row]:
    photos = [photo(1280, 720) for _ in range(4)]
    rows = []
    for slug, look in (
        ("classic-strip", "natural"),
        ("classic-strip", "warm-film"),
        ("card", "noir"),
    ):
        layout = LAYOUTS[slug]
        bare = {
            "Pillow": partial(pillow_strip, layout, photos),
            "simplejpeg and OpenCV": partial(opencv_strip, layout, photos),
            "libvips": partial(vips_strip, layout, photos),
        }
        rows.append(
            beside(
                f"four photos to a {slug}, {look}",
                partial(strip, layout, look, photos),
                bare,
                repeat=25,
                note="1280x720 JPEG files to an encoded page",
            )
        )
    for name, data in (("1280x720", photos[0]), ("6000x4000", photo(6000, 4000))):
        rows += photo_rows(name, data)
    return rows


def photo_rows(name: str, data: bytes) -> list[Row]:
    file = io.BytesIO(data)
    decoding = {
        "Pillow": lambda: Image.open(io.BytesIO(data)).load(),
        "simplejpeg": lambda: simplejpeg.decode_jpeg(data),
        "libvips": lambda: pyvips.Image.new_from_buffer(data, "").copy_memory(),
    }
    copies = {
        "Pillow": partial(pillow_renditions, data),
        "simplejpeg and OpenCV": partial(opencv_renditions, data),
        "libvips": partial(vips_renditions, data),
    }
    return [
        beside(
            f"check of a {name} JPEG",
            partial(inspect_upload, file, size=len(data)),
            decoding,
            repeat=15,
            note="the floor decodes it in full",
        ),
        beside(
            f"a {name} JPEG decoded, upright and in sRGB",
            partial(open_upright, file),
            decoding,
            repeat=15,
            note="in full",
        ),
        beside(
            f"the three copies of a {name} JPEG",
            partial(make_renditions, file),
            copies,
            repeat=10,
            note="WebP, 1280, 640 and 320 px wide",
        ),
        Row(
            f"a {name} JPEG in a filter, full size",
            seconds=timed(partial(filtered_photo, file, FILTERS["vivid"]), repeat=5),
        ),
    ]
