"""Make events of any size, to try and to measure with."""

import io
import math
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from gallery.models import Event, Snap, Strip, Work
from gallery.services.pictures import render_snap, render_strip
from gallery.services.publishing import settle_snap
from gallery.services.snaps import store_snap
from gallery.services.strips import compose, create_strip

SIZE = (1280, 720)
LAYOUT = "classic-strip"
FRAMES = 4
BATCH = 2_000
# Rows are spread evenly over this time.
PARTY = timedelta(hours=12)

PATIENCE = 60  # seconds

Progress = Callable[[int], object]


def draw_photo(number: int) -> bytes:
    """Draw a face in a colour of its own, with its number, as a JPEG."""
    hue = (number * 47) % 360
    image = Image.new("RGB", SIZE, f"hsl({hue}, 45%, 55%)")
    draw = ImageDraw.Draw(image)
    x, y, radius = 640 + round(120 * math.sin(number)), 380, 230
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill="#f2c9a1")
    for side in (-1, 1):
        draw.ellipse((x + side * 90 - 24, y - 90, x + side * 90 + 24, y - 42), fill="#222222")
    draw.arc((x - 130, y - 70, x + 130, y + 140), 20, 160, fill="#a33333", width=18)
    draw.text((40, 30), f"{number}", fill="white", font_size=96)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def seed_photos(event: Event, count: int, progress: Progress) -> tuple[list[Snap], list[Strip]]:
    """Make real photos, with all their copies, and a strip of each four."""
    snaps = []
    for number in range(1, count + 1):
        content = draw_photo(number)
        snap, _ = store_snap(
            event=event, file=io.BytesIO(content), size=len(content), origin=Snap.Origin.FILE
        )
        Snap.objects.filter(pk=snap.pk).update(smile_status=Snap.Smile.OFF)
        render_snap(pk=snap.pk)
        snaps.append(settle_snap(pk=snap.pk))
        progress(1)
    strips = [
        _seed_strip(event, snaps[start : start + FRAMES])
        for start in range(0, count - FRAMES + 1, FRAMES)
    ]
    return snaps, strips


def _seed_strip(event: Event, snaps: list[Snap]) -> Strip:
    keys = [snap.idempotency_key for snap in snaps]
    strip, _ = create_strip(event=event, snap_keys=keys, layout=LAYOUT, strip_filter="natural")
    compose(pk=strip.pk)
    render_strip(pk=strip.pk)
    strip.refresh_from_db()
    deadline = time.monotonic() + PATIENCE
    while not strip.image and time.monotonic() < deadline:
        time.sleep(0.1)  # the worker of a running booth has been quicker to claim it
        strip.refresh_from_db()
    return strip


def seed_snaps(
    event: Event, count: int, photos: list[Snap], *, until: datetime, progress: Progress
) -> None:
    """Make rows of snaps published before a time, each of which shows one of `photos`.

    Their copies are made when somebody asks for them: a million sets would fill a disk.
    """
    looks = [_snap_fields(photo) for photo in photos]
    for numbers, times in _batches(count, until):
        Snap.objects.bulk_create(
            Snap(
                event=event,
                origin=Snap.Origin.FILE,
                smile_status=Snap.Smile.OFF,
                rendition_status=Work.READY,
                taken_at=time,
                created_at=time,
                published_at=time,
                **looks[number % len(looks)],
            )
            for number, time in zip(numbers, times, strict=True)
        )
        progress(len(numbers))


def _snap_fields(photo: Snap) -> dict[str, Any]:
    return {
        "original": photo.original.name,
        "original_sha256": photo.original_sha256,
        "placeholder": photo.placeholder,
        "width": photo.width,
        "height": photo.height,
    }


def seed_strips(
    event: Event, count: int, strips: list[Strip], *, until: datetime, progress: Progress
) -> None:
    """Make rows of strips published before a time, each of which shows one of `strips`."""
    looks = [_strip_fields(strip) for strip in strips]
    for numbers, times in _batches(count, until):
        Strip.objects.bulk_create(
            Strip(
                event=event,
                layout=LAYOUT,
                status=Work.READY,
                rendition_status=Work.READY,
                created_at=time,
                published_at=time,
                **looks[number % len(looks)],
            )
            for number, time in zip(numbers, times, strict=True)
        )
        progress(len(numbers))


def _strip_fields(strip: Strip) -> dict[str, Any]:
    return {
        "image": strip.image.name,
        "picture_revision": strip.picture_revision,
        "placeholder": strip.placeholder,
        "width": strip.width,
        "height": strip.height,
    }


def _batches(count: int, until: datetime) -> Iterator[tuple[range, list[datetime]]]:
    """Yield the rows' numbers and times, in pieces that a database takes at once."""
    step = PARTY / max(count, 1)
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        yield numbers, [until - step * (count - number) for number in numbers]
