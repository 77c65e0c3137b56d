"""A guest from afar, from the invitation to the strip, on a phone with a camera of its own.

The vendor's side is tests/video/: pictures go from page to page by WebRTC. The guest has a browser
of their own, for a browser has one camera.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.axe import violations
from tests.e2e.camera import DESKTOP, PHONE, TABLET, as_video, chromium, new_page
from tests.e2e.test_live_video import PATIENCE, PROJECT, SECRET
from tests.e2e.test_story import picture as keep
from tests.e2e.test_story import sign_in
from tests.running_booth import RunningBooth, running_booth
from tests.video.switchboard import Switchboard, running_switchboard

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STAGE = {"width": 1180, "height": 820}
UPRIGHT = (720, 1280)
SHIRT = (32, 150, 70)
NAME = "Ana ლენა"
# Every track that a page has ever been given by its camera.
NOTE_TRACKS = """(() => {
  window.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (what) => {
    const stream = await ask(what);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const copy = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () {
    const clone = copy.call(this);
    window.tracks.push(clone);
    return clone;
  };
})()"""
OPEN_CAMERAS = "tracks.filter(({ readyState }) => readyState === 'live').length"
# From now on no frame of the guest's own leaves the page.
NO_FRAMES = """() => {
  const go = window.fetch;
  window.fetch = (url, ...rest) => {
    if (String(url).includes("/join/frames/")) return Promise.reject(new TypeError("no network"));
    return go(url, ...rest);
  };
}"""
PIXEL = """([selector, x, y]) => {
  const source = document.querySelector(selector);
  const canvas = document.createElement("canvas");
  canvas.width = source.videoWidth || source.width;
  canvas.height = source.videoHeight || source.height;
  const context = canvas.getContext("2d");
  context.drawImage(source, 0, 0);
  const at = [x * canvas.width, y * canvas.height].map(Math.round);
  return [...context.getImageData(...at, 1, 1).data].slice(0, 3);
}"""


def somebody() -> Image.Image:
    """A picture that is nobody else's: green all over, with a face of sorts above the middle."""
    image = Image.new("RGB", UPRIGHT, SHIRT)
    ImageDraw.Draw(image).ellipse((210, 240, 510, 620), fill="#b98a66")
    return image


@pytest.fixture(scope="module")
def switchboard() -> Iterator[Switchboard]:
    with running_switchboard(project=PROJECT, secret=SECRET) as switchboard:
        yield switchboard


@pytest.fixture(scope="module")
def booth(data_folder: Path, static_root: Path, switchboard: Switchboard) -> Iterator[RunningBooth]:
    video = {
        "VIDEO_BACKEND": "opentok",
        "OPENTOK_API_KEY": PROJECT,
        "OPENTOK_API_SECRET": SECRET,
        "OPENTOK_API_URL": switchboard.address,
        "OPENTOK_SCRIPT_URL": switchboard.script_url,
        "OPENTOK_HOSTS": switchboard.address,
    }
    with running_booth(data_folder, STATIC_ROOT=str(static_root), **video) as running:
        yield running


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    video = as_video(somebody(), tmp_path_factory.mktemp("phone") / "guest.y4m")
    with chromium(playwright, chromium_path, video) as opened:
        yield opened


@pytest.fixture(scope="module")
def stage(browser: Browser, booth: RunningBooth, quick_event: str) -> Iterator[Page]:
    page = new_page(browser, STAGE)
    sign_in(page, booth, f"/booth/{quick_event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def control(browser: Browser, booth: RunningBooth, quick_event: str, stage: Page) -> Iterator[Page]:
    page = new_page(browser, DESKTOP)
    sign_in(page, booth, f"/booth/{quick_event}/control/")
    expect(page.locator(".tile")).to_have_count(1, timeout=PATIENCE)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def link(control: Page, booth: RunningBooth) -> str:
    """The invitation that staff make, at this booth's own address."""
    control.get_by_role("button", name="Invite a guest from afar").click()
    expect(control.locator("#invite-qr svg")).to_be_visible()
    keep(control, "control-invite")
    url = control.locator("#invite-link").input_value()
    control.get_by_role("button", name="Close").click()
    return booth.address.rstrip("/") + re.sub(r"^https?://[^/]+", "", url)


def knock(phone: Browser, link: str, name: str = NAME) -> Page:
    """Open the link and come to the waiting room."""
    page = new_page(phone, PHONE, has_touch=True)
    page.add_init_script(NOTE_TRACKS)
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Turn on my camera").click()
    expect(page.get_by_role("heading", name="Say hello soon")).to_be_visible(timeout=PATIENCE)
    return page


def let_in(control: Page, stage: Page, name: str = NAME) -> None:
    control.get_by_role("button", name=f"Let {name} in", exact=True).click(timeout=PATIENCE)
    expect(stage.locator(".guest-tile.is-shown")).to_have_count(1, timeout=PATIENCE)


def is_like(pixel: Any, colour: tuple[int, int, int] = SHIRT, off: int = 40) -> bool:
    return all(abs(one - other) < off for one, other in zip(pixel, colour, strict=True))


def rows(booth: RunningBooth, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{booth.data_dir / 'db.sqlite3'}?mode=ro", uri=True) as database:
        return database.execute(question).fetchall()


def wait_for(what: str, get: Any, wanted: Any, seconds: float = 40) -> Any:
    deadline = time.monotonic() + seconds
    while not wanted(found := get()):
        assert time.monotonic() < deadline, f"{what}: {found}"
        time.sleep(0.3)
    return found


def wait_for_strip(booth: RunningBooth, number: int) -> None:
    """Wait until so many strips are there and each shows what it is to show."""
    done = "SELECT status, revision = picture_revision FROM gallery_strip"
    ready = [("ready", 1)] * number
    wait_for("strips", lambda: rows(booth, done), lambda found: found == ready)


def printed(booth: RunningBooth) -> Image.Image:
    """The newest strip as it is kept on the server."""
    ready = "SELECT image FROM gallery_strip WHERE status='ready' ORDER BY id DESC LIMIT 1"
    with Image.open(booth.data_dir / "media" / rows(booth, ready)[0][0]) as strip:
        return strip.convert("RGB")


def rooms_of(switchboard: Switchboard, kind: str) -> set[str]:
    return {each.room for each in switchboard.inside(kind)}


def open_cameras(page: Page) -> int:
    return int(page.evaluate(OPEN_CAMERAS))


@pytest.fixture(scope="module")
def guest(phone: Browser, control: Page, stage: Page, link: str) -> Iterator[Page]:
    page = knock(phone, link)
    keep(page, "join-waiting")
    let_in(control, stage)
    expect(page.locator("body")).to_have_attribute("data-state", "live", timeout=PATIENCE)
    yield page
    page.context.close()


def test_the_door_is_beautiful_and_for_everybody(phone: Browser, link: str) -> None:
    page = new_page(phone, PHONE, has_touch=True)
    page.goto(link)
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Turn on my camera").click()
    expect(page.get_by_text("Please type your name first.")).to_be_visible()
    for size in (PHONE, TABLET, DESKTOP):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        keep(page, f"join-welcome-{size['width']}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.context.close()


def test_a_guest_is_on_the_booth_s_screen_as_on_the_strip(guest: Page, stage: Page) -> None:
    expect(stage.locator(".guest-tile.is-shown .guest-tile__name")).to_have_text(NAME)
    live = ".guest-tile.is-shown video"
    wait_for("the guest's picture", lambda: stage.evaluate(PIXEL, [live, 0.1, 0.9]), is_like)
    own, theirs = (
        stage.locator(each).bounding_box() for each in ("#camera", ".guest-tile.is-shown")
    )
    assert own
    assert theirs
    assert own["width"] / theirs["width"] == pytest.approx(315 / 209, abs=0.03)
    assert own["height"] == pytest.approx(theirs["height"], abs=1)
    keep(stage, "booth-with-guest")
    expect(guest.locator("#booth-view[data-moving] video")).to_be_visible(timeout=PATIENCE)
    keep(guest, "join-live")


def test_the_strip_has_both_at_full_resolution(
    guest: Page, stage: Page, control: Page, booth: RunningBooth
) -> None:
    stage.locator("#shutter").click()
    expect(guest.locator("#count")).to_have_class(re.compile("is-shown"), timeout=PATIENCE)
    keep(stage, "booth-with-guest-countdown")
    expect(guest.locator("#said")).to_have_text("Got it", timeout=PATIENCE)
    expect(stage.locator("body")).to_have_attribute("data-state", "result", timeout=60_000)
    expect(stage.locator("#strip-canvas[data-filter]")).to_be_visible()
    shown = wait_for(
        "the strip on the screen",
        lambda: stage.evaluate(PIXEL, ["#strip-canvas", 540 / 600, 380 / 1800]),
        is_like,
    )
    assert shown
    keep(stage, "booth-with-guest-result")
    expect(guest.get_by_role("link", name="Open the strip")).to_be_visible(timeout=PATIENCE)
    keep(guest, "join-strip")
    full = "SELECT source, picture FROM gallery_companion"
    kept = wait_for(
        "full frames",
        lambda: rows(booth, full),
        lambda found: [source for source, _ in found] == ["full"] * 4,
    )
    camera = guest.evaluate(
        "['videoWidth', 'videoHeight'].map((each) => document.getElementById('self')[each])"
    )
    for _, name in kept:
        with Image.open(booth.data_dir / "media" / name) as own:
            assert list(own.size) == camera
    wait_for_strip(booth, 1)
    paper = printed(booth)
    for slot in range(4):
        assert is_like(paper.getpixel((540, 36 + 396 * slot + 350)), off=24)
        assert not is_like(paper.getpixel((180, 36 + 396 * slot + 180)), off=24)
    stage.locator("#next-guests").click()
    expect(stage.locator("body")).to_have_attribute("data-state", "ready")


def test_who_drops_out_leaves_what_the_booth_saw(
    guest: Page, stage: Page, booth: RunningBooth
) -> None:
    everybody = "SELECT source FROM gallery_companion ORDER BY id"
    before = len(rows(booth, everybody))
    guest.evaluate(NO_FRAMES)
    expect(guest.locator("#said")).to_be_hidden()  # that of the last sitting
    stage.locator("#shutter").click()
    expect(guest.locator("#said")).to_have_text("Got it", timeout=PATIENCE)
    guest.goto("about:blank")
    closed = time.monotonic()
    expect(stage.locator("#main")).not_to_have_attribute("data-company", "", timeout=5000)
    assert time.monotonic() - closed < 3  # within one second; the rest is this machine's
    expect(stage.locator("body")).to_have_attribute("data-state", "result", timeout=60_000)
    kept = wait_for(
        "the stand-in",
        lambda: rows(booth, everybody)[before:],
        lambda found: ("stand_in",) in found,
    )
    assert ("full",) not in kept
    wait_for_strip(booth, 2)
    paper = printed(booth)
    assert is_like(paper.getpixel((540, 36 + 350)))
    assert not is_like(paper.getpixel((540, 36 + 396 * 3 + 350)))
    stage.locator("#next-guests").click()


def test_no_camera_stays_open(phone: Browser, control: Page, stage: Page, link: str) -> None:
    page = knock(phone, link, "Ben")
    let_in(control, stage, "Ben")
    keep(control, "control-guests")
    expect(page.locator("body")).to_have_attribute("data-state", "live", timeout=PATIENCE)
    assert open_cameras(page) >= 2  # the page's own and the one that is sent
    page.get_by_role("button", name="Leave").last.click()
    expect(page.get_by_role("heading", name="Thank you for coming")).to_be_visible()
    keep(page, "join-left")
    assert open_cameras(page) == 0
    expect(stage.locator(".guest-tile.is-shown")).to_have_count(0)
    page.get_by_role("button", name="Join again").click()
    let_in(control, stage, "Ben")
    control.get_by_role("button", name="Put Ben out").click()
    expect(page.get_by_role("heading", name="Your visit has ended")).to_be_visible(timeout=PATIENCE)
    assert open_cameras(page) == 0
    expect(stage.locator(".guest-tile.is-shown")).to_have_count(0)
    page.context.close()


def test_who_is_put_out_and_stays_on_is_alone(
    phone: Browser, control: Page, stage: Page, link: str, switchboard: Switchboard
) -> None:
    """The page of somebody who does not want to hear that the visit has ended."""
    page = knock(phone, link, "Eve")
    let_in(control, stage, "Eve")
    expect(page.locator("#booth-view video")).to_be_visible(timeout=PATIENCE)
    expect(control.locator(".tile__badge")).to_be_visible(timeout=PATIENCE)
    page.route(re.compile(r"/api/v1/join/$"), lambda route: route.abort())
    (old,) = rooms_of(switchboard, "booth")
    control.get_by_role("button", name="Put Eve out").click()
    expect(page.locator("#booth-view video")).to_have_count(0, timeout=PATIENCE)
    booths = wait_for("booth", lambda: rooms_of(switchboard, "booth"), lambda found: found - {old})
    (new,) = booths - {old}
    # Mission control goes along; so would other guests.
    wait_for(
        "mission control", lambda: rooms_of(switchboard, "staff"), lambda found: found == {new}
    )
    expect(control.locator(".tile__badge")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(3000)  # its page asks for another pass, and gets none
    assert {each.kind for each in switchboard.entered if each.room == new} == {"booth", "staff"}
    page.context.close()


def test_an_ended_link_ends_the_visit(phone: Browser, control: Page, link: str) -> None:
    page = knock(phone, link, "Cleo")
    control.get_by_role("button", name="Invite a guest from afar").click()
    control.get_by_role("button", name="End this link").click()
    expect(control.get_by_text("The link has ended")).to_be_visible()
    control.get_by_role("button", name="Close").click()
    ended = re.compile("has ended")
    expect(page.get_by_role("heading", name=ended)).to_be_visible(timeout=PATIENCE)
    assert open_cameras(page) == 0
    page.goto(link)
    expect(page.get_by_role("heading", name="This invitation has ended")).to_be_visible()
    keep(page, "join-ended")
    page.context.close()
