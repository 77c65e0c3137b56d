"""A party for the tests of guests' pages, run on a booth's data folder; prints what it made.

`python -m tests.e2e.seed_party` makes all (`--photos N` of the party); with `--one-more`, one
more photo of the party.
"""

import argparse
import json
import os
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gallery.models import Event, Snap, Strip

SHAPES = [(1280, 720), (960, 1280), (1280, 960), (1080, 1080)]
SNAPS = 9
PASSCODE = "k7m-4xp"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=SNAPS)
    parser.add_argument("--one-more", action="store_true")
    options = parser.parse_args()
    made = one_more() if options.one_more else party(options.photos)
    print(json.dumps(made))  # noqa: T201


def party(photos: int) -> dict[str, str]:
    """Make the events; return the tokens of links."""
    from django.utils import timezone

    from gallery.models import Event
    from gallery.passcodes import hash_passcode
    from gallery.services.sharing import create_share
    from gallery.services.strips import create_strip
    from tests.factories import make_event

    event = make_event(
        name="Ana & Kwame",
        slug="ana-kwame",
        smile_policy="off",
        allows_guest_uploads=True,
        accent_color="#6d28d9",
    )
    snaps = [take(event, number) for number in range(photos)]
    keys = [snap.idempotency_key for snap in snaps[:4]]
    strip, _ = create_strip(
        event=event, snap_keys=keys, layout="classic-strip", strip_filter="natural"
    )
    make_event(name="ليلى ويوسف", slug="quiet")
    make_event(slug="staff", gallery_privacy="staff")
    make_event(
        slug="secret", gallery_privacy="passcode", gallery_passcode_hash=hash_passcode(PASSCODE)
    )
    over = make_event(slug="over")
    Event.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(days=1))
    links = {
        "strip": create_share(event=event, photo=strip)[0],
        "snap": create_share(event=event, photo=snaps[0])[0],
        "ended": create_share(event=event, photo=snaps[1])[0],
    }
    links["ended"].revoked_at = timezone.now()
    links["ended"].save()
    until_published([*snaps, strip])
    return {name: link.token for name, link in links.items()}


def one_more() -> dict[str, str]:
    from gallery.models import Event

    event = Event.objects.get(slug="ana-kwame")
    snap = take(event, event.snaps.count())
    until_published([snap])
    return {"id": str(snap.public_id)}


def take(event: "Event", number: int) -> "Snap":
    """Take a photo unlike any other; the worker does the rest.

    It is of a person, for its copies to weigh what a camera's do (noise weighs twice as much).
    """
    from PIL import Image, ImageOps

    from tests.factories import astronaut, jpeg_bytes, make_snap, picture

    size = SHAPES[number % len(SHAPES)]
    person = astronaut().crop((0, number % 40, 512 - number % 7 * 20, 512))
    tint = picture(size, f"hsl({number * 47 % 360}, 45%, 60%)")
    photo = ImageOps.fit(person, size, centering=(0.5, 0.1))  # a head is not cut off
    return make_snap(event, jpeg_bytes(Image.blend(photo, tint, 0.25)))


def until_published(photos: "Sequence[Snap | Strip]", seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not all(photo.is_published for photo in photos):
        assert time.monotonic() < deadline, f"not published within {seconds:.0f} s"
        time.sleep(0.2)
        for photo in photos:
            photo.refresh_from_db()


if __name__ == "__main__":
    main()
