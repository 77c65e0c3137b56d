"""Photos in a bucket of a real S3 server: stored, served and refused."""

import io
import threading
import time
from base64 import b64decode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image
from pytest_django import Settings

from gallery.models import Event, Snap
from gallery.services import publishing
from gallery.services.pictures import open_picture
from gallery.services.purging import purge_refused
from gallery.storage import StorageDown, photo_storage, store
from tests.factories import (
    jpeg_bytes,
    make_event,
    make_published_snap,
    make_strip,
    picture,
)
from tests.gallery.buckets import fetch, image_address, upload, use_bucket
from tests.gallery.refusals import A_DAY, refuse
from tests.s3 import WAIT, S3Server, new_bucket_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings: Settings, s3_server: S3Server) -> str:
    """Photos are kept in this bucket, new and empty."""
    name = new_bucket_name()
    use_bucket(settings, s3_server.storage_options(name))
    return name


# --- Stored and served ------------------------------------------------------------------------


def test_an_uploaded_photo_reaches_a_guest(
    client: Client, event: Event, staff: User, bucket: str
) -> None:
    client.force_login(staff)
    content = jpeg_bytes(picture((800, 600)))
    answer = upload(client, event, content)
    assert answer.status_code == 201
    snap = Snap.objects.get()
    with snap.original.open("rb") as file:
        assert file.read() == content
    client.logout()
    snap = make_published_snap(event, jpeg_bytes(picture((800, 600))))
    response = client.get(image_address(snap))
    assert response.status_code == 302
    status, headers, body = fetch(response["Location"])
    assert (status, headers["content-type"]) == (200, "image/webp")
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    with Image.open(io.BytesIO(body)) as image:
        assert (image.format, image.width) == ("WEBP", 320)


def test_a_download_has_its_name(client: Client, event: Event, bucket: str) -> None:
    snap = make_published_snap(event)
    response = client.get(image_address(snap, "photo.jpg") + "?download=1&filter=sepia")
    status, headers, body = fetch(response["Location"])
    assert status == 200
    assert headers["content-disposition"] == (
        f'attachment; filename="{event.slug}-photo-{str(snap.public_id)[:8]}.jpg"'
    )
    assert headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(body)).format == "JPEG"


