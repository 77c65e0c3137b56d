"""A bucket that dies, is silent or full: said in words, and nothing is lost."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from booth.tasks import check_snap
from gallery.models import Event, Snap, Strip, Work
from gallery.models.photos import MAX_ATTEMPTS, STALE_CLAIM
from gallery.object_storage import BucketStorage
from gallery.services import strips
from gallery.storage import photo_storage
from gallery.tasks import compose, render_snap
from tests.factories import (
    jpeg_bytes,
    make_published_snap,
    make_snap,
    make_staff,
    make_strip,
)
from tests.gallery.buckets import image_address, upload, use_bucket
from tests.s3 import WAIT, S3Server, new_bucket_name, proxy_before, running_s3

pytestmark = pytest.mark.django_db


def test_a_server_that_dies_in_mid_upload_loses_nothing(
    client: Client, event: Event, staff: User, settings: Settings, tmp_path: Path
) -> None:
    client.force_login(staff)
    key, name = str(uuid4()), new_bucket_name()
    content = jpeg_bytes(Image.effect_noise((2000, 1500), 90).convert("RGB"))
    with running_s3(tmp_path) as server, proxy_before(server.port) as proxy:
        server.storage(name).put("there", b"is a bucket")
        proxy.after_bytes(len(content) // 2, server.kill)
        use_bucket(settings, server.storage_options(name, endpoint_url=proxy.url))
        answer = upload(client, event, content, key)
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
        assert "sent again by itself" in answer.json()["detail"]
        assert not Snap.objects.exists()
        server.start()
        again = upload(client, event, content, key)
        assert again.status_code == 201
        snap = Snap.objects.get()
        with snap.original.open("rb") as file:
            assert file.read() == content
        left = [file.name for file in photo_storage().walk("events")]
        assert left == [snap.original.name]


def test_a_server_that_does_not_answer_is_given_up(
    client: Client, event: Event, staff: User, settings: Settings, s3_server: S3Server
) -> None:
    client.force_login(staff)
    name = new_bucket_name()
    use_bucket(settings, s3_server.storage_options(name))
    snap = make_published_snap(event)
    with proxy_before(s3_server.port) as proxy:
        proxy.mute()
        options = s3_server.storage_options(name, endpoint_url=proxy.url, timeout=0.5)
        use_bucket(settings, options)
        answer = upload(client, event, jpeg_bytes())
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
        shown = client.get(image_address(snap), headers={"Sec-Fetch-Mode": "cors"})
        assert (shown.status_code, shown["Retry-After"]) == (503, "30")
    assert Snap.objects.count() == 1


def test_an_outage_costs_no_photo_its_copies(
    event: Event, settings: Settings, s3_server: S3Server
) -> None:
    options = s3_server.storage_options(new_bucket_name())
    use_bucket(settings, options)
    strip = make_strip(event, [make_published_snap(event)], layout="four-tints")
    snap = make_snap(event)
    strips.restyle_strip(strip=strip, layout=None, strip_filter="sepia")
    work = [(check_snap, snap), (render_snap, snap), (compose, strip)]
    use_bucket(settings, {**options, "endpoint_url": "http://127.0.0.1:1"})
    for _ in range(MAX_ATTEMPTS + 2):
        for task, photo in work:
            task(photo.pk)
        make_claims_stale()
    use_bucket(settings, options)
    for task, photo in work:
        task(photo.pk)
    snap.refresh_from_db()
    strip.refresh_from_db()
    assert (snap.rendition_status, strip.status) == (Work.READY, Work.READY)
    assert snap.smile_status == Snap.Smile.NO_FACE


def make_claims_stale() -> None:
    long_ago = timezone.now() - 2 * STALE_CLAIM
    Snap.objects.update(claimed_at=long_ago, smile_claimed_at=long_ago)
    Strip.objects.update(claimed_at=long_ago)


def test_a_full_bucket_loses_nothing(
    client: Client, event: Event, settings: Settings, s3_server: S3Server, tmp_path: Path
) -> None:
    client.force_login(make_staff(event))
    key, name, content = str(uuid4()), new_bucket_name(), jpeg_bytes()
    with running_s3(tmp_path, "-volume.max=1", "-master.volumeSizeLimitMB=1") as server:
        options = server.storage_options(name)
        fill(BucketStorage(**options))
        use_bucket(settings, options)
        answer = upload(client, event, content, key)
        assert answer.status_code in {503, 507}
        assert answer.json()["code"] in {"storage_unavailable", "storage_full"}
        assert not Snap.objects.exists()
        assert list(photo_storage().walk("events")) == []
    use_bucket(settings, s3_server.storage_options(name))  # more room was bought
    assert upload(client, event, content, key).status_code == 201


def fill(storage: BucketStorage) -> None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            storage.put(f"fill/{uuid4()}", bytes(400_000))
        except OSError:
            return
        time.sleep(0.05)  # the server learns of its size by a heartbeat
    pytest.fail("A megabyte has room for everything.")


@pytest.fixture
def server_that_says_full() -> Iterator[str]:
    """A server whose every answer is MinIO's when its disk is full."""

    class Full(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b"<Error><Code>XMinioStorageFull</Code><Message>No room.</Message></Error>"
            self.send_response(507)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Full) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_bucket_that_says_it_is_full_is_a_full_disk(
    client: Client,
    event: Event,
    settings: Settings,
    s3_server: S3Server,
    server_that_says_full: str,
) -> None:
    client.force_login(make_staff(event))
    options = s3_server.storage_options("photos", endpoint_url=server_that_says_full)
    use_bucket(settings, options)
    answer = upload(client, event, jpeg_bytes())
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert not Snap.objects.exists()
