"""Smiles found in Chromium: frame after frame in the worker, and on the booth's own page."""

import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect, sync_playwright

from tests.bench import Row
from tests.bench.bench_booth import collect_static
from tests.chromium import chromium_path
from tests.e2e.camera import CLOSE_UP, SIZE, as_video, chromium, empty_table, new_page, smiling_face
from tests.e2e.test_story import sign_in
from tests.factories import astronaut
from tests.running_booth import RunningBooth, running_booth
from tests.smile_page import SmileFinder, smile_finder

FRAMES = 150
SETTLE_MS = 3000
LIVE_MS = 15_000

# Counts the worker's answers, and what kept the page's own thread busy for 50 ms or more.
WATCH = """
window.scored = [];
window.longTasks = [];
window.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", ({data}) => {
            if (data.type === "scored") window.scored.push(data);
        });
    }
};
new PerformanceObserver((list) => {
    for (const {duration} of list.getEntries()) window.longTasks.push(duration);
}).observe({type: "longtask"});
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
            ]
        root = collect_static(Path(folder, "static"))
        video = as_video(sober_face(), Path(folder, "camera.y4m"), rate=30)
        with (
            running_booth(Path(folder, "booth"), STATIC_ROOT=str(root)) as booth,
            chromium(p, path, video) as browser,
        ):
            page = new_page(browser, {"width": 1180, "height": 820})
            rows.append(live(page, booth))
    return rows


def far_face() -> Image.Image:
    frame = empty_table()
    frame.paste(astronaut().crop((112, 0, 336, 224)).resize((200, 200)), (500, 200))
    return frame


def sober_face() -> Image.Image:
    """A face that never starts the countdown: it says "oh"."""
    face = astronaut()
    face.paste((205, 160, 145), (190, 138, 262, 172))
    ImageDraw.Draw(face).ellipse((216, 146, 238, 166), fill=(60, 20, 20))
    return face.crop(CLOSE_UP).resize(SIZE, Image.Resampling.LANCZOS)


def frames(finder: SmileFinder, name: str, picture: Image.Image) -> Row:
    """The mean, since the slower model looks at some frames only."""
    finder.show(picture)
    finder.run(20)
    seconds = finder.page.evaluate("performance.now() / 1000")
    answers = finder.run(FRAMES)
    each = (finder.page.evaluate("performance.now() / 1000") - seconds) / FRAMES
    median = sorted(answer["ms"] for answer in answers)[FRAMES // 2]
    note = f"{1 / each:.0f} frames/s; 1280x720, median {median:.0f} ms"
    return Row(f"smile of {name}, a frame in Chromium", seconds=each, note=note)


def live(page: Page, booth: RunningBooth) -> Row:
    """Smile mode with a camera of 30 frames a second; the booth looks at 20 at most."""
    page.add_init_script(WATCH)
    sign_in(page, booth)
    page.locator("#mode-smile").click()
    expect(page.locator("#smile-note")).to_contain_text("on this device", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)
    page.evaluate("window.scored.length = window.longTasks.length = 0")
    page.wait_for_timeout(LIVE_MS)
    scored: list[dict[str, Any]] = page.evaluate("window.scored")
    tasks: list[float] = page.evaluate("window.longTasks")
    assert scored, "the booth did not stay in Smile mode"
    assert all(answer["faces"] for answer in scored[-5:])
    note = f"{len(scored) * 1000 / LIVE_MS:.1f} frames/s; main-thread tasks of 50 ms or more: "
    note += f"{len(tasks)}" + (f", the longest {max(tasks):.0f} ms" if tasks else "")
    return Row(
        "smile mode on the booth page, a frame", seconds=LIVE_MS / 1000 / len(scored), note=note
    )
