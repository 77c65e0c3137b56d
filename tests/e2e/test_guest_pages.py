"""What guests do with a party's photos: choose, take home, have one taken down, watch the wall."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.axe import violations
from tests.e2e.camera import DESKTOP, PHONE, new_page
from tests.e2e.seed_party import SNAPS
from tests.running_booth import RunningBooth, run_script

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PATIENCE = 60_000
STILL = {"reduced_motion": "reduce"}
ADDRESS = "/e/ana-kwame/"
# What a phone has and a headless browser has not: a share sheet. It tells what it was given.
SHARE_SHEET = """
navigator.canShare = (data) => data.files?.length > 0;
navigator.share = async ({ files }) => {
  window.shared = files.map(({ name, type, size }) => [name, type, size]);
};
true;
"""


def seed(booth: RunningBooth, *what: str) -> dict[str, str]:
    environment = {**os.environ, "SMILEBOOTH_DATA": str(booth.data_dir)}
    command = [sys.executable, "-m", "tests.e2e.seed_party", *what]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, "the party could not be made: see above"
    made: dict[str, str] = json.loads(done.stdout)
    return made


@pytest.fixture(scope="module")
def links(booth: RunningBooth) -> dict[str, str]:
    """The party, and the tokens of links to its photos."""
    return seed(booth)


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, booth: RunningBooth, links: dict[str, str]) -> Iterator[Open]:
    """Open an address as a guest of one's own."""
    pages: list[Page] = []

    def visit(address: str = ADDRESS, size: dict[str, int] = DESKTOP, **options: object) -> Page:
        page = new_page(browser, size, **options)
        page.set_default_timeout(PATIENCE)
        pages.append(page)
        page.goto(booth.address + address)
        return page

    yield visit
    for page in pages:
        page.context.close()


def hide(booth: RunningBooth, photo_id: str) -> None:
    script = (
        "from gallery.models import Snap; from gallery.services.publishing import hide;"
        f"hide(Snap.objects.get(public_id='{photo_id}'))"
    )
    run_script(booth.data_dir, script)


# --- Choosing -------------------------------------------------------------------------------


def test_several_are_chosen_and_come_as_one_archive(visit: Open) -> None:
    page = visit()
    page.get_by_role("button", name="Choose", exact=True).click()
    cards = page.locator(".card a")
    cards.nth(1).click()
    cards.nth(4).click(modifiers=["Shift"])
    expect(page.locator("#choice-count")).to_have_text("4 chosen")
    expect(page.locator(".pswp")).to_have_count(0)
    cards.nth(2).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox").nth(2)).not_to_be_checked()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download 3").click()
    with zipfile.ZipFile(Path(started.value.path())) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert archive.testzip() is None
    assert len(pictures) == 3
    expect(page.locator("#choice")).to_be_hidden()
    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_escape_ends_choosing_and_all_can_be_chosen_by_key(visit: Open) -> None:
    page = visit()
    page.get_by_role("button", name="Choose", exact=True).click()
    page.keyboard.press("Control+a")
    expect(page.locator("#choice-count")).to_have_text(f"{page.locator('.card').count()} chosen")
    page.keyboard.press("Escape")
    expect(page.locator("#choice")).to_be_hidden()
    page.locator(".card a").first.click()
    expect(page.locator(".pswp--open")).to_be_visible()


def test_a_long_press_begins_to_choose_and_a_photo_can_be_passed_on(visit: Open) -> None:
    page = visit(size=PHONE, is_mobile=True, has_touch=True)
    page.evaluate(SHARE_SHEET)
    box = page.locator(".card").first.bounding_box()
    assert box
    finger = [{"x": box["x"] + 40, "y": box["y"] + 40}]
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
    expect(page.locator("#choice-count")).to_have_text("1 chosen")
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator(".card a").nth(2).tap()
    expect(page.locator("#choice-count")).to_have_text("2 chosen")
    page.locator("#choice-share").tap()
    expect(page.locator("#choice")).to_be_hidden()
    files = page.evaluate("window.shared")
    assert [kind for _, kind, _ in files] == ["image/jpeg"] * 2
    assert all(name.endswith(".jpg") and size > 1000 for name, _, size in files)


def test_a_download_that_breaks_off_says_so_and_can_be_repeated(visit: Open) -> None:
    page = visit()

    def break_off(route: Route) -> None:
        route.abort()

    page.route("**/photos.zip", break_off)
    page.get_by_role("button", name="Choose", exact=True).click()
    page.locator(".card a").first.click()
    page.get_by_role("button", name="Download 1").click()
    expect(page.get_by_text("The download broke off.")).to_be_visible()
    expect(page.locator("#choice-progress")).to_be_hidden()
    page.unroute("**/photos.zip")
    with page.expect_download():
        page.get_by_role("button", name="Download 1").click()


