"""Strips, links and what guests see."""

import json
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from gallery import live
from gallery.errors import IdempotencyConflict, UnknownPhoto
from gallery.models import Event, Snap, Strip, Work
from gallery.services import publishing
from gallery.services.pictures import open_picture, render_snap, render_strip
from gallery.services.sharing import create_share
from gallery.services.strips import compose, create_strip, restyle_strip
from tests.factories import (
    an_hour_ago,
    jpeg_bytes,
    make_event,
    make_published_snap,
    make_snap,
    make_strip,
    picture,
)

pytestmark = pytest.mark.django_db


def seen(photo: Snap | Strip) -> bool:
    """Whether guests see it, by its row."""
    return type(photo).objects.published().filter(pk=photo.pk).exists()


def test_a_strip_is_composed_in_print_size(event: Event) -> None:
    strip = make_strip(event)
    assert seen(strip)
    with strip.image.open("rb") as file, Image.open(file) as image:
        assert image.size == (600, 1800) == (strip.width, strip.height)
        assert image.info["dpi"] == (300, 300)


def test_frames_keep_their_order(event: Event) -> None:
    snaps = [make_published_snap(event) for _ in range(4)]
    strip = make_strip(event, list(reversed(snaps)))
    assert strip.frames() == list(reversed(snaps))


def test_a_repeated_order_is_the_same_strip(event: Event) -> None:
    snap, key = make_snap(event), uuid4()
    order: dict[str, Any] = {
        "event": event,
        "snap_keys": [snap.idempotency_key],
        "layout": "card",
        "strip_filter": "sepia",
        "idempotency_key": key,
    }
    first, is_new = create_strip(**order)
    again, is_new_again = create_strip(**order)
    assert (first, is_new, is_new_again) == (again, True, False)
    with pytest.raises(IdempotencyConflict):
        create_strip(**{**order, "snap_keys": [make_snap(event).idempotency_key]})


def test_a_strip_waits_for_its_snaps(event: Event) -> None:
    with pytest.raises(UnknownPhoto):
        create_strip(
            event=event, snap_keys=[uuid4()], layout="classic-strip", strip_filter="natural"
        )
    assert not Strip.objects.exists()


def test_another_events_snap_is_not_put_on_a_strip(event: Event) -> None:
    foreign = make_snap(make_event())
    with pytest.raises(UnknownPhoto):
        create_strip(
            event=event,
            snap_keys=[foreign.idempotency_key],
            layout="classic-strip",
            strip_filter="natural",
        )


def test_a_new_look_replaces_the_picture(event: Event) -> None:
    strip = make_strip(event)
    old = [str(strip.image), strip.rendition_path("w640.webp")]
    assert all(default_storage.exists(name) for name in old)
    restyle_strip(strip=strip, layout="card", strip_filter="grey")
    compose(pk=strip.pk)
    strip.refresh_from_db()
    assert (strip.revision, strip.status, strip.width) == (2, Work.READY, 1800)
    with strip.image.open("rb") as file, Image.open(file) as image:
        red, green, blue = image.convert("RGB").getpixel((450, 300))  # type: ignore[misc]
    assert max(abs(red - green), abs(green - blue)) <= 2
    assert not any(default_storage.exists(name) for name in old)


def test_the_same_look_again_makes_no_work(event: Event) -> None:
    strip = make_strip(event)
    restyle_strip(strip=strip, layout=None, strip_filter="natural")
    strip.refresh_from_db()
    assert (strip.revision, strip.status) == (1, Work.READY)


