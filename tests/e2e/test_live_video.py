"""A booth with a video account: its picture on the control page, and guests who notice nothing.

The vendor's side is tests/video/: its API, and a stand-in for its script that moves real video.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.e2e import axe
from tests.e2e.camera import DESKTOP, new_page
from tests.e2e.test_story import picture as keep
from tests.e2e.test_story import sign_in
from tests.running_booth import RunningBooth, running_booth
from tests.video.switchboard import Switchboard, running_switchboard

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STAGE = {"width": 820, "height": 1180}
PATIENCE = 30_000
PROJECT, SECRET = "47112233", "0123456789abcdef0123456789abcdef01234567"
# What of the test picture's middle the video shows, as [red, green, blue].
MIDDLE = """() => {
  const video = document.querySelector(".tile__live video");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 9];
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, 16, 9);
  return [...context.getImageData(0, 0, 16, 9).data];
}"""
FRAMES = "document.querySelector('.tile__live video')?.getVideoPlaybackQuality().totalVideoFrames"


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
def violations() -> list[str]:
    return []


def listening(page: Page, violations: list[str]) -> Page:
    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            violations.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: violations.append(str(error)))
    return page


@pytest.fixture(scope="module")
def stage(
    browser: Browser, booth: RunningBooth, quick_event: str, violations: list[str]
) -> Iterator[Page]:
    page = listening(new_page(browser, STAGE), violations)
    sign_in(page, booth, f"/booth/{quick_event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def control(
    browser: Browser, booth: RunningBooth, quick_event: str, stage: Page, violations: list[str]
) -> Iterator[Page]:
    page = listening(new_page(browser, DESKTOP), violations)
    sign_in(page, booth, f"/booth/{quick_event}/control/")
    yield page
    page.context.close()


@pytest.fixture
def tile(control: Page) -> Locator:
    tile = control.locator(".tile")
    expect(tile).to_have_count(1, timeout=PATIENCE)
    return tile


def is_live(tile: Locator) -> None:
    expect(tile.locator(".tile__badge")).to_be_visible(timeout=PATIENCE)


def take_photos(stage: Page) -> None:
    stage.locator("#shutter").click()
    expect(stage.locator("body")).to_have_attribute("data-state", "result", timeout=60_000)
    stage.locator("#next-guests").click()
    expect(stage.locator("body")).to_have_attribute("data-state", "ready")


def test_the_control_page_shows_what_the_camera_sees(
    control: Page, tile: Locator, stage: Page, switchboard: Switchboard
) -> None:
    is_live(tile)
    keep(control, "control-live")
    before = control.evaluate(FRAMES)
    control.wait_for_timeout(2000)
    assert control.evaluate(FRAMES) > before + 5
    expect(tile.get_by_label("Live picture of Booth 1")).to_be_visible()
    assert axe.violations(control) == []
    seen = control.evaluate(MIDDLE)
    camera = stage.evaluate(MIDDLE.replace(".tile__live video", "#camera"))
    off = [abs(one - other) for one, other in zip(seen, camera, strict=True)]
    assert sum(off) / len(off) < 8
    assert max(camera[0::4]) - min(camera[0::4]) > 100  # it is a picture, not one colour
    (room,) = {each.room for each in switchboard.entered}
    roles = {each.kind: each.role for each in switchboard.entered}
    assert roles == {"booth": "publisher", "staff": "moderator"}
    assert switchboard.rooms == [room]


def test_a_command_comes_by_signal_and_feed_and_is_carried_out_once(
    tile: Locator, stage: Page, switchboard: Switchboard
) -> None:
    told: list[tuple[str, str]] = []

    def hear(request: Request) -> None:
        if request.url.endswith("/heartbeat/"):
            done = json.loads(request.post_data or "{}")["done"]
            told.extend((each["id"], each["outcome"]) for each in done)

    # The booth says at once that it is done, and then there is no signal any more: hold it back.
    stage.on("request", hear)
    stage.route("**/heartbeat/", lambda route: route.abort())
    tile.get_by_role("button", name="Countdown now").click()
    expect(stage.locator("body")).to_have_attribute("data-state", "countdown")
    deadline = time.monotonic() + 10
    while not switchboard.signals and time.monotonic() < deadline:
        stage.wait_for_timeout(50)
    stage.unroute("**/heartbeat/")
    expect(stage.locator("body")).to_have_attribute("data-state", "result", timeout=60_000)
    stage.locator("#next-guests").click()
    stage.remove_listener("request", hear)
    (signal,) = switchboard.signals
    assert signal["type"] == "command"
    # Done a second time it would have been refused, since guests were being photographed.
    assert set(told) == {(json.loads(signal["data"])["id"], "Counting down.")}


def test_a_guest_s_signal_is_no_command(
    stage: Page, booth: RunningBooth, switchboard: Switchboard
) -> None:
    (inside,) = switchboard.wait_for("booth")
    order = {
        **json.loads(switchboard.signals[0]["data"]),
        "id": str(uuid4()),
        "kind": "pause",
        "expires_at": "2099-01-01T00:00:00Z",
    }
    told = {"kind": "signal", "type": "command", "data": json.dumps(order)}
    inside.news.put({**told, "from": {"connectionId": "g", "data": '{"kind": "guest"}'}})
    stage.wait_for_timeout(1000)
    expect(stage.locator("#pause-sign")).to_be_hidden()
    inside.news.put({**told, "from": None})
    expect(stage.locator("#pause-sign")).to_be_visible()
    stage.locator("#staff-open").click()
    stage.locator("#pause-toggle").click()
    stage.keyboard.press("Escape")


def test_after_a_drop_the_picture_comes_back_by_itself(
    tile: Locator, stage: Page, switchboard: Switchboard
) -> None:
    is_live(tile)
    entered = len(switchboard.entered)
    switchboard.drop("booth")
    expect(stage.locator("body")).to_have_attribute("data-state", "ready")
    expect(tile.locator(".tile__badge")).to_be_hidden()
    expect(tile.get_by_alt_text("The last photo taken here")).to_be_visible()
    is_live(tile)
    assert len(switchboard.entered) == entered + 1
    log = tile.locator(".tile__log")
    expect(log).to_contain_text("Live video went away.", timeout=PATIENCE)
    expect(log).to_contain_text("Live video is back.", timeout=PATIENCE)


def test_a_camera_that_went_away_is_opened_again_and_sent(
    tile: Locator, stage: Page, switchboard: Switchboard
) -> None:
    is_live(tile)
    (room,) = switchboard.wait_for("booth")
    (old,) = room.streams
    stage.evaluate(
        """() => {
          const [track] = document.querySelector("#camera").srcObject.getVideoTracks();
          track.stop();
          track.dispatchEvent(new Event("ended"));  // as when it is unplugged
        }"""
    )
    expect(tile.locator(".tile__badge")).to_be_hidden()
    is_live(tile)
    (new,) = room.streams
    assert new != old
    log = tile.locator(".tile__log")
    expect(log).to_contain_text("The camera went away.", timeout=PATIENCE)
    expect(log).to_contain_text("The camera is back.", timeout=PATIENCE)


def test_the_vendor_falls_over_in_a_countdown_and_guests_get_their_strip(
    tile: Locator, stage: Page, switchboard: Switchboard
) -> None:
    stage.locator("#shutter").click()
    expect(stage.locator("body")).to_have_attribute("data-state", "countdown")
    switchboard.vanish()
    expect(stage.locator("body")).to_have_attribute("data-state", "result", timeout=60_000)
    stage.locator("#next-guests").click()
    expect(tile).to_contain_text("Away: tries again by itself", timeout=PATIENCE)
    switchboard.is_away = False
    is_live(tile)


def test_a_refused_room_is_exchanged(tile: Locator, switchboard: Switchboard) -> None:
    before = len(switchboard.rooms)
    switchboard.refuse_rooms()
    expect(tile.locator(".tile__badge")).to_be_hidden()
    expect(tile.locator(".tile__badge")).to_be_visible(timeout=60_000)
    assert len(switchboard.rooms) == before + 1


def test_staff_switch_live_pictures_off_and_the_minutes_end(
    control: Page, tile: Locator, switchboard: Switchboard
) -> None:
    switch = control.get_by_role("button", name="Live pictures")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(tile.locator(".tile__badge")).to_be_hidden()
    switchboard.wait_for("staff", count=0)
    switch.click()
    is_live(tile)


def test_with_a_broken_script_the_booth_takes_its_photos(
    stage: Page, tile: Locator, switchboard: Switchboard
) -> None:
    whole, switchboard.script = switchboard.script, "this is no script"
    stage.reload()
    expect(stage.locator("body")).to_have_attribute("data-state", "ready")
    take_photos(stage)
    expect(tile.locator(".tile__log")).to_contain_text(
        "Live video did not start.", timeout=PATIENCE
    )
    switchboard.script = whole
    switchboard.wait_for("booth", seconds=40)


def test_pages_hold_no_secret_and_the_policy_was_kept(
    stage: Page, control: Page, violations: list[str], switchboard: Switchboard
) -> None:
    for page in (stage, control):
        html = page.request.get(page.url).text()
        assert "urls" in html
        assert SECRET not in html
        assert not any(room in html for room in switchboard.rooms)
        assert "eyJ" not in html  # how a token begins
    # The broken script above is an error of the page; nothing else was.
    assert [each for each in violations if "Unexpected identifier" not in each] == []
