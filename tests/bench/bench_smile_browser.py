"""Smiles found in Chromium: frame after frame in the worker, and on the booth's own page."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.bench import Row
from tests.bench.bench_booth import collect_static
from tests.bench.main_thread import traced
from tests.chromium import chromium_path
from tests.e2e.camera import CLOSE_UP, SIZE, as_video, chromium, empty_table, new_page, smiling_face
from tests.e2e.test_story import sign_in
from tests.factories import astronaut
from tests.running_booth import RunningBooth, run_script, running_booth
from tests.smile_page import SmileFinder, renderer_memory, smile_finder

FRAMES = 150
# `SMILE_FRAMES=10000 make bench ARGS=smile_browser` takes some ten minutes.
MEMORY_FRAMES = int(os.environ.get("SMILE_FRAMES", "2000"))
STAGE = {"width": 1180, "height": 820}
SETTLE_MS = 3000
LOOK_MS = 250
LIVE_MS = 15_000
PATIENCE_MS = 90_000
LONGEST = "longest task of the main thread"

# Keeps the worker's answers.
WATCH = """
window.scored = [];
window.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", ({data}) => {
            if (data.type === "scored") window.scored.push(data);
        });
    }
};
"""

# One event never counts down, since no smile is that wide; the other does so quickly.
EVENTS = """
from django.utils import timezone
from gallery.models import Event
today = timezone.localdate()
Event.objects.create(name="Still", slug="still", date=today, smile_threshold=0.9999)
Event.objects.create(name="Quick", slug="quick", date=today, first_countdown=1, next_countdown=1)
"""


def run() -> list[Row]:
    path = chromium_path()
    assert path, "no Chromium; `make test` installs it"
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder, sync_playwright() as p:
        with chromium(p, path) as browser, smile_finder(browser) as finder:
            rows = [
                frames(finder, "a face near by", smiling_face()),
                frames(finder, "a face far away", far_face()),
                frames(finder, "nobody", empty_table()),
                memory(finder, browser),
            ]
        root = collect_static(Path(folder, "static"))
        with running_booth(Path(folder, "booth"), STATIC_ROOT=str(root)) as booth:
            create_events(booth)
            for name, picture in {"near": sober_face(), "far": far_face()}.items():
                video = as_video(picture, Path(folder, f"{name}.y4m"), rate=30)
                rows += live(p, path, booth, video, f"a {name} face")
            video = as_video(smiling_face(), Path(folder, "smile.y4m"), rate=30)
            rows += sitting(p, path, booth, video)
    return rows


def create_events(booth: RunningBooth) -> None:
    run_script(booth.data_dir, EVENTS)


def far_face() -> Image.Image:
    frame = empty_table()
    frame.paste(astronaut().crop((112, 0, 336, 224)).resize((200, 200)), (500, 200))
    return frame


def sober_face() -> Image.Image:
    """A face that says "oh"."""
    face = astronaut()
    face.paste((205, 160, 145), (190, 138, 262, 172))
    ImageDraw.Draw(face).ellipse((216, 146, 238, 166), fill=(60, 20, 20))
    return face.crop(CLOSE_UP).resize(SIZE, Image.Resampling.LANCZOS)


def frames(finder: SmileFinder, name: str, picture: Image.Image) -> Row:
    """The mean, since faces are looked for on some frames only."""
    finder.show(picture)
    finder.run(20)
    seconds = finder.page.evaluate("performance.now() / 1000")
    answers = finder.run(FRAMES)
    each = (finder.page.evaluate("performance.now() / 1000") - seconds) / FRAMES
    median = sorted(answer["ms"] for answer in answers)[FRAMES // 2]
    note = f"{1 / each:.0f} frames/s; 1280x720, median {median:.0f} ms"
    return Row(f"smile of {name}, a frame in Chromium", seconds=each, note=note)


def memory(finder: SmileFinder, browser: Browser) -> Row:
    """The page's process after a tenth of the frames, and after all."""
    finder.show(smiling_face())
    first = MEMORY_FRAMES // 10
    seconds = finder.page.evaluate("performance.now() / 1000")
    early = finder.run(first)[-1]["memory"], renderer_memory(browser)
    for _ in range(9):
        answers = finder.run(first)
    late = answers[-1]["memory"], renderer_memory(browser)
    each = (finder.page.evaluate("performance.now() / 1000") - seconds) / (10 * first)
    note = f"after {first} frames {early[1] / 1e6:.0f} MB, WebAssembly {early[0] / 1e6:.0f}; "
    note += f"after {10 * first} {late[1] / 1e6:.0f} MB, WebAssembly {late[0] / 1e6:.0f}"
    return Row("memory of the page's process, a frame", seconds=each, note=note)


