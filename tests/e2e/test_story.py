"""The whole story in a real browser with a real face before its camera.

Pictures of each step are left in the folder SCREENSHOTS, if it is set.
"""

import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.camera import (
    DESKTOP,
    PHONE,
    TABLET,
    as_video,
    chromium,
    empty_table,
    new_page,
    smiling_face,
)
from tests.running_booth import RunningBooth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# From the button to the strip: 5 + 3 x 3 seconds of countdown, and what comes between.
ONE_SITTING_MS = 45_000


@pytest.fixture
def page(browser: Browser, booth: RunningBooth, quick_event: str) -> Iterator[Page]:
    """The booth page on a tablet, signed in, with the camera on; countdowns are short."""
    opened = booth_page(browser, booth, f"/booth/{quick_event}/")
    yield opened
    opened.context.close()


def booth_page(browser: Browser, booth: RunningBooth, address: str = "/booth/demo/") -> Page:
    page = new_page(browser, {"width": 1180, "height": 820})
    sign_in(page, booth, address)
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    return page


def sign_in(page: Page, booth: RunningBooth, address: str = "/booth/demo/") -> None:
    """Open a staff page as a stranger would: by its address, then through the sign-in page."""
    page.goto(booth.address + address)
    page.locator("#id_username").fill("staff")
    page.locator("#id_password").fill((booth.data_dir / "staff-password").read_text())
    page.get_by_role("button", name=re.compile("sign in|log in", re.IGNORECASE)).click()
    page.wait_for_url("**" + address)


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder, f"{name}.png"))


def take_strip(page: Page) -> None:
    """Press the button and wait until the strip lies on the table."""
    page.locator("#shutter").click()
    expect(page.locator("#result")).to_be_visible(timeout=ONE_SITTING_MS)


def all_safe(page: Page) -> None:
    expect(page.locator("#upload-state")).to_have_attribute("data-waiting", "0", timeout=30_000)


def test_from_camera_to_phone(browser: Browser, booth: RunningBooth) -> None:
    page = booth_page(browser, booth)
    picture(page, "booth-ready")
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_contain_text("5")
    picture(page, "booth-countdown")
    expect(page.locator(".slot[data-state='done']")).to_have_count(2, timeout=ONE_SITTING_MS)
    expect(page.locator("#result")).to_be_visible(timeout=ONE_SITTING_MS)
    expect(page.locator("#qr svg, #qr canvas")).to_be_visible()
    all_safe(page)
    picture(page, "booth-result")

    # The gallery has four photos and their strip.
    guest = new_page(browser, PHONE, is_mobile=True, has_touch=True)
    guest.goto(booth.address + "/e/demo/")
    expect(guest.locator(".card:not(.card--print)")).to_have_count(4)
    expect(guest.locator(".card--print")).to_have_count(1)
    picture(guest, "gallery-phone")

    # A text with the link, by way of the console backend.
    page.locator("#text-it").click()
    page.locator("#phone").fill("(212) 555-2368")
    expect(page.locator("#send")).to_be_disabled()
    page.locator("#consent").check()
    picture(page, "booth-text")
    page.locator("#send").click()
    expect(page.locator("#sms-done-title")).to_be_visible()
    booth.wait_for("/s/", seconds=30)
    found = re.search(r"http://\S+/s/[\w-]+/", booth.text)
    assert found, booth.text
    guest.goto(found[0])
    save = guest.locator("#save")
    expect(save).to_be_visible()
    picture(guest, "share-phone")
    with guest.expect_download() as saved:
        save.click()
    with Image.open(saved.value.path()) as strip:
        assert strip.size == (600, 1800)
    guest.context.close()
    page.context.close()


