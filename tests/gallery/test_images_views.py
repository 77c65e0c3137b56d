"""Rights hold for the bytes of pictures, not only for the pages that show them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from gallery.models import Event, ShareLink, Snap
from gallery.services import publishing
from gallery.services.sharing import create_share
from tests.factories import (
    jpeg_bytes,
    make_event,
    make_published_snap,
    make_snap,
    make_staff,
    make_strip,
    picture,
)

pytestmark = pytest.mark.django_db


def status_of(client: Client, address: str) -> int:
    return client.get(address).status_code


def photo_addresses(event: Event) -> list[str]:
    snap = make_published_snap(event)
    strip = make_strip(event, [snap])
    return [
        f"/e/{event.slug}/snaps/{snap.public_id}/w320.webp",
        f"/e/{event.slug}/snaps/{snap.public_id}/w640.webp",
        f"/e/{event.slug}/snaps/{snap.public_id}/photo.jpg",
        f"/e/{event.slug}/snaps/{snap.public_id}/photo.jpg?filter=sepia",
        f"/e/{event.slug}/strips/{strip.public_id}/w320.webp",
        f"/e/{event.slug}/strips/{strip.public_id}/strip.jpg",
    ]


def test_guests_get_published_pictures(client: Client, event: Event) -> None:
    for address in photo_addresses(event):
        response = client.get(address)
        assert response.status_code == 200
        with Image.open(io.BytesIO(response.content)) as image:
            assert image.width > 0
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "private" in response["Cache-Control"]


def test_hidden_pictures_are_gone_for_guests_but_not_for_staff(
    client: Client, event: Event, staff: User
) -> None:
    addresses = photo_addresses(event)
    publishing.hide(Snap.objects.get())
    assert [status_of(client, address) for address in addresses] == [404] * 6
    client.force_login(staff)
    assert [status_of(client, address) for address in addresses] == [200] * 6


def test_a_staff_only_gallery_serves_staff_only(client: Client) -> None:
    event = make_event(gallery_privacy="staff")
    addresses = photo_addresses(event)
    assert [status_of(client, address) for address in addresses] == [404] * 6
    client.force_login(make_staff(make_event()))
    assert status_of(client, addresses[0]) == 404
    client.force_login(make_staff(event))
    assert status_of(client, addresses[0]) == 200


def test_a_photo_is_not_found_under_another_event(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    other = make_event()
    assert status_of(client, f"/e/{other.slug}/snaps/{snap.public_id}/photo.jpg") == 404


@pytest.mark.parametrize("name", ["original.jpg", "photo.png", "photo.jpg?filter=../../x", "x"])
def test_there_are_no_other_pictures(client: Client, event: Event, name: str) -> None:
    snap = make_published_snap(event)
    assert status_of(client, f"/e/{event.slug}/snaps/{snap.public_id}/{name}") == 404


def test_downloads_have_a_good_name(client: Client) -> None:
    event = make_event(name="Ana & Kwame")
    snap = make_published_snap(event)
    response = client.get(f"/e/{event.slug}/snaps/{snap.public_id}/photo.jpg?download=1")
    assert response["Content-Disposition"] == (
        f'attachment; filename="ana-kwame-photo-{str(snap.public_id)[:8]}.jpg"'
    )


def test_served_pictures_carry_no_place_and_stand_upright(client: Client, event: Event) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (5.0, 33.0, 0.0)
    exif[0x0112] = 6
    content = jpeg_bytes(picture((640, 480)), exif=exif, comment=b"hello")
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    snap = make_published_snap(event, content)
    for name in ("w320.webp", "w640.webp", "photo.jpg", "photo.jpg?filter=grey"):
        served = client.get(f"/e/{event.slug}/snaps/{snap.public_id}/{name}").content
        with Image.open(io.BytesIO(served)) as image:
            assert image.height > image.width
            assert not image.getexif()
            assert not {"exif", "xmp", "comment"} & set(image.info)


def shared(event: Event, **options: Any) -> ShareLink:
    link, _ = create_share(event=event, photo=make_published_snap(event), **options)
    return link


def test_a_link_opens_its_photo(client: Client, event: Event) -> None:
    link = shared(event, share_filter="grey")
    page = client.get(link.get_absolute_url())
    assert page.status_code == 200
    assert "noindex" in page["X-Robots-Tag"]
    response = client.get(link.get_absolute_url() + "photo.jpg")
    with Image.open(io.BytesIO(response.content)) as image:
        red, green, blue = image.getpixel((5, 5))  # type: ignore[misc]
    assert max(abs(red - green), abs(green - blue)) <= 3


def test_a_link_opens_although_the_gallery_is_for_staff(client: Client) -> None:
    link = shared(make_event(gallery_privacy="staff"))
    assert status_of(client, link.get_absolute_url()) == 200
    assert status_of(client, link.get_absolute_url() + "photo.jpg") == 200


@pytest.mark.parametrize("end", ["expired", "revoked", "hidden"])
def test_a_dead_link_shows_nothing(client: Client, event: Event, end: str) -> None:
    link = shared(event)
    if end == "hidden":
        assert link.snap is not None
        publishing.hide(link.snap)
    elif end == "revoked":
        ShareLink.objects.update(revoked_at=timezone.now())
    else:
        long_ago = timezone.now() - timedelta(days=40)
        ShareLink.objects.update(created_at=long_ago, expires_at=long_ago + timedelta(days=30))
    page = client.get(link.get_absolute_url())
    assert page.status_code == 410
    assert "photo.jpg" not in page.content.decode()
    for name in ("photo.jpg", "w320.webp"):
        assert status_of(client, link.get_absolute_url() + name) == 404


def test_a_link_scanned_before_the_upload_says_so(client: Client) -> None:
    response = client.get("/s/" + "B" * 22 + "/")
    assert response.status_code == 404
    assert "photo.jpg" not in response.content.decode()


def test_a_link_to_an_unchecked_photo_waits(client: Client, event: Event) -> None:
    link, _ = create_share(event=event, photo=make_snap(event))
    assert status_of(client, link.get_absolute_url()) == 200
    assert status_of(client, link.get_absolute_url() + "photo.jpg") == 404


# --- How the bytes of local files are sent ------------------------------------------------------


def test_copies_are_kept_by_the_browser_for_good(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    base = f"/e/{event.slug}/snaps/{snap.public_id}/"
    assert client.get(base + "w320.webp")["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(base + "photo.jpg")["Cache-Control"] == "private, max-age=300"
    strip = make_strip(event, [snap], layout="four-tints")
    address = f"/e/{event.slug}/strips/{strip.public_id}/strip.jpg"
    assert "immutable" in client.get(address + "?r=1")["Cache-Control"]
    for stale in ("?r=0", "?r=2", ""):
        assert client.get(address + stale)["Cache-Control"] == "private, max-age=300"


def test_what_a_link_shows_is_not_kept_for_good(client: Client, event: Event) -> None:
    link = shared(event)
    shown = client.get(link.get_absolute_url() + "w320.webp")
    assert shown["Cache-Control"] == "private, max-age=300"


def test_nginx_sends_the_bytes_where_it_may(
    client: Client, event: Event, settings: Settings
) -> None:
    settings.X_ACCEL_PREFIX = "/protected/"
    snap = make_published_snap(event)
    address = f"/e/{event.slug}/snaps/{snap.public_id}/photo.jpg?filter=sepia&download=1"
    response = client.get(address)
    assert response.content == b""
    assert response["X-Accel-Redirect"] == (
        f"/protected/events/{event.public_id}/snaps/{snap.public_id}/photo-sepia.jpg"
    )
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert "private" in response["Cache-Control"]
    publishing.hide(snap)
    hidden = client.get(address)
    assert hidden.status_code == 404
    assert "X-Accel-Redirect" not in hidden


def test_a_file_that_is_gone_is_not_found(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    default_storage.delete(snap.rendition_path("w320.webp"))
    assert status_of(client, f"/e/{event.slug}/snaps/{snap.public_id}/w320.webp") == 404


def test_pictures_are_only_read(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    assert client.post(f"/e/{event.slug}/snaps/{snap.public_id}/w320.webp").status_code == 405


def test_a_disk_that_fails_is_said_in_words(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    snap = make_published_snap(event)

    def fail(*args: Any) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(default_storage, "open", fail)
    response = client.get(f"/e/{event.slug}/snaps/{snap.public_id}/w320.webp")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "try again in a minute" in response.content.decode()
