"""The texting dialog comes after the page: it is kept for when the network is away."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.camera import new_page
from tests.e2e.test_smile_mode import KEPT, STAGE
from tests.e2e.test_story import sign_in, take_strip
from tests.running_booth import RunningBooth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PATIENCE_MS = 60_000
CHUNK = re.compile(r"/chunks/dialog-\w+\.js")
# The page never finds the time to fetch anything ahead.
BUSY = "window.requestIdleCallback = () => 0"
IS_KEPT = f"""async () => (await ({KEPT})()).some((path) => path.includes("/chunks/dialog-"))"""
IS_FETCHED = """() => performance.getEntriesByType("resource")
    .some(({name}) => name.includes("/chunks/dialog-"))"""


def open_booth(page: Page, booth: RunningBooth, event: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, booth, f"/booth/{event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)


def expect_dialog(page: Page) -> None:
    expect(page.locator("#sms-dialog")).to_be_visible(timeout=PATIENCE_MS)
    page.locator("#phone").press_sequentially("2125552368")
    expect(page.locator("#phone-hint")).to_contain_text("Looks right", timeout=PATIENCE_MS)


def test_the_dialog_opens_without_a_network(
    browser: Browser, booth: RunningBooth, quick_event: str
) -> None:
    page = new_page(browser, STAGE)
    open_booth(page, booth, quick_event)
    take_strip(page)
    page.wait_for_function(IS_KEPT)
    page.add_init_script(BUSY)
    page.reload()
    expect(page.locator("#result")).to_be_visible(timeout=PATIENCE_MS)
    assert not page.evaluate(IS_FETCHED)
    page.context.set_offline(True)
    page.locator("#text-it").click()
    expect_dialog(page)
    page.context.close()


def test_a_dialog_that_could_not_be_fetched_is_fetched_when_asked_for_again(
    browser: Browser, booth: RunningBooth, quick_event: str
) -> None:
    page = new_page(browser, STAGE, service_workers="block")
    page.route(CHUNK, lambda route: route.abort())
    open_booth(page, booth, quick_event)
    take_strip(page)
    page.locator("#text-it").click()
    expect(page.locator(".toast")).to_contain_text("needs the network", timeout=PATIENCE_MS)
    page.unroute(CHUNK)
    page.locator("#text-it").click()
    expect_dialog(page)
    page.context.close()