def test_the_outbox_is_in_admin_and_a_hidden_photo_is_gone(
    browser: Browser, booth: RunningBooth
) -> None:
    guest = new_page(browser, TABLET)
    guest.goto(booth.address + "/e/demo/")
    expect(guest.locator(".card:not(.card--print)")).to_have_count(4)
    image = guest.locator(".card:not(.card--print) img").first.get_attribute("src")
    assert image
    assert httpx.get(booth.address + image).status_code == 200

    admin = new_page(browser, DESKTOP)
    sign_in(admin, booth, "/admin/messaging/message/")
    expect(admin.locator("#result_list tbody tr")).to_have_count(1)
    assert "368" in admin.locator("#result_list").inner_text()
    assert "555" not in admin.locator("#result_list").inner_text()
    picture(admin, "admin-messages")

    admin.goto(booth.address + "/admin/gallery/snap/")
    picture(admin, "admin-snaps")
    admin.locator("#result_list tbody .action-select").first.check()
    admin.locator("select[name='action']").select_option("hide")
    admin.get_by_role("button", name=re.compile("Run|Go")).click()
    expect(admin.locator(".messagelist")).to_contain_text("1 hidden")

    # Gone from the open page, with its strip, without a reload.
    expect(guest.locator(".card:not(.card--print)")).to_have_count(3)
    expect(guest.locator(".card--print")).to_have_count(0)
    gone = [
        row.get_attribute("src")
        for row in admin.locator("#result_list tbody tr:first-child img").all()
    ]
    assert gone
    assert httpx.get(booth.address + str(gone[0])).status_code == 404
    admin.context.close()
    guest.context.close()


def test_filter_follows_on_camera_and_strip(page: Page) -> None:
    sepia = page.locator("#filters [data-filter='sepia']")
    sepia.click()
    expect(sepia).to_have_attribute("aria-checked", "true")
    assert "url(" in page.locator("#camera").evaluate("each => getComputedStyle(each).filter")
    picture(page, "booth-sepia")
    take_strip(page)
    is_drawn_in(page, "sepia")
    red, _, blue = average_of(page)
    assert red > blue + 15, "the strip is brown"
    picture(page, "booth-result-sepia")
    page.locator("#change-filter").click()
    page.locator("#result-choice [data-filter='grey']").click()
    is_drawn_in(page, "grey")
    red, green, blue = average_of(page)
    assert max(abs(red - green), abs(green - blue)) < 8
    all_safe(page)


def is_drawn_in(page: Page, look: str) -> None:
    expect(page.locator("#strip-canvas")).to_have_attribute("data-filter", look, timeout=30_000)


def average_of(page: Page) -> tuple[float, float, float]:
    """The mean colour of the strip's first photo, as shown."""
    red, green, blue = page.locator("#strip-canvas").evaluate(
        """canvas => {
            const copy = new OffscreenCanvas(60, 180);
            const context = copy.getContext("2d");
            context.drawImage(canvas, 0, 0, 60, 180);
            const {data} = context.getImageData(8, 8, 44, 30);
            const sum = [0, 0, 0];
            data.forEach((value, at) => { if (at % 4 < 3) sum[at % 4] += value; });
            return sum.map((each) => each / (data.length / 4));
        }"""
    )
    return red, green, blue


def test_auto_mode_snaps_on_a_smile(page: Page) -> None:
    page.locator("#mode-smile").click()
    expect(page.locator("body")).to_have_attribute("data-state", "countdown", timeout=20_000)
    picture(page, "booth-auto")
    expect(page.locator("#result")).to_be_visible(timeout=ONE_SITTING_MS)


def test_downloads_a_photo_the_strip_and_all(page: Page, tmp_path: Path) -> None:
    take_strip(page)
    all_safe(page)
    with page.expect_download() as strip:
        page.locator("#download-strip").click()
    with Image.open(strip.value.path()) as image:
        assert image.size == (600, 1800)
    with page.expect_download() as everything:
        page.locator("#download-all").click()
    with zipfile.ZipFile(everything.value.path()) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert len(names) == 5, names
    page.locator("#next-guests").click()
    expect(page.locator("body")).to_have_attribute("data-state", "ready")


