"""The gallery's pages: every photo once, in one order, at any depth and with any ties."""

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gallery import listing
from gallery.listing import Cursor, newest_photos, photo_count, present_since
from gallery.models import Event, Snap, Strip, Work
from gallery.services.publishing import hide
from tests.factories import make_event, make_published_snap

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 21, 20, 15, 30, 123456, tzinfo=UTC)


def add_snaps(event: Event, count: int, published_at: datetime | None = MOMENT) -> list[Snap]:
    """Make rows of published snaps, without pictures."""
    return Snap.objects.bulk_create(
        Snap(
            event=event,
            width=640,
            height=480,
            smile_status=Snap.Smile.SMILING,
            rendition_status=Work.READY,
            published_at=published_at,
        )
        for _ in range(count)
    )


def add_strips(event: Event, count: int, published_at: datetime = MOMENT) -> list[Strip]:
    return Strip.objects.bulk_create(
        Strip(
            event=event,
            width=600,
            height=1800,
            layout="classic-strip",
            status=Work.READY,
            published_at=published_at,
        )
        for _ in range(count)
    )


def all_pages(event: Event, kind: str, size: int) -> list[UUID]:
    seen: list[UUID] = []
    before = None
    while True:
        page, cursor = newest_photos(event, kind, size=size, before=before)
        seen += [photo.public_id for photo in page]
        if cursor is None:
            return seen
        assert len(page) == size
        before = Cursor.parse(str(cursor))


def card_ids(response: Any) -> list[str]:
    return re.findall(r'<li class="card[^"]*" id="photo-([^"]+)"', response.content.decode())


@pytest.mark.parametrize("size", [1, 7, 48])
@pytest.mark.parametrize("kind", ["all", "photos", "strips"])
def test_photos_of_one_microsecond_come_once_each(event: Event, kind: str, size: int) -> None:
    newer = add_strips(event, 3, MOMENT + timedelta(microseconds=1))
    strips = add_strips(event, 60)
    snaps = add_snaps(event, 140)
    older = add_snaps(event, 2, MOMENT - timedelta(microseconds=1))
    add_snaps(make_event(), 3)
    expected = [*older, *snaps, *strips, *newer][::-1]
    wanted = {"all": (Snap, Strip), "photos": (Snap,), "strips": (Strip,)}[kind]
    assert all_pages(event, kind, size) == [
        photo.public_id for photo in expected if isinstance(photo, wanted)
    ]


def test_pages_of_the_site_lose_no_tie(client: Client, event: Event) -> None:
    photos = [*add_snaps(event, 150), *add_strips(event, 50)]
    page = client.get(event.get_absolute_url())
    seen = card_ids(page)
    cursor = page.context["cursor"]
    while cursor:
        page = client.get(reverse("gallery:cards", args=[event.slug]), {"before": cursor})
        seen += card_ids(page)
        cursor = page["X-Next-Cursor"]
    assert seen == [str(photo.public_id) for photo in reversed(photos)]


def test_a_cursor_holds_while_photos_come_and_go(event: Event) -> None:
    photos = add_snaps(event, 10)
    page, cursor = newest_photos(event, "all", size=4)
    Snap.objects.filter(pk=page[-1].pk).update(published_at=None)  # the one the cursor names
    add_snaps(event, 3, MOMENT + timedelta(seconds=1))
    rest, _ = newest_photos(event, "all", size=10, before=cursor)
    assert [photo.pk for photo in rest] == [photo.pk for photo in photos[5::-1]]


def test_a_cursor_reads_back(event: Event) -> None:
    photos: list[Snap | Strip] = [*add_snaps(event, 1), *add_strips(event, 1)]
    for photo in photos:
        assert Cursor.parse(str(Cursor.of(photo))) == Cursor.of(photo)
        assert re.fullmatch(r"[\w-]{23}", str(Cursor.of(photo)))


PACK = Cursor.FORMAT.pack


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "2026-11-21T20:15:30Z",
        "ä" * 23,
        "A" * 22,
        "A" * 24,
        base64.urlsafe_b64encode(PACK(2**63 - 1, 0, 1)).decode().rstrip("="),
        base64.urlsafe_b64encode(PACK(-(2**62), 0, 1)).decode().rstrip("="),
        base64.urlsafe_b64encode(PACK(0, 2, 1)).decode().rstrip("="),
        base64.urlsafe_b64encode(PACK(0, 1, 2**64 - 1)).decode().rstrip("="),
        "\0" * 23,
    ],
)
def test_garbage_is_the_first_page(client: Client, event: Event, text: str) -> None:
    (snap,) = add_snaps(event, 1)
    for address in (event.get_absolute_url(), reverse("gallery:cards", args=[event.slug])):
        response = client.get(address, {"before": text})
        assert response.status_code == 200
        assert card_ids(response) == [str(snap.public_id)]


