"""The staff's board of texts, before a server that speaks the vendor's wire format."""

import io
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.camera import DESKTOP, PHONE, new_page, smiling_face
from tests.e2e.test_story import picture as keep
from tests.e2e.test_story import sign_in
from tests.messaging.fake_vonage import SMS_SETTINGS, FakeVonage
from tests.running_booth import RunningBooth, running_booth
from tests.staff_client import StaffClient

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PATIENCE = 30_000


@pytest.fixture(scope="module")
def vendor() -> Iterator[FakeVonage]:
    with FakeVonage() as fake:
        yield fake


@pytest.fixture(scope="module")
def booth(data_folder: Path, static_root: Path, vendor: FakeVonage) -> Iterator[RunningBooth]:
    vendor_settings = {**SMS_SETTINGS, "VONAGE_ENDPOINT_URL": vendor.address}
    with running_booth(data_folder, STATIC_ROOT=str(static_root), **vendor_settings) as running:
        yield running


@pytest.fixture(scope="module")
def snap_key(staff: StaffClient) -> str:
    output = io.BytesIO()
    smiling_face().save(output, "JPEG")
    key = staff.upload(output.getvalue())
    staff.wait_until("snaps", [key], {"ready"}, seconds=60)
    return key


@pytest.fixture(scope="module")
def page(browser: Browser, booth: RunningBooth) -> Iterator[Page]:
    opened = new_page(browser, DESKTOP)
    sign_in(opened, booth, "/booth/demo/messages/")
    expect(opened.get_by_role("heading", name="No texts yet")).to_be_visible(timeout=PATIENCE)
    yield opened
    opened.context.close()


def order(staff: StaffClient, snap_key: str, phone: str) -> None:
    token = secrets.token_urlsafe(16)
    staff.post("shares", json={"token": token, "snap_key": snap_key})
    wish = {"idempotency_key": str(uuid4()), "token": token, "phone": phone}
    consent = {"consent": True, "consent_text": "Send me one text with the link to my photo."}
    staff.post("messages", json={**wish, **consent})


def row(page: Page, hint: str) -> Locator:
    return page.locator(".row", has_text=hint).first


def test_a_text_appears_by_itself_and_says_how_far_it_is(
    page: Page, staff: StaffClient, snap_key: str, vendor: FakeVonage
) -> None:
    order(staff, snap_key, "+1 202 555 0181")
    sent = row(page, "181")
    expect(sent).to_have_attribute("data-tone", "busy", timeout=PATIENCE)
    assert [text.to for text in vendor.accepted] == ["12025550181"]
    assert "2025550181" not in page.content()
    sent.get_by_role("button", name="History").click()
    expect(sent.locator(".row__history")).to_contain_text("The guest agreed")
    expect(page.locator("#budget-text")).not_to_be_empty()


def test_a_mistyped_number_is_corrected_and_sent_again(
    page: Page, staff: StaffClient, snap_key: str, vendor: FakeVonage
) -> None:
    vendor.moods = ["refuses 6", "accepts"]
    order(staff, snap_key, "+1 202 555 0182")
    failed = row(page, "182")
    expect(failed).to_have_attribute("data-tone", "alert", timeout=PATIENCE)
    keep(page, "board-failed")
    failed.get_by_role("button", name="Send again").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("+1 202 555 01")
    dialog.get_by_role("button", name="Send").click()
    expect(page.locator("#resend-error")).not_to_be_empty(timeout=PATIENCE)
    keep(page, "board-resend")
    dialog.get_by_role("textbox").fill("(202) 555-0183")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_be_hidden(timeout=PATIENCE)
    expect(row(page, "183")).to_have_attribute("data-tone", "busy", timeout=PATIENCE)
    assert vendor.accepted[-1].to == "12025550183"
    assert page.locator("#resend-to").input_value() == ""
    expect(failed.get_by_role("button", name="Send again")).to_be_hidden(timeout=PATIENCE)


def test_a_text_in_doubt_is_settled_by_a_person(
    page: Page, staff: StaffClient, snap_key: str, vendor: FakeVonage
) -> None:
    vendor.moods = ["drops_after", "accepts"]
    order(staff, snap_key, "+1 202 555 0184")
    unknown = row(page, "184")
    expect(unknown.get_by_role("button", name="It arrived")).to_be_visible(timeout=PATIENCE)
    unknown.get_by_role("button", name="It arrived").click()
    expect(unknown).to_have_attribute("data-tone", "ok", timeout=PATIENCE)


def test_groups_and_numbers_find_a_text(page: Page) -> None:
    page.locator("[data-group=delivered]").click()
    expect(page.locator(".row")).to_have_count(1, timeout=PATIENCE)
    page.locator("[data-group=all]").click()
    expect(page.locator(".row")).to_have_count(4, timeout=PATIENCE)
    keep(page, "board")
    page.locator("#find-text").fill("202-555-0181")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".row")).to_have_count(1, timeout=PATIENCE)
    assert "0181" not in page.url
    page.locator("#find-text").fill("202-555-0199")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="Nothing to this number")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".row")).to_have_count(4, timeout=PATIENCE)


def test_the_board_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    keep(page, "board-phone")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
