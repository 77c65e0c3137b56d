"""Events, people and photos for tests: real rows, real picture bytes."""

import datetime as dt
import io
import itertools
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image
from skimage import data

from booth.services import take_snap
from gallery.models import Event, EventMembership, Snap, Strip, Work
from gallery.services.pictures import render_snap, render_strip
from gallery.services.publishing import settle_snap
from gallery.services.strips import compose, create_strip

_numbers = itertools.count(1)


def make_event(**fields: Any) -> Event:
    number = next(_numbers)
    defaults = {
        "name": f"Party {number}",
        "slug": f"party-{number}",
        "date": dt.date(2026, 11, 21),
        "place": "Accra",
    }
    return Event.objects.create(**{**defaults, **fields})


def make_staff(event: Event | None = None, **fields: Any) -> User:
    """Make a user; with an event, one who runs it."""
    user = User.objects.create_user(f"user-{next(_numbers)}", password="correct horse", **fields)
    if event is not None:
        EventMembership.objects.create(event=event, user=user)
    return user


def picture(size: tuple[int, int] = (640, 480), color: str | None = None) -> Image.Image:
    """Return a picture; without a colour each is another one, so that no two are alike."""
    if color is None:
        number = next(_numbers)
        color = f"#{(number * 7919) % 0xFFFFFF:06x}"
    return Image.new("RGB", size, color)


def astronaut() -> Image.Image:
    """Return a smiling face, 512x512: Eileen Collins, NASA, in the public domain."""
    pixels: Any = data.astronaut()  # type: ignore[no-untyped-call]
    return Image.fromarray(pixels)


def jpeg_bytes(image: Image.Image | None = None, **options: Any) -> bytes:
    output = io.BytesIO()
    (image or picture()).save(output, "JPEG", **{"quality": 90, **options})
    return output.getvalue()


def make_snap(event: Event, content: bytes | None = None, **fields: Any) -> Snap:
    """Take a snap as a booth does; nothing is worked on yet."""
    content = content or jpeg_bytes()
    snap, _ = take_snap(event=event, file=io.BytesIO(content), size=len(content))
    if fields:
        Snap.objects.filter(pk=snap.pk).update(**fields)
        snap.refresh_from_db()
    return snap


def make_published_snap(event: Event, content: bytes | None = None) -> Snap:
    """Take a snap that has passed its smile check and whose pictures are made."""
    snap = make_snap(event, content)
    Snap.objects.filter(pk=snap.pk).update(
        smile_status=Snap.Smile.SMILING, smile_score=0.9, face_count=1
    )
    render_snap(pk=snap.pk)
    snap = settle_snap(pk=snap.pk)
    assert snap.is_published
    return snap


def make_strip(event: Event, snaps: list[Snap] | None = None, **options: Any) -> Strip:
    """Order and compose a strip, of four published snaps unless given others."""
    snaps = snaps or [make_published_snap(event) for _ in range(4)]
    strip, _ = create_strip(
        event=event,
        snap_keys=[snap.idempotency_key for snap in snaps],
        layout=options.get("layout", "classic-strip"),
        strip_filter=options.get("strip_filter", "natural"),
    )
    compose(pk=strip.pk)
    render_strip(pk=strip.pk)
    strip.refresh_from_db()
    assert strip.status == Work.READY
    return strip


def an_hour_ago() -> dt.datetime:
    return timezone.now() - dt.timedelta(hours=1)
