"""A bare page in Chromium with the booth's smile finder, for tests and benchmarks to ask."""

import base64
import io
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
from django.contrib.staticfiles import finders
from PIL import Image
from playwright.sync_api import Browser, Page

from booth.smile.browser import addresses

STATIC = "/static/"

OPEN = """async (files) => {
    const isText = (value) => typeof value === "string";
    const full = (_, value) => isText(value) ? new URL(value, location.href).href : value;
    const worker = new Worker(files.worker);
    window.ask = (message, transfer = []) => new Promise((resolve, reject) => {
        worker.onerror = ({message}) => reject(new Error(message));
        worker.onmessage = ({data}) => {
            if (data.type === "failed") reject(new Error(data.reason));
            else if (data.type !== "progress") resolve(data);
        };
        worker.postMessage(message, transfer);
    });
    await ask({type: "load", files: JSON.parse(JSON.stringify(files), full)});
}"""

# Exactly the picture's pixels: a colour profile or an alpha channel would change them.
SHOW = """async (png) => {
    const blob = await (await fetch("data:image/png;base64," + png)).blob();
    window.picture?.close();
    window.picture = await createImageBitmap(blob, {colorSpaceConversion: "none"});
}"""

SCORE = """async () => {
    const copy = await createImageBitmap(window.picture);
    return ask({type: "score", picture: copy, isStill: true}, [copy]);
}"""

# As the booth does with its camera.
RUN = """async (count) => {
    const answers = [];
    for (let at = 0; at < count; at += 1) {
        const frame = new VideoFrame(window.picture, {timestamp: at});
        answers.push(await ask({type: "score", picture: frame}, [frame]));
    }
    return answers;
}"""


class SmileFinder:
    """The page with its worker, loaded."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def show(self, image: Image.Image) -> None:
        """Choose the picture that is scored from now on."""
        output = io.BytesIO()
        image.convert("RGB").save(output, "PNG", compress_level=1)
        self.page.evaluate(SHOW, base64.b64encode(output.getvalue()).decode())

    def score(self, image: Image.Image) -> dict[str, Any]:
        """Score a picture as a whole: what smile.worker.js answers."""
        self.show(image)
        answer: dict[str, Any] = self.page.evaluate(SCORE)
        return answer

    def run(self, count: int) -> list[dict[str, Any]]:
        """Score the chosen picture as `count` frames of a camera, one after the other."""
        answers: list[dict[str, Any]] = self.page.evaluate(RUN, count)
        return answers


def renderer_memory(browser: Browser) -> int:
    """Return the memory of the pages' processes that is theirs alone, in bytes."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pids = [each["id"] for each in processes if each["type"] == "renderer"]
    return sum(psutil.Process(pid).memory_full_info().uss for pid in pids)


@contextmanager
def smile_finder(browser: Browser) -> Iterator[SmileFinder]:
    """Load the finder from the built front end (static/dist) in a page of its own."""
    with _file_server() as address:
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.evaluate(OPEN, addresses())
        yield SmileFinder(page)
        page.close()


@contextmanager
def _file_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Files(BaseHTTPRequestHandler):
    """Serves static files from where they are found, and an empty page for all else."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = finders.find(path.removeprefix(STATIC)) if path.startswith(STATIC) else None
        content = Path(found).read_bytes() if found else b"<!doctype html><title>Smiles</title>"
        kind = mimetypes.guess_type(path)[0] if found else "text/html"
        self.send_response(200)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Keep the test's output to itself."""