@pytest.mark.parametrize("count", [60, 600])
def test_queries_are_the_same_for_any_size_and_depth(
    client: Client, event: Event, count: int, django_assert_num_queries: Any
) -> None:
    add_snaps(event, count)
    cards = reverse("gallery:cards", args=[event.slug])
    with django_assert_num_queries(5):  # event, places of snaps and strips, snaps, count
        first = client.get(event.get_absolute_url())
    deep, _ = newest_photos(event, "all", size=count - 5)
    with django_assert_num_queries(4):  # the count is known
        client.get(event.get_absolute_url(), {"before": str(Cursor.of(deep[-1]))})
    with django_assert_num_queries(4):
        client.get(cards, {"before": first.context["cursor"]})
    with django_assert_num_queries(3):
        client.get(cards, {"after": MOMENT.isoformat()})


# --- What is still there ---------------------------------------------------------------------


def listed(response: Any) -> tuple[str, list[str]]:
    found = re.search(r'data-from="([^"]*)" data-present="([^"]*)"', response.content.decode())
    assert found
    return found[1], found[2].split()


def test_a_page_without_a_feed_learns_what_has_gone(client: Client, event: Event) -> None:
    gone, *others = [make_published_snap(event) for _ in range(3)]
    cards = reverse("gallery:cards", args=[event.slug])
    assert gone.published_at
    since = gone.published_at.isoformat()
    assert str(gone.public_id) in listed(client.get(cards, {"since": since}))[1]
    hide(gone)
    start, ids = listed(client.get(cards, {"since": since}))
    assert datetime.fromisoformat(start) == datetime.fromisoformat(since)
    assert ids == [str(snap.public_id) for snap in reversed(others)]


@pytest.mark.parametrize("since", ["", "garbage", "2026-11-21T20:15:30"])
def test_nothing_is_said_of_what_is_there_unless_asked(
    client: Client, event: Event, since: str
) -> None:
    response = client.get(reverse("gallery:cards", args=[event.slug]), {"since": since})
    assert b"data-present" not in response.content


def test_the_list_of_what_is_there_has_an_end(event: Event) -> None:
    seconds = [MOMENT + timedelta(seconds=number) for number in range(6)]
    snaps = [add_snaps(event, 1, time)[0] for time in seconds]
    since, ids = present_since(event, "all", MOMENT, limit=4)
    assert ids == [snap.public_id for snap in snaps[:1:-1]]
    assert seconds[1] < since < seconds[2]
    assert present_since(event, "strips", MOMENT).ids == []


def test_a_list_that_ends_among_ties_leaves_them_open(event: Event) -> None:
    add_snaps(event, 6)
    since, ids = present_since(event, "all", MOMENT - timedelta(seconds=1), limit=4)
    assert ids == []
    assert since > MOMENT


# --- The count ---------------------------------------------------------------------------


def test_the_count_is_exact_at_once(client: Client, event: Event) -> None:
    cards = reverse("gallery:cards", args=[event.slug])

    def count() -> str:
        return str(client.get(cards)["X-Photo-Count"])

    assert count() == "0"
    with_feed = [make_published_snap(event) for _ in range(2)]
    cache.clear()  # tests run in a transaction: their news never reach the feed
    assert count() == "2"
    hide(with_feed[0])
    cache.clear()
    assert count() == "1"


@pytest.mark.django_db(transaction=True)
def test_news_in_the_feed_make_it_count_again(client: Client, event: Event) -> None:
    cards = reverse("gallery:cards", args=[event.slug])
    first = make_published_snap(event)
    assert client.get(cards)["X-Photo-Count"] == "1"
    make_published_snap(event)
    assert client.get(cards)["X-Photo-Count"] == "2"
    hide(first)
    assert client.get(cards)["X-Photo-Count"] == "1"


def test_a_count_serves_until_there_is_news(event: Event, django_assert_num_queries: Any) -> None:
    add_snaps(event, 3)
    assert photo_count(event, "1-0") == 3
    add_snaps(event, 1)
    with django_assert_num_queries(0):
        assert photo_count(event, "1-0") == 3
    assert photo_count(event, "2-0") == 4


def test_a_large_event_is_counted_once_a_minute(
    event: Event, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(listing, "LARGE_EVENT", 3)
    add_snaps(event, 3)
    assert photo_count(event, "1-0") == 3
    add_snaps(event, 1)
    with django_assert_num_queries(0):
        assert photo_count(event, "2-0") == 3
    monkeypatch.setattr(listing, "COUNT_SECONDS", -1)  # the minute is over
    key = f"photo-count:{event.pk}:counting"
    cache.set(key, True)
    with django_assert_num_queries(0):  # somebody else counts
        assert photo_count(event, "2-0") == 3
    cache.delete(key)
    assert photo_count(event, "2-0") == 4


def test_the_count_needs_no_redis(event: Event, settings: Any) -> None:
    add_snaps(event, 2)
    nowhere = {"BACKEND": settings.CACHES["default"]["BACKEND"], "LOCATION": "unix:///nowhere"}
    settings.CACHES = {"default": nowhere}
    assert photo_count(event, "1-0") == 2
