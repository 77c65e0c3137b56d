"""Real faces in front of Chromium's camera, and browsers that look through it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from skimage import data

from tests.factories import astronaut

SIZE = (1280, 720)
# Where the astronaut's face fills a good part of a 16:9 picture.
CLOSE_UP = (52, 0, 404, 198)

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
DESKTOP = {"width": 1440, "height": 900}


def smiling_face() -> Image.Image:
    return astronaut().crop(CLOSE_UP).resize(SIZE, Image.Resampling.LANCZOS)


def empty_table() -> Image.Image:
    """Return a picture with no face on it: a cup of coffee."""
    pixels = data.coffee()  # type: ignore[no-untyped-call]
    return Image.fromarray(pixels).resize(SIZE, Image.Resampling.LANCZOS)


def as_video(image: Image.Image, path: Path, *, rate: int = 10) -> Path:
    """Write one second of the picture as YUV4MPEG2, which Chromium plays as a camera."""
    still = path.with_suffix(".png")
    image.save(still)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-loop", "1"]
    command += ["-i", str(still), "-t", "1", "-r", str(rate), "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(command, check=True)
    return path


@contextmanager
def chromium(
    playwright: Playwright, executable: str, video: Path | None = None
) -> Iterator[Browser]:
    """Start Chromium; with a video, that is what its only camera sees."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync", "--no-first-run"]
    # Live video goes from page to page also where the machine has no network at all.
    arguments += ["--allow-loopback-in-peer-connection"]
    if video is not None:
        arguments += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        arguments += [f"--use-file-for-fake-video-capture={video}"]
    browser = playwright.chromium.launch(executable_path=executable, args=arguments)
    try:
        yield browser
    finally:
        browser.close()


def new_page(browser: Browser, size: dict[str, int], **options: object) -> Page:
    """Open a page as a new person, with cookies and storage of their own."""
    context: BrowserContext = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        permissions=["camera"],
        accept_downloads=True,
        **options,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page