def test_a_look_changed_while_composing_wins(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    strip = make_strip(event)
    restyle_strip(strip=strip, layout=None, strip_filter="sepia")
    from gallery.services import strips

    draw = strips._draw

    def draw_while_the_guest_changes_their_mind(each: Strip) -> Image.Image:
        drawn = draw(each)
        restyle_strip(strip=each, layout=None, strip_filter="grey")
        return drawn

    monkeypatch.setattr(strips, "_draw", draw_while_the_guest_changes_their_mind)
    compose(pk=strip.pk)
    strip.refresh_from_db()
    assert (strip.filter, strip.status, strip.revision) == ("grey", Work.QUEUED, 3)
    monkeypatch.setattr(strips, "_draw", draw)
    compose(pk=strip.pk)
    strip.refresh_from_db()
    assert strip.status == Work.READY
    assert str(strip.image).endswith("r3.jpg")


def test_composing_is_claimed_once(event: Event) -> None:
    strip = make_strip(event)
    assert not Strip.objects.claim(strip.pk)
    Strip.objects.filter(pk=strip.pk).update(status=Work.WORKING, claimed_at=timezone.now())
    assert not Strip.objects.claim(strip.pk)
    Strip.objects.filter(pk=strip.pk).update(claimed_at=an_hour_ago())
    assert strip in Strip.objects.needing_composition()
    assert Strip.objects.claim(strip.pk)


def test_a_strip_that_kills_workers_is_given_up(event: Event) -> None:
    strip = make_strip(event)
    Strip.objects.filter(pk=strip.pk).update(status=Work.QUEUED, attempts=5)
    compose(pk=strip.pk)
    strip.refresh_from_db()
    assert strip.status == Work.FAILED
    assert "Given up" in strip.failure


def test_hiding_a_snap_takes_its_strips_too(event: Event) -> None:
    strip = make_strip(event)
    snap = strip.frames()[0]
    publishing.hide(snap)
    strip.refresh_from_db()
    assert not seen(snap)
    assert not seen(strip)
    publishing.unhide(snap)
    strip.refresh_from_db()
    assert seen(snap)
    assert seen(strip)


def test_a_refused_snap_keeps_its_strip_from_guests(event: Event) -> None:
    snaps = [make_published_snap(event) for _ in range(3)]
    refused = make_snap(event, smile_status="not_smiling", is_refused=True)
    strip = make_strip(event, [*snaps, refused])
    assert not seen(strip)
    render_snap(pk=refused.pk)
    publishing.approve(refused)
    strip.refresh_from_db()
    assert seen(strip)


def test_moderated_photos_wait(db: None) -> None:
    event = make_event(is_moderated=True, smile_policy="off")
    snap = make_snap(event)
    render_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert not seen(snap)
    publishing.approve(snap)
    assert seen(snap)
    publishing.reject(snap)
    assert not seen(snap)


def test_the_database_refuses_to_publish_a_hidden_snap(event: Event) -> None:
    snap = make_published_snap(event)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snap.objects.filter(pk=snap.pk).update(hidden_at=timezone.now())


def test_a_link_has_128_bits_and_an_end(event: Event) -> None:
    share, _ = create_share(event=event, photo=make_published_snap(event))
    assert len(share.token) >= 22
    assert 29 <= (share.expires_at - timezone.now()).days <= 30
    assert share.is_alive()


def test_a_token_made_by_the_booth_belongs_to_one_photo(event: Event) -> None:
    snap, token = make_snap(event), "A" * 22
    first, is_new = create_share(event=event, photo=snap, token=token)
    again, is_new_again = create_share(event=event, photo=snap, token=token)
    assert (first, is_new, is_new_again) == (again, True, False)
    with pytest.raises(IdempotencyConflict):
        create_share(event=event, photo=make_snap(event), token=token)
    with pytest.raises(IdempotencyConflict):
        create_share(event=event, photo=snap, token=token, share_filter="grey")


def test_filtered_photos_are_made_once_and_carry_no_metadata(event: Event) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (5.0, 33.0, 0.0)}
    exif[0x0112] = 6
    snap = make_published_snap(event, jpeg_bytes(picture((640, 480)), exif=exif))
    assert (snap.width, snap.height) == (480, 640)
    for _ in range(2):
        with open_picture(snap, "photo.jpg", "sepia") as file, Image.open(file) as image:
            assert image.size == (480, 640)
            assert not image.getexif()
            assert "exif" not in image.info
    folder = f"events/{event.public_id}/snaps/{snap.public_id}"
    assert [name for name in default_storage.listdir(folder)[1] if "sepia" in name] == [
        "photo-sepia.jpg"
    ]


@pytest.fixture
def public_feed(event: Event, redis_client: "redis.Redis") -> Any:
    def read() -> list[tuple[str, dict[str, Any]]]:
        entries: Any = redis_client.xrange(live.stream_name(event, "public"))
        return [(fields[b"kind"].decode(), json.loads(fields[b"data"])) for _, fields in entries]

    return read


@pytest.mark.django_db(transaction=True)
def test_open_pages_hear_of_photos_that_come_and_go(event: Event, public_feed: Any) -> None:
    snap = make_published_snap(event)
    publishing.hide(snap)
    about = {"kind": "snap", "id": str(snap.public_id)}
    assert public_feed() == [("item", about), ("removed", about)]


def test_an_unpublished_snap_is_not_announced_to_guests(event: Event, public_feed: Any) -> None:
    make_snap(event, smile_status="not_smiling", is_refused=True)
    assert public_feed() == []


@pytest.mark.django_db(transaction=True)
def test_open_pages_get_a_strips_new_look(event: Event, public_feed: Any) -> None:
    strip = make_strip(event, [make_published_snap(event)])
    restyle_strip(strip=strip, layout=None, strip_filter="grey")
    compose(pk=strip.pk)
    assert not seen(strip)
    render_strip(pk=strip.pk)
    assert seen(strip)
    about = {"kind": "strip", "id": str(strip.public_id)}
    assert [each for each in public_feed() if each[1] == about] == [
        ("item", about),
        ("removed", about),
        ("item", about),
    ]