def test_a_photo_is_not_mirrored_and_as_large_as_the_camera(page: Page) -> None:
    assert "matrix(-1" in page.locator("#camera").evaluate(
        "each => getComputedStyle(each).transform"
    )
    take_strip(page)
    with page.expect_download() as download:
        page.locator("#tray .slot").first.locator("button").first.evaluate("each => each.click()")
    with Image.open(download.value.path()) as photo:
        assert photo.size == (1280, 720)
        seen = photo.convert("RGB").resize((32, 18))
    truth = smiling_face().resize((32, 18))
    as_it_was, mirrored = (
        difference(seen, other)
        for other in (truth, truth.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    assert as_it_was < mirrored / 3


def difference(first: Image.Image, second: Image.Image) -> float:
    pairs = zip(first.tobytes(), second.tobytes(), strict=True)
    return sum(abs(one - other) for one, other in pairs) / len(first.tobytes())


def test_photos_wait_for_the_network_and_survive_a_reload(page: Page, booth: RunningBooth) -> None:
    page.context.set_offline(True)
    take_strip(page)
    waiting = page.locator("#upload-state")
    expect(waiting).not_to_have_attribute("data-waiting", "0")
    expect(waiting).to_contain_text("waiting for the network")
    picture(page, "booth-offline")
    page.context.set_offline(False)
    # The page goes away with the photos still on the device.
    page.reload()
    all_safe(page)
    expect(waiting).to_contain_text("All photos safe")


def test_a_reload_in_mid_sitting_carries_on(page: Page) -> None:
    page.locator("#shutter").click()
    expect(page.locator(".slot[data-state='done']")).to_have_count(2, timeout=ONE_SITTING_MS)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    expect(page.locator(".slot[data-state='done']")).to_have_count(2)
    page.locator("#shutter").click()
    expect(page.locator("#result")).to_be_visible(timeout=ONE_SITTING_MS)


def test_pressing_everything_twice_takes_one_strip(page: Page) -> None:
    for _ in range(3):
        page.locator("#shutter").dispatch_event("click")
        page.keyboard.press("Space")
    expect(page.locator("#result")).to_be_visible(timeout=ONE_SITTING_MS)
    expect(page.locator(".slot[data-state='done']")).to_have_count(4)


def test_no_face_gets_a_friendly_message_and_the_booth_is_ready_again(
    playwright: Playwright, chromium_path: str, booth: RunningBooth, tmp_path: Path
) -> None:
    video = as_video(empty_table(), tmp_path / "table.y4m")
    with chromium(playwright, chromium_path, video) as browser:
        page = new_page(browser, TABLET)
        sign_in(page, booth)
        page.locator("#shutter").click()
        message = page.locator("#message")
        expect(message).to_be_visible(timeout=20_000)
        expect(message).to_contain_text(re.compile("face|[Ss]mil"))
        picture(page, "booth-no-face")
        expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=30_000)
        expect(page.locator("#result")).to_be_hidden()


def test_without_a_camera_the_page_says_so(
    playwright: Playwright, chromium_path: str, booth: RunningBooth
) -> None:
    with chromium(playwright, chromium_path) as browser:
        page = new_page(browser, PHONE)
        sign_in(page, booth)
        expect(page.locator("body")).to_have_attribute("data-state", "camera-problem")
        expect(page.locator("#camera-problem")).to_contain_text(re.compile("camera", re.IGNORECASE))
        expect(page.locator("#camera-retry")).to_be_visible()
        picture(page, "booth-no-camera")


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["390", "820", "1440"])
def test_pages_fit_and_have_no_errors(
    browser: Browser, booth: RunningBooth, size: dict[str, int]
) -> None:
    page = new_page(browser, size)
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, booth, "/booth/")
    for name, address in {
        "booth": "/booth/demo/",
        "booths": "/booth/",
        "home": "/",
        "gallery": "/e/demo/",
    }.items():
        page.goto(booth.address + address)
        page.wait_for_load_state("load")
        page.wait_for_timeout(800)
        picture(page, f"{name}-{size['width']}")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{address} is {wider} px too wide"
        assert lines_of_title(page) <= 2, f"the title of {address} is squeezed"
    assert problems == []
    page.context.close()


def lines_of_title(page: Page) -> int:
    script = "h => Math.round(h.offsetHeight / parseFloat(getComputedStyle(h).lineHeight))"
    lines: int = page.locator("h1").first.evaluate(script)
    return lines
