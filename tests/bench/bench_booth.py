"""What a guest waits for, through the whole booth: web server, queue, worker, database, disk."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from gallery.layouts import LAYOUTS
from tests.bench import Row
from tests.bench.bench_images import opencv_strip, photo
from tests.running_booth import running_booth
from tests.staff_client import StaffClient

SITTINGS = 12
LAYOUT = "classic-strip"


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder:
        static = collect_static(Path(folder, "static"))
        with running_booth(Path(folder, "data"), STATIC_ROOT=str(static)) as booth:
            staff = StaffClient(booth)
            sittings = [one_sitting(staff) for _ in range(SITTINGS + 1)][1:]
            staff.http.close()
    posts = [seconds for sitting in sittings for seconds in sitting[0]]
    strips, floors = [sitting[1] for sitting in sittings], [sitting[2] for sitting in sittings]
    return [
        Row("POST of a snap", seconds=statistics.median(posts), note="1280x720, answered"),
        Row(
            "last of four frames received to strip ready",
            seconds=statistics.median(strips),
            floor=statistics.median(floors),
            note=f"{LAYOUT}, 1280x720, beside smile checks and renditions; median of {SITTINGS}",
        ),
    ]


def collect_static(root: Path) -> Path:
    environment = {
        **os.environ,
        "STATIC_ROOT": str(root),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
    return root


def one_sitting(staff: StaffClient) -> tuple[list[float], float, float]:
    """Return the seconds of four POSTs, of last frame to strip, and of the bare library calls.

    Frames come a second apart, quicker than any countdown; the work on the first three is under
    way or done when the fourth arrives, as it is at a party.
    """
    photos = [photo(1280, 720) for _ in range(4)]
    posts, keys = [], []
    for data in photos:
        start = time.perf_counter()
        keys.append(staff.upload(data))
        posts.append(time.perf_counter() - start)
        if len(keys) < len(photos):
            time.sleep(1)
    received = time.perf_counter()
    strip_key = str(uuid4())
    staff.post("strips", json={"idempotency_key": strip_key, "snap_keys": keys, "layout": LAYOUT})
    while staff.status("strips", [strip_key])[0]["status"] != "ready":
        time.sleep(0.02)
    ready = time.perf_counter() - received
    start = time.perf_counter()
    opencv_strip(LAYOUTS[LAYOUT], photos)
    return posts, ready, time.perf_counter() - start
