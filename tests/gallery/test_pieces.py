"""Drawn cards are kept; what has changed, come or gone is seen at once all the same."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gallery import live, pieces
from gallery.listing import newest_places
from gallery.models import Event, Snap, Strip
from gallery.services.publishing import hide, unhide
from tests.factories import make_published_snap, make_strip
from tests.gallery.test_keyset import card_ids

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    settings.GALLERY_PIECE_SECONDS = 60


def addresses(event: Event) -> list[str]:
    return [event.get_absolute_url(), reverse("gallery:cards", args=[event.slug])]


def test_a_card_is_drawn_once(
    client: Client,
    event: Event,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    snap = make_published_snap(event)
    first = [client.get(address).content for address in addresses(event)]
    assert str(snap.public_id).encode() in first[0]
    monkeypatch.setattr(pieces, "_draw", lambda *_: pytest.fail("drawn again"))
    with django_assert_num_queries(6):  # of each the event, places of snaps and strips
        again = [client.get(address) for address in addresses(event)]
    assert [card_ids(response) for response in again] == [[str(snap.public_id)]] * 2
    assert again[1].content == first[1]


def test_what_comes_and_goes_is_seen_at_once(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    for address in addresses(event):
        assert len(card_ids(client.get(address))) == 1
    make_published_snap(event)
    for address in addresses(event):
        assert len(card_ids(client.get(address))) == 2
    hide(snap)
    for address in addresses(event):
        assert len(card_ids(client.get(address))) == 1
    unhide(snap)
    for address in addresses(event):
        assert len(card_ids(client.get(address))) == 2


def test_what_is_hidden_is_gone_also_when_redis_missed_the_news(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    snap = make_published_snap(event)
    for address in addresses(event):
        assert len(card_ids(client.get(address))) == 1
    monkeypatch.setattr(live, "_append", lambda *_: None)
    hide(snap)
    for address in addresses(event):
        assert card_ids(client.get(address)) == []


def test_one_new_photo_is_few_new_cards(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        make_published_snap(event)
    client.get(event.get_absolute_url())
    drawn: list[Snap | Strip] = []
    draw = pieces._draw

    def counted(photo: Snap | Strip, look: pieces.Look) -> str:
        drawn.append(photo)
        return draw(photo, look)

    monkeypatch.setattr(pieces, "_draw", counted)
    newest = make_published_snap(event)
    assert len(card_ids(client.get(event.get_absolute_url()))) == 13
    # And the one that is no longer among the first ones.
    assert drawn[0] == newest
    assert len(drawn) == 2


def test_a_card_is_drawn_anew_when_its_photo_gets_other_copies(
    client: Client, event: Event
) -> None:
    snap = make_published_snap(event)
    for address in addresses(event):
        assert b"w320.webp 320w" in client.get(address).content
    Snap.objects.filter(pk=snap.pk).update(rendition_widths=[])
    for address in addresses(event):
        assert b"w320.webp 320w" not in client.get(address).content
        assert card_ids(client.get(address)) == [str(snap.public_id)]


def test_a_photo_hidden_between_two_questions_is_not_drawn(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    snaps = [make_published_snap(event) for _ in range(2)]
    find = newest_places

    def find_and_hide(*about: Any, **more: Any) -> Any:
        places = find(*about, **more)
        if not snaps[0].is_hidden:
            hide(snaps[0])
            snaps[0].refresh_from_db()
        return places

    monkeypatch.setattr(pieces, "newest_places", find_and_hide)
    for address in addresses(event):
        assert card_ids(client.get(address)) == [str(snaps[1].public_id)]


def test_pieces_are_kept_apart(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    strip = make_strip(event, [snap])
    page = event.get_absolute_url()
    for _ in range(2):
        assert len(card_ids(client.get(page))) == 2
        assert card_ids(client.get(page + "?kind=strips")) == [str(strip.public_id)]
        assert card_ids(client.get(page + "?kind=photos")) == [str(snap.public_id)]


def test_the_next_piece_is_found_also_from_a_kept_one(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.views.events.PAGE_SIZE", 2)
    snaps = [make_published_snap(event) for _ in range(3)]
    cards = addresses(event)[1]
    for _ in range(2):
        cursor = client.get(cards)["X-Next-Cursor"]
        last = client.get(cards, {"before": cursor})
        assert card_ids(last) == [str(snaps[0].public_id)]
        assert last["X-Next-Cursor"] == ""


def test_no_photos_are_kept_too(client: Client, event: Event) -> None:
    for _ in range(2):
        assert b"gallery" in client.get(event.get_absolute_url()).content
    assert not Snap.objects.exists()


def test_without_redis_pieces_are_drawn_each_time(
    client: Client, event: Event, settings: Any
) -> None:
    snap = make_published_snap(event)
    nowhere = {"BACKEND": settings.CACHES["default"]["BACKEND"], "LOCATION": "unix:///nowhere"}
    settings.CACHES = {"default": nowhere}
    for address in addresses(event):
        assert card_ids(client.get(address)) == [str(snap.public_id)]
