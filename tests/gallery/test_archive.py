"""The ZIP: names that sort, rights held to the last photo, broken pictures left out, any size."""

import asyncio
import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.db import connections
from django.middleware.csrf import get_token
from django.test import AsyncClient, RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gallery.models import Event, Snap, Strip
from gallery.services import archive
from gallery.services.archive import places_of, places_of_chosen, zip_pieces
from gallery.services.publishing import hide
from gallery.zipstream import ZipStream
from tests.factories import make_event, make_published_snap, make_snap, make_staff, make_strip
from tests.gallery.pictures import private_jpeg
from tests.gallery.test_streaming import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60


def address(event: Event, query: str = "") -> str:
    return reverse("gallery:photos-zip", args=[event.slug]) + query


def fetch(to: str, ids: list[str] | None = None, *, user: Any = None) -> Any:
    """Return a response with all of its `body`."""

    async def ask() -> Any:
        client = AsyncClient()
        if user:
            await client.aforce_login(user)
        response: Any = await (client.get(to) if ids is None else client.post(to, {"ids": ids}))
        if response.streaming:
            response.body = b"".join([part async for part in response])
        await sync_to_async(connections.close_all)()
        return response

    return asyncio.run(ask())


def opened(body: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    return archive


def names(body: bytes) -> list[str]:
    return opened(body).namelist()


def by_hand(event: Event, kind: str = "all") -> bytes:
    return b"".join(zip_pieces(places_of(event, kind)))


# --- What is in it --------------------------------------------------------------------------


def test_all_that_guests_see_oldest_first(event: Event, settings: Any) -> None:
    settings.TIME_ZONE = "Africa/Nairobi"
    times = [datetime(2026, 11, 23, 15, 4, second, tzinfo=UTC) for second in (5, 5, 9)]
    snaps = [make_published_snap(event) for _ in times]
    for snap, time in zip(snaps, times, strict=True):
        Snap.objects.filter(pk=snap.pk).update(taken_at=time)
    make_strip(event, snaps[:1])
    Strip.objects.update(created_at=datetime(2026, 11, 23, 15, 5, 0, tzinfo=UTC))
    make_snap(event)
    hide(make_published_snap(event))
    make_published_snap(make_event())
    response = fetch(address(event))
    assert response["Content-Type"] == "application/zip"
    assert f'filename="{event.slug}-photos.zip"' in response["Content-Disposition"]
    assert names(response.body) == [
        "2026-11-23 18.04.05 photo 0001.jpg",
        "2026-11-23 18.04.05 photo 0002.jpg",
        "2026-11-23 18.04.09 photo 0003.jpg",
        "2026-11-23 18.05.00 strip 0004.jpg",
    ]
    for entry in opened(response.body).infolist():
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.flag_bits & 0x08 == 0  # sizes are in the headers: phones read it as it comes
        assert entry.date_time[:4] == (2026, 11, 23, 18)
        Image.open(opened(response.body).open(entry)).verify()


@pytest.mark.parametrize(("kind", "count"), [("strips", 1), ("photos", 2), ("nonsense", 3)])
def test_kinds(event: Event, kind: str, count: int) -> None:
    snap = make_published_snap(event)
    make_published_snap(event)
    make_strip(event, [snap])
    assert len(names(fetch(address(event, f"?kind={kind}")).body)) == count


def test_those_chosen_and_no_others(event: Event) -> None:
    snaps = [make_published_snap(event) for _ in range(3)]
    strip = make_strip(event, snaps[:1])
    hidden, elsewhere = make_published_snap(event), make_published_snap(make_event())
    hide(hidden)
    ids = [
        f"strip:{strip.public_id}",
        f"snap:{snaps[1].public_id}",
        f"snap:{snaps[1].public_id}",
        f"snap:{hidden.public_id}",
        f"snap:{elsewhere.public_id}",
        f"strip:{snaps[0].public_id}",
        "snap:garbage",
        "",
    ]
    found = names(fetch(address(event), ids).body)
    assert [re.sub(r".* (\w+ \d+).jpg", r"\1", name) for name in found] == [
        "photo 0001",
        "strip 0002",
    ]


def test_photos_carry_no_secrets(event: Event) -> None:
    make_published_snap(event, private_jpeg())
    assert b"secret" not in fetch(address(event)).body


def test_a_photo_from_before_zip_files_still_fits(event: Event) -> None:
    make_published_snap(event)
    Snap.objects.update(taken_at=datetime(1970, 1, 1, tzinfo=UTC))
    assert names(by_hand(event)) == ["1970-01-01 00.00.00 photo 0001.jpg"]


def test_nothing_to_be_had_is_no_archive(event: Event) -> None:
    make_snap(event)
    assert fetch(address(event)).status_code == 404
    assert fetch(address(event), []).status_code == 404


def test_the_estimate_is_of_the_right_size(event: Event) -> None:
    snaps = [make_published_snap(event) for _ in range(3)]
    everything = fetch(address(event))
    one = fetch(address(event), [f"snap:{snaps[0].public_id}"])
    assert int(everything["X-Zip-Size-Estimate"]) == 3 * int(one["X-Zip-Size-Estimate"])
    assert int(one["X-Zip-Size-Estimate"]) > len(one.body) / 10


# --- Rights --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "is_staff", "expected"),
    [
        ({}, False, 200),
        ({"gallery_privacy": "staff"}, False, 404),
        ({"gallery_privacy": "staff"}, True, 200),
        ({"expires_at": timezone.now()}, False, 404),
    ],
)
def test_who_may_have_it(fields: dict[str, Any], is_staff: bool, expected: int) -> None:
    event = make_event(**fields)
    make_published_snap(event)
    user = make_staff(event) if is_staff else None
    assert fetch(address(event), user=user).status_code == expected