def test_without_javascript_all_photos_are_one_link_away(visit: Open, booth: RunningBooth) -> None:
    page = visit(java_script_enabled=False)
    expect(page.get_by_role("button", name="Choose")).to_have_count(0)
    link = page.get_by_role("link", name="Download all")
    answer = httpx.get(booth.address + str(link.get_attribute("href")), timeout=60)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".jpg")]) >= SNAPS


# --- Taking down -----------------------------------------------------------------------------


def test_two_taps_take_a_photo_down_for_everybody(
    visit: Open, booth: RunningBooth, links: dict[str, str]
) -> None:
    lost = seed(booth, "--one-more")["id"]
    page, other = visit(), visit()
    address = page.locator(f"#photo-{lost} a").get_attribute("href")
    assert httpx.get(f"{booth.address}{address}").status_code == 200
    page.locator(f"#photo-{lost} a").click()
    page.get_by_role("button", name="Take this photo down").click()
    page.get_by_role("button", name="Take it down").click()
    expect(page.get_by_text("The photo is gone.")).to_be_visible()
    expect(page.locator(f"#photo-{lost}")).to_have_count(0)
    expect(page.locator(".pswp--open")).to_have_count(0)
    expect(other.locator(f"#photo-{lost}")).to_have_count(0)
    assert httpx.get(f"{booth.address}{address}").status_code == 404


# --- The wall ----------------------------------------------------------------------------------


def test_the_wall_shows_what_comes_and_lets_go_of_what_is_hidden(
    visit: Open, booth: RunningBooth
) -> None:
    page = visit(ADDRESS + "wall/")
    expect(page.locator("html.is-live")).to_have_count(1)
    expect(page.locator(".spot img")).to_be_visible()
    expect(page.locator(".tile").last).to_be_visible()
    new = seed(booth, "--one-more")["id"]
    expect(page.locator(f".spot[data-id='{new}']")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f".tile[data-id='{new}']")).to_have_count(1)
    hide(booth, new)
    expect(page.locator(f"[data-id='{new}']")).to_have_count(0)
    expect(page.locator(".spot")).to_have_count(1, timeout=PATIENCE)


def test_the_wall_fills_the_screen_by_a_key(visit: Open) -> None:
    page = visit(ADDRESS + "wall/")
    expect(page.get_by_role("button", name="Full screen")).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator("#full-screen")).to_have_text("Leave full screen")
    assert page.evaluate("document.fullscreenElement !== null")


def test_an_empty_wall_says_how_to_fill_it(visit: Open) -> None:
    page = visit("/e/quiet/wall/")
    expect(page.get_by_role("heading", name="The first smile is still to come")).to_be_visible()
    expect(page.locator(".spot")).to_have_count(0)


def test_without_javascript_the_wall_hangs_still(visit: Open) -> None:
    page = visit(ADDRESS + "wall/", java_script_enabled=False)
    expect(page.locator(".spot img")).to_be_visible()
    assert page.locator(".tile:visible img").count() >= SNAPS
    expect(page.get_by_role("button")).to_have_count(0)


# --- For everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages(
    visit: Open, booth: RunningBooth, links: dict[str, str], scheme: str
) -> None:
    page = visit(color_scheme=scheme, **STILL)
    addresses = [ADDRESS, "/e/quiet/", "/e/quiet/wall/", ADDRESS + "wall/", "/"]
    addresses += ["/e/staff/", "/e/secret/", "/e/over/", "/s/mistyped/"]
    addresses += [f"/s/{token}/" for token in links.values()]
    found = {}
    for address in addresses:
        page.goto(booth.address + address)
        found[address] = violations(page)
    assert {address: rules for address, rules in found.items() if rules} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_photos_are_chosen_and_looked_at(visit: Open, scheme: str) -> None:
    page = visit(size=PHONE, color_scheme=scheme, is_mobile=True, has_touch=True, **STILL)
    page.get_by_role("button", name="Choose", exact=True).tap()
    page.locator(".card a").first.tap()
    found = violations(page)
    page.locator("#choice-close").tap()
    page.locator(".card a").first.tap()
    expect(page.locator(".pswp--open")).to_be_visible()
    found += violations(page)
    page.get_by_role("button", name="Take this photo down").tap()
    expect(page.locator("#takedown")).to_be_visible()
    found += violations(page)
    page.get_by_role("button", name="Keep it").tap()
    page.locator(".pswp__button--share").tap()  # the page's own lies under it
    expect(page.locator("#share-dialog")).to_be_visible()
    found += violations(page)
    assert found == []
