"""Lighthouse on guests' pages: a mid-range phone on slow 4G (simulated), against the whole booth.

The scores wanted are at least 95 for performance and for accessibility. Each page is looked at
RUNS times (3), and the run with the median score is shown; LOOK="share, a strip" looks at one page.
Lighthouse is installed beside this file on first use; the booth itself does not need it.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import Row
from tests.bench.bench_booth import collect_static
from tests.chromium import chromium_path
from tests.running_booth import running_booth

HERE = Path(__file__).parent / "lighthouse"
NODE_TOOL = Path(__file__).parents[2] / "scripts" / "node-tool"
PHOTOS = 40
RUNS = int(os.environ.get("RUNS", "3"))


def run() -> list[Row]:
    install()
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder:
        static = collect_static(Path(folder, "static"))
        with running_booth(Path(folder, "data"), STATIC_ROOT=str(static)) as booth:
            tokens = seed(booth.data_dir)
            pages = {
                "gallery": "/e/ana-kwame/",
                "share, a strip": f"/s/{tokens['strip']}/",
                "share, a photo": f"/s/{tokens['snap']}/",
                "wall": "/e/ana-kwame/wall/",
            }
            wanted = os.environ.get("LOOK")
            found = measure(booth.address, {wanted: pages[wanted]} if wanted else pages)
            return [row_of(each) for each in found]


def install() -> None:
    """Install Lighthouse where it is not yet."""
    if not Path(HERE, "node_modules", "lighthouse").is_dir():
        command = [str(NODE_TOOL), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HERE, stdout=subprocess.DEVNULL, check=True)


def seed(data_dir: Path) -> dict[str, str]:
    """Make a party of photos and strips; return links' tokens."""
    environment = {
        **os.environ,
        "SMILEBOOTH_DATA": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    command = [sys.executable, "-m", "tests.e2e.seed_party"]
    done = subprocess.run(
        [*command, "--photos", str(PHOTOS)], env=environment, stdout=subprocess.PIPE, check=True
    )
    tokens: dict[str, str] = json.loads(done.stdout)
    return tokens


def measure(address: str, pages: dict[str, str]) -> list[dict[str, Any]]:
    listed = [{"name": name, "url": address + path} for name, path in pages.items()] * RUNS
    script = str(HERE / "run.mjs")
    command = [str(NODE_TOOL), "node", script, chromium_path() or "", json.dumps(listed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [median_of([each for each in found if each["name"] == name]) for name in pages]


def median_of(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run in the middle, with the range of all scores."""
    runs = sorted(runs, key=lambda each: (each["performance"], -each["lcp"]))
    scores = f"{runs[0]['performance']} to {runs[-1]['performance']}"
    return {**runs[len(runs) // 2], "range": scores}


def row_of(found: dict[str, Any]) -> Row:
    performance = f"performance {found['performance']} ({found['range']})"
    scores = f"{performance}, accessibility {found['accessibility']}"
    paint = f"first paint {found['fcp'] / 1000:.1f} s, blocked {found['tbt']:.0f} ms"
    weight = f"shift {found['cls']:.3f}, {found['bytes'] / 1000:.0f} kB"
    return Row(
        f"Lighthouse, {found['name']}: largest paint",
        seconds=found["lcp"] / 1000,
        note=f"{scores}; {paint}, {weight}",
    )
