"""A private party on a phone: the passcode, a photo of one's own, a photo taken down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.camera import PHONE, new_page, smiling_face
from tests.factories import jpeg_bytes
from tests.running_booth import RunningBooth, run_script
from tests.staff_client import StaffClient

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PATIENCE = 60_000
LOCK = """
from gallery.models import Event
from gallery.passcodes import hash_passcode
Event.objects.filter(slug="demo").update(
    gallery_privacy="passcode", gallery_passcode_hash=hash_passcode("k7m-4xp"),
    allows_guest_uploads=True)
"""
COUNT = "from gallery.models import Snap; print(Snap.objects.filter(origin='guest').count())"


@pytest.fixture(scope="module")
def private(booth: RunningBooth, staff: StaffClient) -> str:
    """A party with a passcode and two photos; the value is its address."""
    keys = [staff.upload(jpeg_bytes(smiling_face(), quality=quality)) for quality in (90, 92)]
    staff.wait_until("snaps", keys, {"ready"}, seconds=60)
    run_script(booth.data_dir, LOCK)
    return booth.address + "/e/demo/"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    page = new_page(
        browser, PHONE, is_mobile=True, has_touch=True, java_script_enabled=request.param
    )
    page.set_default_timeout(PATIENCE)
    yield page
    page.context.close()


def type_passcode(page: Page, passcode: str) -> None:
    page.get_by_label("Passcode").fill(passcode)
    page.get_by_role("button", name="Open").tap()


@pytest.fixture
def guest(phone: Page, private: str) -> Page:
    """A guest who has the passcode, at the gallery."""
    phone.goto(private)
    type_passcode(phone, "K7M 4XP")
    expect(phone.locator(".card").first).to_be_visible()
    return phone


def test_a_wrong_passcode_can_be_typed_anew(phone: Page, private: str) -> None:
    phone.goto(private + "?kind=photos")
    expect(phone.get_by_label("Passcode")).to_be_focused()
    type_passcode(phone, "let me in")
    expect(phone.get_by_role("alert")).to_contain_text("That is not the passcode.")
    expect(phone.get_by_label("Passcode")).to_have_value("")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    type_passcode(phone, "k7m4xp")
    expect(phone.locator(".card").first).to_be_visible()
    assert phone.url.endswith("/e/demo/?kind=photos")


def test_a_guest_adds_photos(
    guest: Page, private: str, booth: RunningBooth, tmp_path: Path
) -> None:
    files = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for file in files:
        file.write_bytes(jpeg_bytes())
    before, shown = int(run_script(booth.data_dir, COUNT)), guest.locator(".card").count()
    guest.goto(private + "add/")
    guest.locator("#photos").set_input_files(files)
    send = guest.get_by_role("button", name="Send")
    if send.is_visible():  # without a script it is a form
        send.tap()
    expect(guest.get_by_text("2 photos")).to_contain_text("Thank you", timeout=PATIENCE)
    assert int(run_script(booth.data_dir, COUNT)) == before + 2
    guest.goto(private)  # where nobody sees them before staff have
    expect(guest.locator(".card").first).to_be_visible()
    assert guest.locator(".card").count() == shown


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["script"])
def test_a_photo_is_sent_again_when_the_network_is_back(
    guest: Page, private: str, tmp_path: Path
) -> None:
    tries: list[str] = []

    def lose_the_first(route: Route) -> None:
        is_upload = route.request.method == "POST"
        tries.extend([route.request.url] if is_upload else [])
        if is_upload and len(tries) == 1:
            route.abort()
        else:
            route.continue_()

    guest.goto(private + "add/")
    guest.route("**/add/", lose_the_first)
    photo, heic = tmp_path / "photo.jpg", tmp_path / "IMG_1.HEIC"
    photo.write_bytes(jpeg_bytes())
    heic.write_bytes(b"\0\0\0\x18ftypheic")
    guest.locator("#photos").set_input_files([heic, photo])
    expect(guest.get_by_text("Arrived", exact=True)).to_be_visible()
    expect(guest.get_by_text("HEIC photos can't be used here.")).to_be_visible()
    expect(guest.locator("#thanks")).to_contain_text("Your photo has arrived.")
    assert len(tries) == 2


def test_a_photo_is_taken_down_in_two_taps(guest: Page, private: str) -> None:
    shown = guest.locator(".card")
    photo_id = (shown.first.get_attribute("id") or "").removeprefix("photo-")
    guest.goto(f"{private}takedown/?kind=snap&id={photo_id}")
    picture = guest.get_by_role("img", name="The photo you chose")
    expect(picture).to_have_js_property("complete", True)
    guest.get_by_role("button", name="Take it down").tap()
    expect(guest.get_by_role("heading", name="It is hidden")).to_be_visible()
    guest.goto(private)
    expect(guest.locator(f"#photo-{photo_id}")).to_have_count(0)
