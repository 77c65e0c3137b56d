"""Pictures of people elsewhere: in any order, on strips alone, and gone with their snap."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from booth.services import take_snap
from gallery.company import cells_of
from gallery.errors import IdempotencyConflict
from gallery.images import InvalidImage
from gallery.layouts import LAYOUTS
from gallery.models import Companion, Event, Moderation, Snap, Strip, Work
from gallery.services import retention
from gallery.services.companions import NotInPicture, keep_companion
from gallery.services.pictures import render_snap, render_strip
from gallery.services.publishing import approve, settle_snap
from gallery.services.purging import purge_refused
from gallery.services.strips import compose, create_strip
from gallery.storage import photo_storage
from tests.factories import jpeg_bytes, make_event, make_strip, picture
from tests.gallery.refusals import A_DAY
from tests.gallery.test_check_storage import check

pytestmark = pytest.mark.django_db

RED, GREEN, BLUE = "#d02030", "#20a040", "#2040c0"
SLOT = LAYOUTS["classic-strip"].slots[0]


@pytest.fixture
def event() -> Event:
    return make_event(frame_count=1)


def snap_of(event: Event, key: UUID, *persons: UUID) -> Snap:
    content = jpeg_bytes(picture((1280, 720), RED))
    snap, _ = take_snap(
        event=event,
        file=io.BytesIO(content),
        size=len(content),
        idempotency_key=key,
        companions=persons,
    )
    Snap.objects.filter(pk=snap.pk).update(smile_status=Snap.Smile.SMILING)
    render_snap(pk=snap.pk)
    return settle_snap(pk=snap.pk)


def send(
    event: Event, key: UUID, person: UUID, *, full: bool = True, **options: Any
) -> tuple[Companion, bool]:
    size, color = ((720, 1280), GREEN) if full else ((320, 180), BLUE)
    content = options.get("content") or jpeg_bytes(picture(size, options.get("color", color)))
    return keep_companion(
        event=event,
        snap_key=key,
        person=person,
        file=io.BytesIO(content),
        size=len(content),
        source=Companion.Source.FULL if full else Companion.Source.STAND_IN,
    )


def colours_on(strip: Strip, count: int = 2) -> list[str]:
    """What stands in the middle of each cell of the first slot: red, green, blue or paper."""
    strip.refresh_from_db()
    with strip.image.open("rb") as file:
        print_ = Image.open(file).convert("RGB")
        print_.load()
    names = {RED: "red", GREEN: "green", BLUE: "blue"}
    seen = []
    for cell in cells_of(SLOT.width, SLOT.height, count):
        where = (SLOT.x + cell.x + cell.width // 2, SLOT.y + cell.y + cell.height // 2)
        pixel: Any = print_.getpixel(where)
        near = [
            name
            for colour, name in names.items()
            if all(abs(a - b) < 12 for a, b in zip(pixel, bytes.fromhex(colour[1:]), strict=True))
        ]
        seen.append(near[0] if near else "other")
    return seen


def follow(strip: Strip) -> None:
    """What the workers do."""
    compose(pk=strip.pk)
    render_strip(pk=strip.pk)
    strip.refresh_from_db()


def files_of(event: Event) -> list[str]:
    return [file.name for file in photo_storage().walk(f"events/{event.public_id}/companions")]


def test_a_stand_in_is_on_the_strip_until_the_full_frame_comes(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    send(event, key, person, full=False)
    strip = make_strip(event, [snap])
    assert colours_on(strip) == ["red", "blue"]
    address, first = strip.public_id, strip.revision
    _, changed = send(event, key, person)
    strip.refresh_from_db()
    assert changed
    assert (strip.status, strip.is_published) == (Work.QUEUED, True)
    follow(strip)
    assert colours_on(strip) == ["red", "green"]
    assert (strip.public_id, strip.revision, strip.is_published) == (address, first + 1, True)
    assert [name.rsplit("/", 1)[1] for name in files_of(event)] == [f"full-{person}.jpg"]


def test_a_full_frame_may_come_before_its_snap(event: Event) -> None:
    key, person = uuid4(), uuid4()
    send(event, key, person)
    snap = snap_of(event, key, person)
    assert colours_on(make_strip(event, [snap])) == ["red", "green"]
    _, changed = send(event, key, person, full=False)
    assert not changed  # the stand-in is late and of no use
    assert Companion.objects.get().source == Companion.Source.FULL


def test_nobody_is_shown_whom_the_booth_did_not_name(event: Event) -> None:
    key, stranger = uuid4(), uuid4()
    send(event, key, stranger)
    snap = snap_of(event, key)
    assert colours_on(make_strip(event, [snap]), 1) == ["red"]
    with pytest.raises(NotInPicture):
        send(event, key, uuid4())
    assert len(files_of(event)) == 1


def test_seats_follow_the_booths_order_and_end_at_three(event: Event) -> None:
    key, persons = uuid4(), [uuid4() for _ in range(5)]
    snap = snap_of(event, key, persons[1], persons[0], persons[1], persons[2], persons[3])
    seats = dict(Companion.objects.values_list("person", "seat"))
    assert seats == {persons[1]: 1, persons[0]: 2, persons[2]: 3}
    send(event, key, persons[0], color=BLUE)
    send(event, key, persons[1], color=GREEN)
    assert colours_on(make_strip(event, [snap]), 3) == ["red", "green", "blue"]


def test_a_repeat_changes_nothing_and_other_bytes_are_refused(event: Event) -> None:
    key, person = uuid4(), uuid4()
    strip = make_strip(event, [snap_of(event, key, person)])
    send(event, key, person)
    follow(strip)
    _, changed = send(event, key, person)
    strip.refresh_from_db()
    assert (changed, strip.status, len(files_of(event))) == (False, Work.READY, 1)
    with pytest.raises(IdempotencyConflict):
        send(event, key, person, color=BLUE)
    assert len(files_of(event)) == 1


def test_no_junk_is_kept(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap_of(event, key, person)
    for content in (b"", b"not a photo", jpeg_bytes()[:-200]):
        with pytest.raises(InvalidImage):
            send(event, key, person, content=content or b" ")
    assert files_of(event) == []


def test_a_turned_phone_stands_upright(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    lying = Image.new("RGB", (1280, 720), BLUE)
    lying.paste(GREEN, (0, 0, 640, 720))  # its left half is the top, once it is turned
    exif = Image.Exif()
    exif[0x0112] = 6
    send(event, key, person, content=jpeg_bytes(lying, exif=exif))
    strip = make_strip(event, [snap])
    cell = cells_of(SLOT.width, SLOT.height, 2)[1]
    with strip.image.open("rb") as file:
        print_ = Image.open(file).convert("RGB")
        x = SLOT.x + cell.x + cell.width // 2
        upper, lower = (print_.getpixel((x, SLOT.y + y)) for y in (20, cell.height - 20))
    assert upper[1] > 120 > upper[2]  # type: ignore[index]
    assert lower[2] > 120 > lower[1]  # type: ignore[index]


def test_it_is_no_photo_of_the_gallery(event: Event, client: Client) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    send(event, key, person)
    assert Snap.objects.filter(event=event).count() == 1
    page = client.get(f"/e/{event.slug}/").content.decode()
    assert str(person) not in page
    base = f"/e/{event.slug}/snaps/{snap.public_id}/"
    assert client.get(f"{base}full-{person}.jpg").status_code == 404
    assert client.get(f"/e/{event.slug}/snaps/{person}/photo.jpg").status_code == 404


def test_where_photos_are_moderated_a_new_picture_asks_again(client: Client) -> None:
    event = make_event(is_moderated=True)
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    approve(snap)
    send(event, key, person, full=False)
    strip = make_strip(event, [snap])
    approve(strip)
    assert strip.is_published
    send(event, key, person)
    strip.refresh_from_db()
    assert (strip.moderation, strip.is_published) == (Moderation.WAITING, False)
    follow(strip)
    assert Strip.objects.published().count() == 0
    approve(strip)
    assert Strip.objects.published().count() == 1
    assert colours_on(strip) == ["red", "green"]


def test_a_refused_snap_takes_its_companions_along(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    send(event, key, person)
    Snap.objects.filter(pk=snap.pk).update(
        is_refused=True, published_at=None, smile_claimed_at=timezone.now() - 2 * A_DAY
    )
    assert purge_refused(limit=10) == 1
    assert files_of(event) == []
    assert not Companion.objects.exists()
    with pytest.raises(NotInPicture):
        send(event, key, person)
    assert files_of(event) == []


def test_an_event_s_end_takes_all_of_them(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap_of(event, key, person)
    send(event, key, person)
    send(event, uuid4(), uuid4())  # its snap never came
    long_ago = timezone.now() - timedelta(days=400)
    Event.objects.filter(pk=event.pk).update(expires_at=long_ago)
    assert retention.purge_due(seconds=30)
    assert not Companion.objects.exists()
    assert files_of(event) == []


def test_a_lost_file_costs_nobody_else_their_strip(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    row, _ = send(event, key, person)
    default_storage.delete(str(row.picture.name))
    assert colours_on(make_strip(event, [snap]), 1) == ["red"]


def test_check_storage_says_what_is_lost_and_takes_it_again(event: Event) -> None:
    key, person = uuid4(), uuid4()
    strip = make_strip(event, [snap_of(event, key, person)])
    row, _ = send(event, key, person)
    follow(strip)
    said, content = check(f"--event={event.slug}")
    assert content, said
    default_storage.delete(str(row.picture.name))
    said, content = check("--fix", f"--event={event.slug}")
    assert "somebody elsewhere is lost" in said
    assert content
    _, changed = send(event, key, person)
    assert changed
    follow(strip)
    assert colours_on(strip) == ["red", "green"]


def test_check_storage_gives_a_file_its_row_again(event: Event) -> None:
    key, person = uuid4(), uuid4()
    strip = make_strip(event, [snap_of(event, key, person)])
    send(event, key, person)
    Companion.objects.update(picture="", source="none")
    said, _ = check("--fix", f"--event={event.slug}")
    assert "it can be put back" in said
    follow(strip)
    assert colours_on(strip) == ["red", "green"]
    spare = default_storage.save(
        f"events/{event.public_id}/companions/{key}/stand-in-{person}.jpg",
        io.BytesIO(jpeg_bytes()),
    )
    check("--fix", f"--event={event.slug}")
    assert spare not in files_of(event)
    assert len(files_of(event)) == 1


def test_the_database_holds_the_rules(event: Event) -> None:
    wrong: list[dict[str, Any]] = [{"seat": 4}, {"seat": 0}, {"source": "full"}, {"picture": "x"}]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Companion.objects.create(event=event, snap_key=uuid4(), person=uuid4(), **fields)
    key = uuid4()
    Companion.objects.create(event=event, snap_key=key, person=uuid4(), seat=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Companion.objects.create(event=event, snap_key=key, person=uuid4(), seat=1)


def test_two_strips_of_one_snap_both_follow(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    strips = [make_strip(event, [snap]), make_strip(event, [snap, snap])]
    send(event, key, person)
    for strip in strips:
        follow(strip)
        assert colours_on(strip) == ["red", "green"]


def test_a_strip_ordered_before_anybody_s_picture_is_there(event: Event) -> None:
    key, person = uuid4(), uuid4()
    snap = snap_of(event, key, person)
    strip, _ = create_strip(
        event=event, snap_keys=[snap.idempotency_key], layout="card", strip_filter="grey"
    )
    compose(pk=strip.pk)
    strip.refresh_from_db()
    assert strip.status == Work.READY
