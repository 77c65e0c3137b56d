"""Photos are developed and strips printed beside the page; nothing is lost when that fails."""

import base64
import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.camera import new_page, smiling_face
from tests.e2e.test_story import all_safe, sign_in, take_strip
from tests.running_booth import RunningBooth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STAGE = {"width": 1180, "height": 820}
MANY = 150

# Photos of this booth session that are only on this device.
STORE = """async ([jpeg, count]) => {
    const name = Object.keys(localStorage).find((each) => each.includes("booth-session:"));
    const boothSession = JSON.parse(localStorage[name]).id;
    const {buffer: bytes} = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
    const db = await new Promise((resolve, reject) => {
        const request = indexedDB.open("smilebooth");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const transaction = db.transaction("photos", "readwrite");
    for (let at = 0; at < count; at += 1) {
        const photo = {key: crypto.randomUUID(), kind: "snap", boothSession, bytes};
        const rest = {width: 1280, height: 720, savedAt: Date.now() + at};
        transaction.objectStore("photos").put({...photo, ...rest});
    }
    await new Promise((resolve) => transaction.addEventListener("complete", resolve));
    db.close();
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = new_page(browser, STAGE, service_workers="block")  # it would hide the worker's file
    opened.set_default_timeout(60_000)
    yield opened
    opened.context.close()


def open_booth(page: Page, booth: RunningBooth, event: str) -> None:
    sign_in(page, booth, f"/booth/{event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=60_000)


def test_without_its_worker_the_page_develops_and_prints_itself(
    page: Page, booth: RunningBooth, quick_event: str
) -> None:
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text))
    page.route("**/darkroom.worker*.js", lambda route: route.abort())
    open_booth(page, booth, quick_event)
    take_strip(page)
    all_safe(page)
    with page.expect_download() as download:
        page.locator("#download-strip").click()
    with Image.open(download.value.path()) as strip:
        assert strip.size == (600, 1800)
    assert any("darkroom's worker failed" in line for line in told)


def test_a_worker_that_dies_in_mid_sitting_costs_no_photo(
    page: Page, booth: RunningBooth, quick_event: str
) -> None:
    # The second photo is the end of it.
    page.route(
        "**/darkroom.worker*.js",
        lambda route: route.fulfill(
            body=f"{route.fetch().text()}\n{DIES_AT_THE_SECOND}", content_type="text/javascript"
        ),
    )
    open_booth(page, booth, quick_event)
    take_strip(page)
    all_safe(page)
    expect(page.locator(".slot[data-state='done'] canvas")).to_have_count(4)


DIES_AT_THE_SECOND = """
    const work = self.onmessage;
    let kept = 0;
    self.onmessage = (event) => {
        if (event.data.job?.isKept) kept += 1;
        if (kept < 2) return work(event);
        setTimeout(() => { throw new Error("the worker has died"); });
    };
"""


def test_a_full_drawer_shows_what_is_only_on_this_device(
    page: Page, booth: RunningBooth, quick_event: str
) -> None:
    open_booth(page, booth, quick_event)
    jpeg = io.BytesIO()
    smiling_face().save(jpeg, "JPEG", quality=94)
    page.evaluate(STORE, [base64.b64encode(jpeg.getvalue()).decode(), MANY])
    page.context.set_offline(True)
    page.locator("#drawer-open").click()
    cards = page.locator("#drawer-list .shot")
    expect(cards).to_have_count(MANY, timeout=60_000)
    for card in (cards.first, cards.last):
        card.scroll_into_view_if_needed()
        expect(card.locator("img")).to_have_js_property("naturalWidth", 1280, timeout=60_000)
    page.locator("#drawer [data-close]").first.click()
    expect(cards).to_have_count(0)
