"""What is done to pictures, without database and network, beside the bare library calls."""

import io
import statistics
import time
from collections.abc import Callable
from functools import partial

from PIL import Image, ImageFilter

from gallery.filters import FILTERS
from gallery.images import encode_jpeg, inspect_upload, open_upright
from gallery.layouts import LAYOUTS, Layout
from gallery.renditions import filtered_photo, make_renditions
from gallery.strips import FooterContent, compose_strip
from tests.bench import Row, timed

FOOTER = FooterContent("Ana & Kwame", "21 November 2026")
QUALITY = 92


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


def bare_strip(layout: Layout, photos: list[bytes]) -> bytes:
    """The same decoding, scaling and encoding with no thought: no crop, filter, words or checks."""
    page = Image.new("RGB", (layout.width, layout.height), layout.background)
    for slot in layout.slots[: layout.frames]:
        frame = Image.open(io.BytesIO(photos[slot.frame]))
        frame.draft("RGB", layout.frame_size)
        panel = frame.resize((slot.width, slot.height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for other in layout.slots:
            if other.frame == slot.frame:
                page.paste(panel, (other.x, other.y))
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return buffer.getvalue()


def bare_renditions(data: bytes) -> None:
    frame = Image.open(io.BytesIO(data))
    frame.thumbnail((1600, 1600), Image.Resampling.LANCZOS, reducing_gap=2.0)
    frame.save(io.BytesIO(), "JPEG", quality=86)
    frame.thumbnail((640, 640), Image.Resampling.LANCZOS, reducing_gap=2.0)
    frame.save(io.BytesIO(), "WEBP", quality=80, method=0)


def beside(
    name: str, ours: Callable[[], object], floor: Callable[[], object], *, repeat: int, note: str
) -> Row:
    """Medians of calls that take turns, so that both meet the same other load on the machine."""
    times: dict[Callable[[], object], list[float]] = {ours: [], floor: []}
    for _ in range(repeat + 1):
        for call, taken in times.items():
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    seconds, least = (statistics.median(taken[1:]) for taken in times.values())
    return Row(name, seconds=seconds, floor=least, note=note)


def run() -> list[Row]:
    photos = [photo(1280, 720) for _ in range(4)]
    large = photo(4032, 3024)
    rows = []
    for slug, look in (
        ("classic-strip", "natural"),
        ("classic-strip", "warm-film"),
        ("card", "noir"),
    ):
        layout = LAYOUTS[slug]
        rows.append(
            beside(
                f"four photos to a {slug}, {look}",
                partial(strip, layout, look, photos),
                partial(bare_strip, layout, photos),
                repeat=25,
                note="1280x720 JPEG files to an encoded page",
            )
        )
    for name, data in (("1280x720", photos[0]), ("4032x3024", large)):
        rows += photo_rows(name, data)
    return rows


def photo_rows(name: str, data: bytes) -> list[Row]:
    file = io.BytesIO(data)
    return [
        beside(
            f"check of a {name} JPEG",
            partial(inspect_upload, file, size=len(data)),
            lambda: Image.open(io.BytesIO(data)).load(),
            repeat=15,
            note="the floor decodes it in full",
        ),
        beside(
            f"thumbnail and large copy of a {name} JPEG",
            partial(make_renditions, file),
            partial(bare_renditions, data),
            repeat=10,
            note="the floor decodes without looking ahead",
        ),
        Row(
            f"a {name} JPEG in a filter, full size",
            seconds=timed(partial(filtered_photo, file, FILTERS["vivid"]), repeat=5),
        ),
    ]
