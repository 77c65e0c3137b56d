"""The web server of `make run`, with live pages open."""

import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx

from config.run.web import OPEN_FILES
from tests.running_booth import running_booth


def test_it_stops_quietly_with_pages_open(tmp_path: Path) -> None:
    ended: list[str] = []
    with running_booth(tmp_path) as booth:
        opened = threading.Barrier(6)

        def look_on() -> None:
            address = f"{booth.address}/e/demo/live/"
            with httpx.stream("GET", address, timeout=120) as response:
                parts = response.iter_text()
                next(parts)
                opened.wait()
                ended.extend("end" for _ in [list(parts)])

        pages = [threading.Thread(target=look_on) for _ in range(5)]
        for page in pages:
            page.start()
        opened.wait(60)
        booth.stop(signal.SIGTERM)
        for page in pages:
            page.join(60)
    assert ended == ["end"] * 5  # to its end, not torn off
    assert "Cancel" not in booth.text
    assert "Error" not in booth.text


def test_it_may_open_as_many_files_as_the_system_lets_it() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    script = (
        "import resource; from config.run import web;"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (256, {hard}));"
        "web.allow_many_open_files(); print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    assert int(done.stdout) == wanted
