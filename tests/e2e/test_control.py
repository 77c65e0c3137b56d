"""Mission control beside the booth that it runs, each in a browser of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.camera import DESKTOP, PHONE, new_page
from tests.e2e.test_story import picture as keep
from tests.e2e.test_story import sign_in
from tests.running_booth import RunningBooth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STAGE = {"width": 1180, "height": 820}
PATIENCE = 30_000


@pytest.fixture(scope="module")
def control(browser: Browser, booth: RunningBooth, quick_event: str) -> Iterator[Page]:
    page = new_page(browser, DESKTOP)
    sign_in(page, booth, f"/booth/{quick_event}/control/")
    expect(page.get_by_role("heading", name="No booth is open")).to_be_visible()
    keep(page, "control-empty")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def stage(browser: Browser, booth: RunningBooth, quick_event: str, control: Page) -> Iterator[Page]:
    page = new_page(browser, STAGE)
    sign_in(page, booth, f"/booth/{quick_event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    yield page
    page.context.close()


@pytest.fixture
def tile(control: Page, stage: Page) -> Locator:
    tile = control.locator(".tile")
    expect(tile).to_have_count(1, timeout=PATIENCE)
    expect(tile.locator(".tile__line")).to_have_text("Ready", timeout=PATIENCE)
    return tile


def press(tile: Locator, name: str) -> None:
    tile.get_by_role("button", name=name, exact=True).click()


def test_a_booth_appears_by_itself(tile: Locator) -> None:
    expect(tile.get_by_role("heading", name="Booth 1")).to_be_visible()
    expect(tile).to_contain_text("None: all are safe")


def test_a_pause_closes_the_booth_with_a_sentence(
    control: Page, stage: Page, tile: Locator
) -> None:
    press(tile, "Pause")
    control.get_by_label("Guests read").fill("Back at nine, قريبًا")
    control.get_by_role("button", name="Pause").last.click()
    expect(stage.locator("#pause-sign")).to_contain_text("Back at nine", timeout=PATIENCE)
    expect(tile.locator(".tile__line")).to_have_text("Paused", timeout=PATIENCE)
    keep(stage, "booth-paused")
    keep(control, "control-paused")
    stage.keyboard.press("Space")
    stage.reload()
    expect(stage.locator("#pause-sign")).to_be_visible()
    expect(stage.locator("body")).to_have_attribute("data-state", "ready")
    press(tile, "Open again")
    expect(stage.locator("#pause-sign")).to_be_hidden(timeout=PATIENCE)


def test_another_filter_and_smile_mode_reach_the_booth(stage: Page, tile: Locator) -> None:
    tile.locator("summary").click()
    tile.get_by_label("Filter").select_option("sepia")
    expect(stage.locator("#camera")).to_have_css("filter", 'url("#filter-sepia")', timeout=PATIENCE)
    press(tile, "Snap on a smile")
    expect(stage.locator("body")).to_have_attribute("data-mode", "smile", timeout=PATIENCE)
    expect(tile.locator("[data-kind=auto]")).to_have_attribute(
        "aria-pressed", "true", timeout=PATIENCE
    )
    press(tile, "Snap on a smile")
    expect(stage.locator("body")).to_have_attribute("data-mode", "button", timeout=PATIENCE)


def test_a_countdown_from_afar_takes_the_photos(control: Page, stage: Page, tile: Locator) -> None:
    press(tile, "Countdown now")
    expect(stage.locator("body")).to_have_attribute("data-state", "countdown", timeout=PATIENCE)
    expect(stage.locator("body")).to_have_attribute("data-state", "result", timeout=60_000)
    expect(tile.locator("img")).to_be_visible(timeout=PATIENCE)
    expect(tile.locator("img")).to_have_js_property("complete", True)
    keep(control, "control")
    control.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    keep(control, "control-phone")
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    assert not control.evaluate(too_wide)
    control.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    stage.locator("#next-guests").click()


def test_the_page_loads_anew_and_the_log_says_so(stage: Page, tile: Locator) -> None:
    opened = tile.locator(".tile__log li", has_text="The booth's page was opened.")
    before = opened.count()
    with stage.expect_event("load", timeout=PATIENCE):
        press(tile, "Load the booth's page again")
    expect(opened).to_have_count(before + 1, timeout=PATIENCE)


def test_a_booth_without_network_is_shown_silent_and_comes_back(stage: Page, tile: Locator) -> None:
    stage.context.set_offline(True)
    expect(tile.locator(".tile__line")).to_contain_text("Silent for", timeout=PATIENCE)
    expect(tile.get_by_role("button", name="Countdown now")).to_be_disabled()
    stage.context.set_offline(False)
    expect(tile.locator(".tile__line")).to_have_text("Ready", timeout=PATIENCE)
    expect(tile.locator(".tile__log")).to_contain_text("The network went away.", timeout=PATIENCE)
