"""A booth whose photos are in a bucket, from upload to a guest's phone, in a real browser."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.camera import DESKTOP, new_page, smiling_face
from tests.running_booth import RunningBooth, running_booth
from tests.s3 import KEY, SECRET, S3Server, running_s3
from tests.staff_client import StaffClient

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# What shared/share.js and gallery/main.js do before they open the phone's share sheet.
FETCH_SHOWN_PICTURE = """async (address) => {
  const response = await fetch(address, { cache: "force-cache" });
  const blob = await response.blob();
  const { status, redirected } = response;
  return { status, redirected, type: blob.type, size: blob.size };
}"""


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def booth(data_folder: Path, static_root: Path, bucket: S3Server) -> Iterator[RunningBooth]:
    with running_booth(
        data_folder,
        STATIC_ROOT=str(static_root),
        STORAGE="s3",
        S3_BUCKET="photos",
        S3_ENDPOINT_URL=bucket.url,
        S3_ACCESS_KEY_ID=KEY,
        S3_SECRET_ACCESS_KEY=SECRET,
    ) as running:
        yield running


@pytest.fixture(scope="module")
def photo_id(staff: StaffClient) -> str:
    output = io.BytesIO()
    smiling_face().save(output, "JPEG")
    key = staff.upload(output.getvalue())
    staff.wait_until("snaps", [key], {"ready"}, seconds=60)
    found: str = staff.status("snaps", [key])[0]["id"]
    return found


@pytest.fixture
def gallery(browser: Browser, booth: RunningBooth, photo_id: str) -> Iterator[Page]:
    page = new_page(browser, DESKTOP)
    page.goto(booth.address + "/e/demo/")
    yield page
    page.context.close()


def test_a_guest_sees_photos_from_the_bucket(
    gallery: Page, bucket: S3Server, photo_id: str
) -> None:
    picture = gallery.locator(f"img[src*='{photo_id}']").first
    expect(picture).to_be_visible()
    gallery.wait_for_function("image => image.naturalWidth > 1", arg=picture.element_handle())
    loaded = gallery.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert any(photo_id in name for name in loaded)


def test_a_script_gets_a_shown_picture_without_the_buckets_leave(
    gallery: Page, photo_id: str
) -> None:
    picture = gallery.locator(f"img[src*='{photo_id}']").first
    gallery.wait_for_function("image => image.naturalWidth > 1", arg=picture.element_handle())
    address = picture.evaluate("image => image.currentSrc || image.src")
    got = gallery.evaluate(FETCH_SHOWN_PICTURE, address)
    assert (got["status"], got["type"], got["redirected"]) == (200, "image/webp", False)
    assert got["size"] > 500


def test_a_download_comes_from_the_bucket_under_a_good_name(
    gallery: Page, booth: RunningBooth, bucket: S3Server, photo_id: str
) -> None:
    address = f"{booth.address}/e/demo/snaps/{photo_id}/photo.jpg?download=1"
    with gallery.expect_download() as started:
        gallery.evaluate(
            "address => { const link = document.createElement('a'); link.href = address;"
            " document.body.append(link); link.click(); }",
            address,
        )
    download = started.value
    assert download.url.startswith(bucket.url)
    assert download.suggested_filename.endswith(f"-photo-{photo_id[:8]}.jpg")
    with Image.open(download.path()) as image:
        assert image.format == "JPEG"
