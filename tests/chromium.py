"""Which Chromium the browser tests drive."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """Return the CHROMIUM of the environment, the machine's own, Playwright's, or None."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return wanted
    for name in NAMES:
        found = shutil.which(name)
        if found and not _is_snap_stub(found):
            return found
    return _playwrights()


def _is_snap_stub(path: str) -> bool:
    """Ubuntu's package holds a shell script that asks for the snap, which containers cannot run."""
    resolved = Path(path).resolve()
    return resolved.name == "snap" or b"snap" in resolved.read_bytes()[:2048].lower()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    # Nothing is started but Playwright's driver, and the browser's path asked of it.
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
