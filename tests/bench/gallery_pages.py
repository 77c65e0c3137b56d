"""`python -m tests.bench.gallery_pages SMALL LARGE`: seed two events, time pages, print JSON.

The database is the one in DATABASE_URL, or SQLite in SMILEBOOTH_DATA.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from tests.redis_server import running_redis

ROUNDS = 120


def main(small: int, large: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("seed_event", "small", snaps=small, strips=small // 10, verbosity=0)
    start = time.perf_counter()
    call_command("seed_event", "large", snaps=large, strips=large // 10, verbosity=0)
    seeding = time.perf_counter() - start
    return {"seeding": seeding, "counting": counting(), "pages": pages()}


def counting() -> float:
    """Seconds that a page does not spend, the count being kept."""
    from gallery.models import Event, Snap

    event = Event.objects.get(slug="large")
    start = time.perf_counter()
    Snap.objects.for_event(event).published().count()
    return time.perf_counter() - start


def pages() -> dict[str, dict[str, float]]:
    """Return the seconds of each kind of page, small and large taken in turn.

    The lower quartile: what else the machine does only ever adds.
    """
    return {
        "first page": in_turn(first_page),
        "deep page": in_turn(deep_page),
        "a piece further down": in_turn(deep_cards),
        "what is new": in_turn(new_cards),
    }


def in_turn(call_for: Callable[[str], Callable[[], Any]]) -> dict[str, float]:
    calls = {slug: call_for(slug) for slug in ("small", "large")}
    times: dict[str, list[float]] = {slug: [] for slug in calls}
    for number in range(ROUNDS + 10):
        for slug, call in calls.items():
            start = time.perf_counter()
            response = call()
            taken = time.perf_counter() - start
            assert response.status_code == 200
            if number >= 10:
                times[slug].append(taken)
    return {slug: statistics.quantiles(taken, n=4)[0] for slug, taken in times.items()}


def get(address: str, **query: str) -> Callable[[], Any]:
    from django.test import Client

    client = Client()
    return lambda: client.get(address, query)


def first_page(slug: str) -> Callable[[], Any]:
    return get(f"/e/{slug}/")


def deep_page(slug: str) -> Callable[[], Any]:
    return get(f"/e/{slug}/", before=deep_cursor(slug))


def deep_cards(slug: str) -> Callable[[], Any]:
    return get(f"/e/{slug}/cards/", before=deep_cursor(slug))


def new_cards(slug: str) -> Callable[[], Any]:
    """What a page asks for that has missed the eight real photos."""
    from gallery.models import Snap

    time = Snap.objects.filter(event__slug=slug).newest_first()[7].published_at
    return get(f"/e/{slug}/cards/", after=(time - timedelta(microseconds=1)).isoformat())


def deep_cursor(slug: str) -> str:
    """The place that nine tenths of the photos are newer than."""
    from gallery.listing import Cursor
    from gallery.models import Snap

    photos = Snap.objects.filter(event__slug=slug).published().order_by("published_at", "pk")
    return str(Cursor.of(photos[photos.count() // 10]))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    with running_redis(Path(os.environ["SMILEBOOTH_DATA"])):
        print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
