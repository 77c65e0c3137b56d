"""Uploading snaps: what is taken, what is refused, and that nothing is lost or left behind."""

import struct
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from rest_framework.test import APIClient

from booth.models import BoothSession, Capture
from gallery.models import Event, Snap
from tests.factories import jpeg_bytes, make_event, make_staff, picture

pytestmark = pytest.mark.django_db

Upload = Callable[..., Any]


@pytest.fixture
def client(staff: User) -> APIClient:
    client = APIClient(enforce_csrf_checks=False)
    client.force_authenticate(staff)
    return client


@pytest.fixture
def upload(client: APIClient, event: Event) -> Upload:
    def post(content: bytes, name: str = "snap.jpg", **fields: Any) -> Any:
        fields.setdefault("idempotency_key", str(uuid4()))
        image = SimpleUploadedFile(name, content)
        return client.post(
            f"/api/v1/events/{event.slug}/snaps/", {"image": image, **fields}, format="multipart"
        )

    return post


def stored_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_takes_a_photo(upload: Upload, event: Event) -> None:
    content = jpeg_bytes(picture((1280, 720)))
    response = upload(content, taken_at="2026-11-21T20:15:00Z")
    assert response.status_code == 201
    snap = Snap.objects.get(event=event)
    assert response.json()["id"] == str(snap.public_id)
    assert (snap.width, snap.height) == (1280, 720)
    assert snap.taken_at.isoformat() == "2026-11-21T20:15:00+00:00"
    with snap.original.open("rb") as file:
        assert file.read() == content