def live(p: Playwright, path: str, booth: RunningBooth, video: Path, name: str) -> list[Row]:
    """Smile mode with a camera of 30 frames a second; the booth looks at 20 at most."""
    with chromium(p, path, video) as browser:
        page = booth_page(browser, booth, "still")
        page.locator("#mode-smile").click()
        expect(page.locator("#smile-note")).to_contain_text("on this device", timeout=PATIENCE_MS)
        page.wait_for_timeout(SETTLE_MS)
        page.evaluate("window.scored.length = 0")
        page.wait_for_timeout(LIVE_MS)
        scored: list[dict[str, Any]] = page.evaluate("window.scored")
        with traced(page) as tasks:
            page.wait_for_timeout(LIVE_MS)
        # In a countdown nothing is looked for, and the figure would be of something else.
        expect(page.locator("body")).to_have_attribute("data-state", "ready")
        assert len(scored) > LIVE_MS / 1000, f"{len(scored)} frames scored"
        assert all(answer["faces"] for answer in scored[-5:])
    each = LIVE_MS / 1000 / len(scored)
    row = f"smile mode with {name}, a frame on the booth page"
    return [Row(row, seconds=each, note=f"{1 / each:.1f} frames/s"), tasks.row(f"... {LONGEST}")]


def sitting(p: Playwright, path: str, booth: RunningBooth, video: Path) -> list[Row]:
    """From opening the page to the next guests: smile, four photos, strip, filter, text, drawer."""
    with chromium(p, path, video) as browser:
        page = booth_page(browser, booth, "quick")
        with traced(page) as again:
            page.reload(wait_until="commit")
            when(page, "document.body?.dataset.state === 'ready'")
        with traced(page) as rest:
            press(page, "#mode-smile")
            when(page, "document.body.dataset.state === 'result'")
            press(page, "#change-filter")
            press(page, "#result-choice [data-filter='sepia']")
            press(page, "#text-it")
            when(page, "document.getElementById('sms-dialog').open")
            page.keyboard.type("2125552368")
            page.keyboard.press("Escape")
            press(page, "#next-guests")
            when(page, "['ready', 'countdown'].includes(document.body.dataset.state)")
            press(page, "#drawer-open")
    parts = {"opening the page": again, "a whole sitting": rest}
    return [tasks.row(f"{name}: {LONGEST}") for name, tasks in parts.items()]


def press(page: Page, selector: str) -> None:
    """Press a button; Playwright's own way would keep the page's thread busy for long."""
    page.evaluate("selector => document.querySelector(selector).click()", selector)
    page.wait_for_timeout(SETTLE_MS)


def when(page: Page, condition: str) -> None:
    """Wait for a condition, and for what the page does then."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < ends, f"waited in vain: {condition}"
        page.wait_for_timeout(LOOK_MS)
    page.wait_for_timeout(SETTLE_MS)


def booth_page(browser: Browser, booth: RunningBooth, event: str) -> Page:
    page = new_page(browser, STAGE)
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(WATCH)
    sign_in(page, booth, f"/booth/{event}/")
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page
