"""The gallery as it changes while a guest looks at it, in a real browser."""

import io
from collections.abc import Iterator
from contextlib import suppress

import pytest
from PIL import ImageEnhance
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.e2e.camera import DESKTOP, new_page, smiling_face
from tests.running_booth import RunningBooth, run_script
from tests.staff_client import StaffClient

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# Low enough for a few photos to fill it several times over.
SMALL_PHONE = {"width": 390, "height": 420}
PHOTOS = 7
AWAY = "**/live/**"


def upload(staff: StaffClient, number: int) -> str:
    """Take a photo that no other is like, wait until guests see it, and return its id."""
    output = io.BytesIO()
    ImageEnhance.Brightness(smiling_face()).enhance(0.9 + number / 100).save(output, "JPEG")
    key = staff.upload(output.getvalue())
    staff.wait_until("snaps", [key], {"ready"}, seconds=30)
    photo_id: str = staff.status("snaps", [key])[0]["id"]
    return photo_id


def hide(booth: RunningBooth, photo_id: str) -> None:
    script = (
        "from gallery.models import Snap; from gallery.services.publishing import hide;"
        f"hide(Snap.objects.get(public_id='{photo_id}'))"
    )
    run_script(booth.data_dir, script)


@pytest.fixture(scope="module")
def photos(staff: StaffClient) -> list[str]:
    """Ids, oldest first."""
    return [upload(staff, number) for number in range(PHOTOS)]


@pytest.fixture
def gallery(browser: Browser, booth: RunningBooth, photos: list[str]) -> Iterator[Page]:
    page = new_page(browser, SMALL_PHONE, is_mobile=True, has_touch=True)
    page.goto(booth.address + "/e/demo/")
    expect(page.locator("#live")).to_be_visible()
    yield page
    page.context.close()


def first_id(page: Page) -> str:
    return (page.locator(".card").first.get_attribute("id") or "").removeprefix("photo-")


def test_a_new_photo_comes_by_itself(gallery: Page, staff: StaffClient) -> None:
    before = int(gallery.locator("#count").inner_text().split()[0])
    new = upload(staff, 20)
    expect(gallery.locator(f"#photo-{new}")).to_be_visible()
    assert first_id(gallery) == new
    expect(gallery.locator("#count")).to_contain_text(str(before + 1))


def test_a_reader_further_down_is_not_disturbed(gallery: Page, staff: StaffClient) -> None:
    gallery.evaluate("scrollTo(0, document.body.scrollHeight)")
    place = gallery.locator(".card").last
    before = place.bounding_box()
    new = upload(staff, 21)
    pill = gallery.get_by_role("button", name="1 new photo ↑")
    expect(pill).to_be_visible()
    assert place.bounding_box() == before
    expect(gallery.locator(f"#photo-{new}")).to_have_count(0)
    pill.click()
    expect(gallery.locator(f"#photo-{new}")).to_be_in_viewport()
    expect(gallery.locator("#arrivals")).to_be_hidden()


def test_a_photo_taken_down_leaves_the_page_and_the_large_view(
    gallery: Page, booth: RunningBooth, photos: list[str]
) -> None:
    lost = photos[3]
    gallery.locator(f"#photo-{lost} a").tap()
    expect(gallery.locator(".pswp--open")).to_be_visible()
    hide(booth, lost)
    expect(gallery.locator(".pswp--open")).to_have_count(0)
    expect(gallery.locator(f"#photo-{lost}")).to_have_count(0)
    expect(gallery.get_by_text("That photo was taken down.")).to_be_visible()


def test_a_neighbour_taken_down_cannot_be_swiped_to(
    gallery: Page, booth: RunningBooth, photos: list[str]
) -> None:
    shown, lost, beyond = photos[6], photos[5], photos[4]
    gallery.locator(f"#photo-{shown} a").tap()
    expect(gallery.locator(".pswp--open")).to_be_visible()
    hide(booth, lost)
    expect(gallery.locator(f"#photo-{lost}")).to_have_count(0)
    expect(gallery.locator(".pswp--open")).to_be_visible()
    gallery.wait_for_url(f"**#photo-{shown}")
    press_until(gallery, "ArrowRight", moved_from=f"#photo-{shown}")
    assert gallery.url.endswith(f"#photo-{beyond}")


def press_until(page: Page, key: str, *, moved_from: str) -> None:
    """Press a key as a person would: again when nothing came of it.

    The large view takes no key for the moment in which it opens anew.
    """
    for _ in range(20):
        page.keyboard.press(key)
        with suppress(PlaywrightTimeout):
            page.wait_for_url(lambda url: not url.endswith(moved_from), timeout=5000)
            return
    raise AssertionError(f"{key} changed nothing: {page.url}")


def test_the_back_button_closes_the_large_view(gallery: Page, booth: RunningBooth) -> None:
    gallery.locator(".card a").first.tap()
    expect(gallery.locator(".pswp--open")).to_be_visible()
    gallery.go_back()
    expect(gallery.locator(".pswp--open")).to_have_count(0)
    assert gallery.url == booth.address + "/e/demo/"


def test_photos_come_also_while_the_feed_is_away(
    browser: Browser, booth: RunningBooth, staff: StaffClient, photos: list[str]
) -> None:
    page = new_page(browser, DESKTOP)
    page.route(AWAY, lambda route: route.abort())
    page.goto(booth.address + "/e/demo/")
    expect(page.locator(".card").first).to_be_visible()
    new = upload(staff, 22)
    expect(page.locator(f"#photo-{new}")).to_be_visible(timeout=20_000)
    expect(page.locator("#live")).to_be_hidden()
    page.context.close()


def test_nothing_jumps_while_pictures_load(
    browser: Browser, booth: RunningBooth, photos: list[str]
) -> None:
    page = new_page(browser, DESKTOP)
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.shifted += entry.value;"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(booth.address + "/e/demo/")
    for image in page.locator(".card__picture").all():
        expect(image).to_have_js_property("complete", True)
    assert page.evaluate("window.shifted") < 0.01
    page.context.close()


def test_without_javascript_a_photo_is_a_link(
    browser: Browser, booth: RunningBooth, photos: list[str]
) -> None:
    page = new_page(browser, DESKTOP, java_script_enabled=False)
    page.goto(booth.address + "/e/demo/")
    expect(page.locator("#share")).to_be_hidden()
    page.locator(".card a").first.click()
    assert page.url.endswith(".webp")
    page.context.close()