def test_a_redirect_is_forgotten_before_its_address_dies(
    client: Client, event: Event, bucket: str, settings: Settings
) -> None:
    response = client.get(image_address(make_published_snap(event)))
    lives = int(parse_qs(urlsplit(response["Location"]).query)["X-Amz-Expires"][0])
    assert lives == settings.S3_URL_SECONDS
    assert response["Cache-Control"] == f"private, max-age={lives // 2}"
    assert "Sec-Fetch-Mode" in response["Vary"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("mode", ["cors", "same-origin"])
def test_a_script_gets_the_bytes_themselves(
    client: Client, event: Event, bucket: str, mode: str
) -> None:
    snap = make_published_snap(event)
    response = client.get(image_address(snap), headers={"Sec-Fetch-Mode": mode})
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    with Image.open(io.BytesIO(response.content)) as image:
        assert image.width == 320
    for other in ("no-cors", "navigate"):
        answer = client.get(image_address(snap), headers={"Sec-Fetch-Mode": other})
        assert answer.status_code == 302


def test_who_only_asks_whether_it_is_there_is_not_sent_away(
    client: Client, event: Event, bucket: str
) -> None:
    response = client.head(image_address(make_published_snap(event)))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")


def test_strips_are_composed_from_the_bucket_into_it(
    client: Client, event: Event, bucket: str
) -> None:
    strip = make_strip(event)
    response = client.get(f"/e/{event.slug}/strips/{strip.public_id}/strip.jpg?r=1")
    status, headers, body = fetch(response["Location"])
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == (strip.width, strip.height)


def test_photo_files_are_taken_into_the_bucket(event: Event, bucket: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg_bytes())
    call_command("snap", str(file), f"--event={event.slug}", stdout=io.StringIO())
    snap = Snap.objects.get()
    with snap.original.open("rb") as stored:
        assert stored.read() == file.read_bytes()


def test_a_refused_photo_is_purged_from_the_bucket(event: Event, bucket: str) -> None:
    snap = refuse(event, ago=2 * A_DAY)
    open_picture(snap, "photo.jpg", "sepia").close()
    folder = f"events/{event.public_id}/snaps/{snap.public_id}"
    assert len(list(photo_storage().walk(folder))) >= 3
    assert purge_refused(limit=10) == 1
    assert list(photo_storage().walk(folder)) == []


# --- Refused ----------------------------------------------------------------------------------


def test_what_guests_may_not_see_gets_no_address(
    client: Client, event: Event, staff: User, bucket: str
) -> None:
    snap = make_published_snap(event)
    assert client.get(image_address(snap)).status_code == 302
    other = make_event()
    assert client.get(f"/e/{other.slug}/snaps/{snap.public_id}/w320.webp").status_code == 404
    publishing.hide(snap)
    assert client.get(image_address(snap)).status_code == 404
    assert client.get(image_address(snap), headers={"Sec-Fetch-Mode": "cors"}).status_code == 404
    client.force_login(staff)
    assert client.get(image_address(snap)).status_code == 302


def test_originals_get_no_address(client: Client, event: Event, staff: User, bucket: str) -> None:
    snap = make_published_snap(event)
    stored_as = str(snap.original.name).rsplit("/", 1)[1]
    client.force_login(staff)
    for name in (stored_as, "original.jpg"):
        assert client.get(image_address(snap, name)).status_code == 404


def test_an_address_without_its_signature_opens_nothing(event: Event, bucket: str) -> None:
    store("events/a/photo.jpg", b"a face")
    signed = default_storage.url("events/a/photo.jpg")
    assert fetch(signed)[0] == 200
    status, _, body = fetch(signed.split("?")[0])
    assert status == 403
    assert b"a face" not in body


def test_a_changed_address_opens_nothing(event: Event, bucket: str) -> None:
    store("events/a/photo.jpg", b"mine")
    store("events/a/other.jpg", b"another's")
    signed = default_storage.url("events/a/photo.jpg")
    changed = [
        signed.replace("photo.jpg", "other.jpg"),
        signed.replace("X-Amz-Expires=300", "X-Amz-Expires=604800"),
        signed[:-1] + ("0" if signed[-1] != "0" else "1"),
        signed + "&response-content-type=text%2Fhtml",
    ]
    assert [fetch(address)[0] for address in changed] == [403] * 4


def test_an_address_dies(event: Event, bucket: str) -> None:
    store("events/a/photo.jpg", b"a face")
    address = default_storage.url("events/a/photo.jpg", expire=1)  # type: ignore[call-arg]
    deadline = time.monotonic() + WAIT
    while (answer := fetch(address))[0] == 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert answer[0] == 403
    assert b"a face" not in answer[2]


def test_a_wrong_key_is_said_in_words_and_keeps_nothing(
    client: Client, event: Event, staff: User, settings: Settings, s3_server: S3Server
) -> None:
    snap_in_good_days = make_published_snap(event)
    name = new_bucket_name()
    s3_server.storage(name).put("there", b"is a bucket")
    use_bucket(settings, s3_server.storage_options(name, secret_key="another secret"))
    client.force_login(staff)
    answer = upload(client, event, jpeg_bytes())
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert "another secret" not in answer.content.decode()
    assert Snap.objects.count() == 1
    address = image_address(snap_in_good_days)
    shown = client.get(address, headers={"Sec-Fetch-Mode": "cors"})
    assert (shown.status_code, shown["Cache-Control"]) == (503, "no-store")
    assert fetch(client.get(address)["Location"])[0] == 403


# --- The storage itself -----------------------------------------------------------------------


def test_listings_and_deletions_have_everything_however_many_pages(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.object_storage.LISTED_AT_ONCE", 10)
    monkeypatch.setattr("gallery.object_storage.DELETED_AT_ONCE", 10)
    names = [f"events/{number % 3}/snaps/{number:04}/a.jpg" for number in range(45)]
    for name in names:
        store(name, b"x")
    storage = photo_storage()
    assert [file.name for file in storage.walk("events")] == sorted(names)
    some = [names[4], names[40], "events/1/snaps/0004/b.jpg", "events/2/none.jpg"]
    assert storage.existing(some) == {names[4], names[40]}
    storage.delete_all(names)
    assert list(storage.walk("events")) == []


def test_what_is_not_there_is_said_like_on_a_disk(bucket: str) -> None:
    store("there.jpg", b"x")
    assert default_storage.exists("there.jpg")
    assert not default_storage.exists("gone.jpg")
    with pytest.raises(FileNotFoundError):
        default_storage.open("gone.jpg")
    with pytest.raises(FileNotFoundError):
        default_storage.size("gone.jpg")
    default_storage.delete("gone.jpg")
    assert list(photo_storage().walk("nowhere")) == []


def test_a_saved_name_is_never_taken_twice(bucket: str) -> None:
    names = [default_storage.save("a.jpg", SimpleUploadedFile("a.jpg", b"1")) for _ in range(2)]
    assert len(set(names)) == 2


def test_a_missing_bucket_is_out_of_order_not_an_absent_file(s3_server: S3Server) -> None:
    with pytest.raises(StorageDown):
        s3_server.storage(new_bucket_name()).open("a.jpg")


def test_threads_share_one_client(s3_server: S3Server) -> None:
    storage = s3_server.storage("ready")
    clients = []
    threads = [threading.Thread(target=lambda: clients.append(storage.client)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({id(each) for each in clients}) == 1


def test_addresses_of_a_cdn_are_signed_with_its_key(s3_server: S3Server) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    storage = s3_server.storage(
        "photos",
        custom_domain="cdn.example.org",
        cloudfront_key_id="K1",
        cloudfront_key=pem.decode(),
    )
    address = storage.address(
        "events/a/photo.jpg",
        content_type="image/jpeg",
        disposition='attachment; filename="a.jpg"',
        cache_control="private",
    )
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https",
        "cdn.example.org",
        "/events/a/photo.jpg",
    )
    assert query["response-content-disposition"] == ['attachment; filename="a.jpg"']
    assert query["Key-Pair-Id"] == ["K1"]
    assert int(query["Expires"][0]) > time.time()
    resource = address[: address.index("&Expires=")]
    policy = (
        f'{{"Statement":[{{"Resource":"{resource}","Condition":'
        f'{{"DateLessThan":{{"AWS:EpochTime":{query["Expires"][0]}}}}}}}]}}'
    )
    # CloudFront's own alphabet, since + = / mean something in an address.
    signature = b64decode(query["Signature"][0].translate(str.maketrans("-_~", "+=/")))
    key.public_key().verify(signature, policy.encode(), PKCS1v15(), SHA1())  # noqa: S303
