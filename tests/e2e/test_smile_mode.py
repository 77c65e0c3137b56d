"""Smile mode as guests have it: found on the device, kept for the next time, or by the server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Request, Route, expect

from tests.bench.bench_smile_browser import sober_face
from tests.e2e.camera import as_video, chromium, new_page, smiling_face
from tests.e2e.test_story import sign_in
from tests.running_booth import RunningBooth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STAGE = {"width": 1180, "height": 820}
KEPT = """async () => {
    const cache = await caches.open("smilebooth-files");
    return (await cache.keys()).map(({url}) => new URL(url).pathname);
}"""


@pytest.fixture
def page(browser: Browser, booth: RunningBooth, quick_event: str) -> Iterator[Page]:
    opened = booth_page(browser, booth, quick_event)
    yield opened
    opened.context.close()


def booth_page(browser: Browser, booth: RunningBooth, event: str, **options: object) -> Page:
    page = new_page(browser, STAGE, **options)
    sign_in(page, booth, f"/booth/{event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    return page


def expect_countdown(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-state", "countdown", timeout=60_000)


def test_no_picture_leaves_the_machine_while_smiles_are_looked_for(page: Page) -> None:
    asked: list[Request] = []
    page.context.on("request", lambda each: asked.append(each))  # noqa: PLW0108
    page.locator("#mode-smile").click()
    expect(page.locator("#smile-note")).to_have_text(
        "Smiles are found on this device. No picture is sent for that.", timeout=60_000
    )
    expect_countdown(page)
    sent = [request for request in asked if request.method != "GET" or request.post_data]
    # What it does say, every few seconds, is how the booth is: a few words and numbers.
    assert all(request.url.endswith("/heartbeat/") for request in sent)
    assert all(len(request.post_data or "") < 4000 for request in sent)
    assert not [request.url for request in asked if "smile-scores" in request.url]
    assert any(request.url.endswith(".wasm") for request in asked)


def test_the_second_time_nothing_is_fetched_and_only_public_files_are_kept(page: Page) -> None:
    page.locator("#mode-smile").click()
    expect_countdown(page)
    kept = page.evaluate(KEPT)
    for ending in (".wasm", ".tflite", ".json", ".js"):
        assert any(path.endswith(ending) for path in kept), kept
    assert all(re.match(r"/static/.*[.-]\w{8,12}\.", path) for path in kept), kept

    page.evaluate("localStorage.clear()")  # the mode: the next page starts by button
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    page.context.set_offline(True)
    page.locator("#mode-smile").click()
    expect(page.locator("#smile-note")).to_contain_text("on this device", timeout=60_000)
    expect_countdown(page)


def test_the_button_works_while_the_finder_loads(
    browser: Browser, booth: RunningBooth, quick_event: str
) -> None:
    page = booth_page(browser, booth, quick_event, service_workers="block")
    held: list[Route] = []
    page.context.route("**/*.wasm", lambda each: held.append(each))  # noqa: PLW0108
    page.locator("#mode-smile").click()
    expect(page.locator("#smile-note")).to_have_text(re.compile(r"^Smile finder loading \d+ %$"))
    page.locator("#shutter").click()
    expect_countdown(page)
    for route in held:
        route.abort()
    page.context.close()


def test_a_browser_without_webassembly_asks_the_server_twice_a_second_and_says_so(
    browser: Browser, booth: RunningBooth, quick_event: str
) -> None:
    page = new_page(browser, STAGE)
    page.add_init_script("delete window.WebAssembly")
    sign_in(page, booth, f"/booth/{quick_event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    asked: list[Request] = []
    page.on("request", lambda each: asked.append(each) if "smile-scores" in each.url else None)
    page.locator("#mode-smile").click()
    expect(page.locator("#smile-note")).to_contain_text("booth's own computer")
    expect_countdown(page)
    times = [request.timing["startTime"] for request in asked]
    assert len(times) > 1
    # On the whole: on a busy machine a request may start late, and the next one in time.
    assert (times[-1] - times[0]) / (len(times) - 1) > 400, times
    page.locator("#cancel").click()
    page.locator("#staff-open").click()
    expect(page.locator("#smile-place")).to_contain_text("This browser has no WebAssembly.")
    page.context.close()


def fading_smile(folder: Path) -> Path:
    """A camera that sees a smile for two seconds and for eight a mouth that says "oh"."""
    parts = {"smile": (smiling_face(), 2), "sober": (sober_face(), 8)}
    whole = folder / "fading.y4m"
    with whole.open("wb") as file:
        for name, (picture, seconds) in parts.items():
            video = as_video(picture, folder / f"{name}.y4m", rate=5).read_bytes()
            header, _, frames = video.partition(b"\n")
            file.write((b"" if file.tell() else header + b"\n") + seconds * frames)
    return whole


def test_who_stops_smiling_in_the_countdown_is_photographed_and_the_server_decides(
    playwright: Playwright, chromium_path: str, booth: RunningBooth, tmp_path: Path
) -> None:
    with chromium(playwright, chromium_path, fading_smile(tmp_path)) as browser:
        page = booth_page(browser, booth, "demo")
        page.locator("#mode-smile").click()
        expect(page.locator("#count")).to_contain_text("1", timeout=60_000)
        # The photo was taken all the same, five seconds after the smile; the event requires one.
        expect(page.locator("#message")).to_contain_text("Smiling is the ticket", timeout=60_000)
