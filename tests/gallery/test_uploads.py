"""Photos that guests add from their phones."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gallery.models import Event, Moderation, Snap
from gallery.passcodes import hash_passcode
from gallery.services import uploads
from gallery.services.pictures import render_snap
from gallery.services.publishing import approve
from tests.factories import jpeg_bytes, make_event, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(db: None) -> Event:
    return make_event(allows_guest_uploads=True)


def photo(name: str = "IMG_1.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg_bytes(), content_type="image/jpeg")


def send(client: Client, event: Event, file: Any, key: Any = None, **extra: Any) -> Any:
    """Send one photo as the page's script does."""
    return client.post(
        f"/e/{event.slug}/add/",
        {"photos": file, "idempotency_key": str(key or uuid4())},
        headers={"Accept": "application/json"},
        **extra,
    )


def send_form(client: Client, event: Event, *files: Any, key: Any = None) -> Any:
    """Send the page's form as a browser without scripts does."""
    form = {"photos": list(files), "form_key": str(key or uuid4())}
    return client.post(f"/e/{event.slug}/add/", form)


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- One photo after the other, by script --------------------------------------------------


def test_a_guests_photo_waits_for_staff(client: Client, party: Event) -> None:
    response = send(client, party, photo())
    assert response.status_code == 201
    assert response.json()["status"] == "waiting"
    snap = Snap.objects.get()
    render_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert (snap.origin, snap.moderation) == (Snap.Origin.GUEST, Moderation.WAITING)
    assert not snap.is_published
    approve(snap)
    snap.refresh_from_db()
    assert snap.is_published


def test_no_smile_is_asked_of_a_guests_photo(client: Client) -> None:
    party = make_event(allows_guest_uploads=True, smile_policy=Event.SmilePolicy.REQUIRE)
    send(client, party, photo())
    snap = Snap.objects.get()
    assert snap.smile_status == Snap.Smile.OFF
    assert not snap.is_refused


def test_the_same_photo_again_is_one_photo(client: Client, party: Event) -> None:
    key, content = uuid4(), jpeg_bytes()
    assert send(client, party, photo(content=content), key).status_code == 201
    assert send(client, party, photo(content=content), key).status_code == 200
    assert send(client, party, photo(), key).status_code == 409
    assert Snap.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg/>" * 10, 415, "unsupported_format"),
        (heic(), 415, "heic"),
        (jpeg_bytes()[:300], 400, "truncated"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(
    client: Client, party: Event, content: bytes, status: int, code: str
) -> None:
    response = send(client, party, photo(content=content))
    assert response.status_code == status
    assert response.json()["code"] == code
    assert response.json()["detail"].endswith(".")
    assert not Snap.objects.exists()


def test_a_real_heif_file_is_named_as_one(client: Client, party: Event) -> None:
    output = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(output, "AVIF")
    assert "HEIC" in send(client, party, photo("a.avif", output.getvalue())).json()["detail"]


@pytest.mark.parametrize("fields", [{}, {"photos": ""}, {"idempotency_key": "seven"}])
def test_a_request_without_photo_or_key_is_refused(
    client: Client, party: Event, fields: dict[str, str]
) -> None:
    response = client.post(f"/e/{party.slug}/add/", fields, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (400, "no_file")


def test_metadata_does_not_reach_other_guests(client: Client, party: Event) -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret-maker"
    send(client, party, photo(content=jpeg_bytes(picture(), exif=exif)))
    snap = Snap.objects.get()
    render_snap(pk=snap.pk)
    approve(snap)
    shown = client.get(f"/e/{party.slug}/snaps/{snap.public_id}/photo.jpg")
    assert shown.status_code == 200
    assert b"secret-maker" not in shown.getvalue()


# --- All in one form, without scripts ----------------------------------------------------------


def test_a_plain_form_takes_several(client: Client, party: Event) -> None:
    response = send_form(client, party, photo("a.jpg"), photo("b.jpg"))
    assert response.status_code == 200
    assert "2 photos arrived. Thank you." in text(response)
    assert Snap.objects.filter(origin=Snap.Origin.GUEST).count() == 2


def test_a_form_sent_twice_counts_once(client: Client, party: Event) -> None:
    key, one, two = uuid4(), jpeg_bytes(), jpeg_bytes()
    for _ in range(2):
        send_form(client, party, photo(content=one), photo(content=two), key=key)
    assert Snap.objects.count() == 2


def test_one_bad_file_does_not_cost_the_others(client: Client, party: Event) -> None:
    response = send_form(client, party, photo("good.jpg"), photo("bad.heic", heic()))
    assert response.status_code == 200
    assert "1 photo arrived." in text(response)
    assert "bad.heic" in text(response)
    assert "HEIC format" in text(response)
    assert Snap.objects.count() == 1


def test_a_form_of_bad_files_is_an_error(client: Client, party: Event) -> None:
    assert send_form(client, party, photo("bad.heic", heic())).status_code == 415


def test_an_empty_form_says_what_to_do(client: Client, party: Event) -> None:
    response = send_form(client, party)
    assert response.status_code == 400
    assert "Choose a photo first." in text(response)


# --- Who may, and how often ---------------------------------------------------------------------


def test_it_is_off_unless_the_event_wants_it(client: Client, event: Event) -> None:
    assert client.get(f"/e/{event.slug}/add/").status_code == 404
    assert send(client, event, photo()).status_code == 404
    assert not Snap.objects.exists()


def test_a_closed_gallery_takes_nothing(client: Client, party: Event) -> None:
    Event.objects.update(gallery_privacy="passcode", gallery_passcode_hash=hash_passcode("k7m4xp"))
    assert 'name="passcode"' in text(client.get(f"/e/{party.slug}/add/"))
    response = send(client, party, photo())
    assert (response.status_code, response.json()["code"]) == (403, "closed")
    assert send_form(client, party, photo()).status_code == 403
    assert not Snap.objects.exists()
    client.post(f"/e/{party.slug}/passcode/", {"passcode": "k7m4xp"})
    assert send(client, party, photo()).status_code == 201


def test_other_sites_send_nothing(party: Event) -> None:
    assert send(Client(enforce_csrf_checks=True), party, photo()).status_code == 403
    assert not Snap.objects.exists()


def test_too_many_from_one_address_have_to_wait(
    client: Client, party: Event, settings: Any
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "upload": "2/minute"}
    statuses = [send(client, party, photo()).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]
    response = send(client, party, photo())
    assert int(response["Retry-After"]) > 0
    assert response.json()["code"] == "too_many_tries"
    assert "too many tries" in text(send_form(client, party, photo()))
    assert Snap.objects.count() == 2


def test_staff_are_not_swamped(
    client: Client, party: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_WAITING", 1)
    assert send(client, party, photo()).status_code == 201
    response = send(client, party, photo())
    assert (response.status_code, response.json()["code"]) == (429, "too_many_waiting")
    assert "Retry-After" not in response
    approve(Snap.objects.get())
    assert send(client, party, photo()).status_code == 201


def test_a_name_that_is_markup_is_only_a_name(client: Client, party: Event) -> None:
    response = send_form(client, party, photo("<b>.heic", heic()))
    assert "<b>.heic" not in text(response)
    assert "&lt;b&gt;.heic" in text(response)
