"""How guests ask for their picture: by text or e-mail, in the event's countries, and hear of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.camera import PHONE, TABLET, new_page
from tests.e2e.test_story import picture as keep
from tests.e2e.test_story import sign_in
from tests.messaging.fake_vonage import SIGNATURE_SECRET, SMS_SETTINGS, FakeVonage
from tests.messaging.vonage_posts import SMS_STATUS, signed
from tests.running_booth import RunningBooth, run_script, running_booth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PATIENCE = 60_000
OFFER = """
from gallery.models import Event
from messaging.models import EventMessaging
event = Event.objects.get(slug='demo')
Event.objects.filter(pk=event.pk).update(
    smile_policy='off', first_countdown=1, next_countdown=1, frame_count=1
)
offer = EventMessaging.objects.for_event(event)
offer.allows_email, offer.allows_share_page = True, True
offer.marketing_wording = 'Send me news of Ana & Kwame too.'
offer.countries = 'US GH'
offer.save()
"""


@pytest.fixture(scope="module")
def vendor() -> Iterator[FakeVonage]:
    with FakeVonage() as fake:
        yield fake


@pytest.fixture(scope="module")
def booth(data_folder: Path, static_root: Path, vendor: FakeVonage) -> Iterator[RunningBooth]:
    vendor_settings = {
        **SMS_SETTINGS,
        "VONAGE_ENDPOINT_URL": vendor.address,
        "VONAGE_SIGNATURE_SECRET": SIGNATURE_SECRET,
    }
    with running_booth(data_folder, STATIC_ROOT=str(static_root), **vendor_settings) as running:
        run_script(data_folder, OFFER)
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser, booth: RunningBooth) -> Iterator[Page]:
    """A booth whose guests look at their strip."""
    opened = new_page(browser, {"width": 1180, "height": 820})
    sign_in(opened, booth)
    body = opened.locator("body")
    expect(body).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    opened.locator("#shutter").click()
    expect(body).to_have_attribute("data-state", "result", timeout=PATIENCE)
    yield opened
    opened.context.close()


def open_dialog(page: Page) -> None:
    page.locator("#text-it").click()
    expect(page.locator("#sms-form")).to_be_visible(timeout=PATIENCE)


def test_a_pasted_number_of_another_country_arrives(
    page: Page, booth: RunningBooth, vendor: FakeVonage
) -> None:
    open_dialog(page)
    keep(page, "texting")
    expect(page.locator("#news")).not_to_be_checked()
    page.locator("#phone").fill("20255501")
    expect(page.locator("#phone-hint")).to_have_text("That number looks two digits short.")
    page.locator("#phone-country").select_option("GH")
    page.locator("#phone").fill("00233 (0)24 123 4567")
    expect(page.locator("#phone-hint")).to_contain_text("Ghana")
    expect(page.locator("#send")).to_be_disabled()
    page.locator("#consent").check()
    page.locator("#send").click()
    expect(page.locator("#sms-done-title")).to_have_text("On its way", timeout=PATIENCE)
    expect(page.locator("#sms-dialog")).to_have_attribute(
        "data-status", "submitted", timeout=PATIENCE
    )
    assert [text.to for text in vendor.accepted] == ["233241234567"]
    text = vendor.accepted[0]
    receipt = {**SMS_STATUS, "messageId": text.id, "msisdn": text.to, "client-ref": text.client_ref}
    answer = httpx.post(f"{booth.address}/webhooks/vonage/status/", data=signed(receipt))
    assert answer.status_code == 200
    expect(page.locator("#sms-done-title")).to_have_text("Delivered", timeout=PATIENCE)
    keep(page, "texting-delivered")
    page.locator("#sms-done [data-close]").click()


def test_a_number_that_fails_can_be_tried_anew(page: Page, vendor: FakeVonage) -> None:
    vendor.moods = ["refuses 6", "accepts"]
    open_dialog(page)
    page.locator("#phone").fill("2025550182")
    page.locator("#consent").check()
    page.locator("#send").click()
    expect(page.locator("#sms-again")).to_be_visible(timeout=PATIENCE)
    keep(page, "texting-failed")
    page.locator("#sms-again").click()
    assert page.locator("#phone").input_value() == ""
    expect(page.locator("#consent")).not_to_be_checked()
    page.locator("#phone").fill("2025550183")
    page.locator("#consent").check()
    page.locator("#send").click()
    expect(page.locator("#sms-dialog")).to_have_attribute(
        "data-status", "submitted", timeout=PATIENCE
    )
    assert vendor.accepted[-1].to == "12025550183"
    page.locator("#sms-done [data-close]").click()


def test_a_country_that_the_event_does_not_serve_is_told_kindly(page: Page) -> None:
    open_dialog(page)
    page.locator("#phone").fill("+44 7911 123456")
    page.locator("#consent").check()
    page.locator("#send").click()
    expect(page.locator("#phone")).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    expect(page.locator("#phone-hint")).not_to_be_empty()
    keep(page, "texting-country")
    page.keyboard.press("Escape")


def test_an_e_mail_goes_the_same_way(page: Page, booth: RunningBooth) -> None:
    open_dialog(page)
    page.get_by_role("radio", name="E-mail").click()
    expect(page.locator("#keypad")).to_be_hidden()
    page.locator("#phone").fill("ana party.org")
    expect(page.locator("#phone-hint")).to_contain_text("no spaces")
    page.locator("#phone").fill("ana@party.example")
    keep(page, "texting-email")
    page.locator("#consent").check()
    page.locator("#news").check()
    page.locator("#send").click()
    expect(page.locator("#sms-done-title")).to_have_text("Sent", timeout=PATIENCE)
    booth.wait_for("To: ana@party.example")
    page.locator("#sms-done [data-close]").click()


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_the_dialog_fits(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    open_dialog(page)
    keep(page, f"texting-{size['width']}")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.keyboard.press("Escape")


def test_off_line_it_waits_on_the_device_and_forgets_the_number(
    page: Page, vendor: FakeVonage
) -> None:
    page.set_viewport_size({"width": 1180, "height": 820})
    page.context.set_offline(True)
    open_dialog(page)
    page.locator("#phone").fill("2025550189")
    page.locator("#consent").check()
    page.locator("#send").click()
    expect(page.locator("#sms-done-title")).to_have_text("It goes out by itself", timeout=PATIENCE)
    page.context.set_offline(False)
    expect(page.locator("#sms-dialog")).to_have_attribute(
        "data-status", "submitted", timeout=PATIENCE
    )
    assert vendor.accepted[-1].to == "12025550189"
    expect(page.locator("#upload-state")).to_have_attribute("data-waiting", "0", timeout=PATIENCE)
    stored = page.evaluate(
        """async () => {
            const kept = JSON.stringify({...localStorage, ...sessionStorage});
            const names = (await indexedDB.databases()).map(({name}) => name);
            const rows = await Promise.all(names.map((name) => new Promise((resolve) => {
                const asked = indexedDB.open(name);
                asked.onsuccess = () => {
                    const stores = [...asked.result.objectStoreNames];
                    if (!stores.length) return resolve([]);
                    const all = stores.map((store) => new Promise((done) => {
                        const read = asked.result.transaction(store).objectStore(store).getAll();
                        read.onsuccess = () => done(JSON.stringify(read.result));
                    }));
                    Promise.all(all).then(resolve);
                };
            })));
            return kept + rows.flat().join("");
        }"""
    )
    assert "5550189" not in stored
    page.locator("#sms-done [data-close]").click()


def test_whoever_holds_the_link_may_ask_for_it_on_their_own_phone(
    browser: Browser, page: Page, booth: RunningBooth, vendor: FakeVonage
) -> None:
    """Also without JavaScript."""
    found = re.search(r"/s/[\w-]+/", vendor.accepted[0].text)
    assert found
    guest = new_page(browser, PHONE, java_script_enabled=False)
    guest.goto(booth.address + found[0])
    guest.get_by_role("link", name="Send it to a phone").click()
    keep(guest, "share-ask")
    guest.locator("#phone").fill("202 555 0190")
    guest.get_by_role("button", name="Send").click()
    expect(guest.locator("#ask-error")).to_be_visible(timeout=PATIENCE)
    guest.locator("#phone").fill("202 555 0190")
    guest.locator("[name=consent]").check()
    guest.get_by_role("button", name="Send").click()
    expect(guest.locator("h1")).to_be_visible(timeout=PATIENCE)
    keep(guest, "share-asked")
    for _ in range(120):
        if vendor.accepted[-1].to == "12025550190":
            break
        guest.wait_for_timeout(500)
    assert vendor.accepted[-1].to == "12025550190"
    assert "0190" not in guest.url
    guest.context.close()