def test_staff_get_what_guests_get(event: Event) -> None:
    make_published_snap(event)
    hide(make_published_snap(event))
    assert len(names(fetch(address(event), user=make_staff(event)).body)) == 1


def test_a_photo_hidden_meanwhile_is_left_out(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "PIECE", 1)
    snaps = [make_published_snap(event) for _ in range(3)]
    pieces = zip_pieces(iter(places_of_chosen(event, [("snap", s.public_id) for s in snaps])))
    body = next(pieces)
    hide(snaps[1])
    body += b"".join(pieces)
    assert [name[-8:-4] for name in names(body)] == ["0001", "0003"]


def test_an_event_that_closes_meanwhile_gives_no_more(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "PIECE", 1)
    for _ in range(3):
        make_published_snap(event)
    pieces = zip_pieces(places_of(event, "all"), lambda event: event.gallery_privacy == "link")
    body = next(pieces)
    Event.objects.update(gallery_privacy="staff")
    assert len(names(body + b"".join(pieces))) == 1


def test_choosing_takes_a_csrf_token(event: Event) -> None:
    snap = make_published_snap(event)

    async def post(with_token: bool) -> int:
        client = AsyncClient(enforce_csrf_checks=True)
        data = {"ids": [f"snap:{snap.public_id}"]}
        if with_token:
            request = RequestFactory().get("/")
            token = get_token(request)
            client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
            data["csrfmiddlewaretoken"] = [token]
        response = await client.post(address(event), data)
        await sync_to_async(connections.close_all)()
        return int(response.status_code)

    assert asyncio.run(post(False)) == 403
    assert asyncio.run(post(True)) == 200


# --- Broken pictures ---------------------------------------------------------------------------


def test_broken_and_lost_pictures_are_left_out_and_named(event: Event) -> None:
    lost, broken, _ = [make_published_snap(event) for _ in range(3)]
    default_storage.delete(str(lost.original.name))
    with default_storage.open(str(broken.original.name), "wb") as file:
        file.write(b"\xff\xd8 no photo")
    body = by_hand(event)
    found = names(body)
    assert [name[-8:-4] for name in found[:-1]] == ["0003"]
    assert found[-1] == "missing.txt"
    text = opened(body).read("missing.txt").decode()
    assert re.findall(r"photo (\d+)\.jpg$", text, re.MULTILINE) == ["0001", "0002"]


# --- Size ----------------------------------------------------------------------------------------


def test_more_files_than_a_plain_zip_can_hold() -> None:
    """Zip64: more than 65,535 files."""
    stream, time = ZipStream(), timezone.now()
    pieces = [stream.add(f"{number:05}.jpg", b"", time) for number in range(66_000)]
    body = b"".join([*pieces, stream.close()])
    assert b"PK\x06\x06" in body
    assert len(zipfile.ZipFile(io.BytesIO(body)).namelist()) == 66_000


def test_an_archive_of_more_than_4_gb_is_a_zip64() -> None:
    stream, time = ZipStream(), timezone.now()
    big = bytes(64 * 1024 * 1024)
    size = sum(len(stream.add(f"{number:05}.jpg", big, time)) for number in range(65))
    end = stream.close()
    assert size > 2**32
    assert b"PK\x06\x06" in end


def test_what_is_taken_is_forgotten() -> None:
    stream = ZipStream()
    for number in range(50):
        piece = stream.add(f"{number}.jpg", bytes(100_000), timezone.now())
        assert 100_000 < len(piece) < 101_000
    assert stream._outlet._buffer.tell() == 0


# --- Downloads that end early ---------------------------------------------------------------------


def test_a_download_stops_when_its_client_has_gone(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "PIECE", 1)
    for _ in range(5):
        make_published_snap(event)
    read: list[str] = []
    real = archive._content

    def noting(photo: Snap | Strip) -> bytes:
        read.append(str(photo.public_id))
        return real(photo)

    monkeypatch.setattr(archive, "_content", noting)

    async def visit() -> None:
        visitor = Visitor(address(event))
        visitor.sent = asyncio.Queue(maxsize=1)  # it takes in one message, and no more
        assert (await visitor.next())["status"] == 200
        assert (await visitor.next())["body"].startswith(b"PK")
        await visitor.leave()

    asyncio.run(visit())
    assert len(read) < 5