def test_repeat_answers_200_with_the_first_result(upload: Upload) -> None:
    key, content = str(uuid4()), jpeg_bytes()
    first = upload(content, idempotency_key=key)
    again = upload(content, idempotency_key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Snap.objects.count() == 1


def test_same_key_with_other_bytes_answers_409(upload: Upload) -> None:
    key = str(uuid4())
    before = upload(jpeg_bytes(), idempotency_key=key).json()
    files = stored_files()
    response = upload(jpeg_bytes(), idempotency_key=key)
    assert response.status_code == 409
    assert response.json()["code"] == "idempotency_conflict"
    assert str(Snap.objects.get().public_id) == before["id"]
    assert stored_files() == files


def test_same_key_at_another_event_is_another_photo(client: APIClient, staff: User) -> None:
    key, content = str(uuid4()), jpeg_bytes()
    for event in (make_event(), make_event()):
        event.memberships.create(user=staff)
        image = SimpleUploadedFile("snap.jpg", content)
        response = client.post(
            f"/api/v1/events/{event.slug}/snaps/",
            {"image": image, "idempotency_key": key},
            format="multipart",
        )
        assert response.status_code == 201
    assert Snap.objects.count() == 2


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    body = zlib.compress(b"\x00" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


BAD_FILES = {
    "empty": (b"", 400),
    "text named .jpg": (b"I am no photo, whatever my name says.", 400),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 415),
    "truncated jpeg": (jpeg_bytes(picture((800, 600)))[:-2000], 400),
    "bomb": (png_that_claims(60_000, 60_000), 413),
    "gif": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", 415),
    "too many bytes": (jpeg_bytes() + b"\x00" * (25 * 1024 * 1024), 413),
}


@pytest.mark.parametrize("kind", list(BAD_FILES))
def test_refuses_what_is_no_photo_and_leaves_nothing_behind(upload: Upload, kind: str) -> None:
    content, status = BAD_FILES[kind]
    files = stored_files()
    response = upload(content)
    assert response.status_code == status, response.json()
    sentence = response.json()["detail"]
    assert sentence.endswith(".")
    assert "Error" not in sentence
    assert not Snap.objects.exists()
    assert stored_files() == files


@pytest.mark.parametrize("key", ["", "not-a-uuid"])
def test_asks_for_an_idempotency_key(upload: Upload, key: str) -> None:
    response = upload(jpeg_bytes(), idempotency_key=key)
    assert response.status_code == 400
    assert "idempotency_key" in response.json()["detail"]


def test_full_disk_answers_507_and_leaves_nothing(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*args: object) -> None:
        raise OSError(28, "No space left on device")

    files = stored_files()
    monkeypatch.setattr("os.fsync", no_space)
    response = upload(jpeg_bytes())
    assert response.status_code == 507
    assert "disk is full" in response.json()["detail"]
    assert not Snap.objects.exists()
    assert stored_files() == files


def test_strangers_and_other_staff_may_not_upload(event: Event) -> None:
    url = f"/api/v1/events/{event.slug}/snaps/"
    stranger = APIClient()
    assert stranger.post(url, {}, format="multipart").status_code == 403
    stranger.force_authenticate(make_staff(make_event()))
    assert stranger.post(url, {}, format="multipart").status_code == 404


def test_notes_which_run_of_the_booth_took_it(upload: Upload, event: Event) -> None:
    run = str(uuid4())
    for _ in range(2):
        assert upload(jpeg_bytes(), booth_session=run).status_code == 201
    session = BoothSession.objects.get(event=event)
    assert str(session.public_id) == run
    assert Capture.objects.filter(booth_session=session).count() == 2


def test_a_run_of_another_event_does_not_cost_the_photo(upload: Upload) -> None:
    foreign = BoothSession.objects.create(event=make_event())
    assert upload(jpeg_bytes(), booth_session=str(foreign.public_id)).status_code == 201
    assert not Capture.objects.exists()


def test_status_by_keys_and_by_run(upload: Upload, client: APIClient, event: Event) -> None:
    run, key = str(uuid4()), str(uuid4())
    upload(jpeg_bytes(), idempotency_key=key, booth_session=run)
    upload(jpeg_bytes())
    url = f"/api/v1/events/{event.slug}/snaps/"
    by_key = client.get(url, {"keys": f"{key},nonsense"}).json()["results"]
    by_run = client.get(url, {"booth_session": run}).json()["results"]
    assert [each["idempotency_key"] for each in by_key] == [key]
    assert by_key == by_run
    assert by_key[0]["status"] == "received"
    assert by_key[0]["smile"] == {
        "status": "pending",
        "score": None,
        "face_count": None,
        "backend": "",
    }


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_photo_at_once_make_one_row_and_one_file(event: Event) -> None:
    staff = make_staff(event)
    key, content = str(uuid4()), jpeg_bytes()
    files = set(stored_files())
    statuses: list[int] = []
    start = threading.Barrier(4)

    def post() -> None:
        client = APIClient()
        client.force_authenticate(staff)
        start.wait()
        response = client.post(
            f"/api/v1/events/{event.slug}/snaps/",
            {"image": SimpleUploadedFile("snap.jpg", content), "idempotency_key": key},
            format="multipart",
        )
        statuses.append(response.status_code)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 200, 201]
    assert Snap.objects.count() == 1
    assert len(set(stored_files()) - files) == 1


def test_scores_a_small_frame(client: APIClient, event: Event) -> None:
    frame = SimpleUploadedFile("frame.jpg", jpeg_bytes(picture((480, 270), "#808080")))
    response = client.post(
        f"/api/v1/events/{event.slug}/smile-scores/", {"image": frame}, format="multipart"
    )
    assert response.status_code == 200
    assert response.json()["faces"] == []
    assert response.json()["smile"] is None
    assert not Snap.objects.exists()


def test_frames_are_limited_in_number(client: APIClient, event: Event) -> None:
    content = jpeg_bytes(picture((160, 90), "#808080"))
    statuses = []
    for _ in range(8):
        frame = SimpleUploadedFile("frame.jpg", content)
        statuses.append(
            client.post(
                f"/api/v1/events/{event.slug}/smile-scores/", {"image": frame}, format="multipart"
            ).status_code
        )
    assert 429 in statuses


def test_originals_are_never_served(upload: Upload, client: APIClient, event: Event) -> None:
    upload(jpeg_bytes())
    snap = Snap.objects.get(event=event)
    for address in (
        f"/{settings.MEDIA_URL.strip('/')}/{snap.original.name}",
        f"/e/{event.slug}/snaps/{snap.public_id}/original.jpg",
        f"/media/{snap.original.name}",
    ):
        assert client.get(address).status_code == 404
