"""What a page of the gallery costs, in an event of 1,000 photos and in a very large one.

`GALLERY_ROWS=1000000 make bench ARGS=gallery` takes the issue's million (about five minutes);
without it there are 100,000.
"""

import json
import os
import subprocess
import sys
import tempfile

from tests.bench import Row

LARGE = int(os.environ.get("GALLERY_ROWS", "100000"))
SMALL = 1_000


def run() -> list[Row]:
    return [
        *rows_of("PostgreSQL", ["-m", "tests.postgres", sys.executable]),
        *rows_of("SQLite", []),
    ]


def rows_of(database: str, prefix: list[str]) -> list[Row]:
    """Measure in a process of its own, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder:
        environment = {**os.environ, "SMILEBOOTH_DATA": folder}
        environment.pop("DATABASE_URL", None)
        command = [
            sys.executable,
            *prefix,
            "-m",
            "tests.bench.gallery_pages",
            str(SMALL),
            str(LARGE),
        ]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    measured = json.loads(done.stdout.decode().splitlines()[-1])
    return [
        Row(
            f"{name} of {LARGE:,} photos, {database}",
            seconds=times["large"],
            floor=times["small"],
            note=f"beside one of {SMALL:,}",
        )
        for name, times in measured["pages"].items()
    ] + [
        Row(f"seed_event of {LARGE:,} photos, {database}", seconds=measured["seeding"]),
        Row(f"counting {LARGE:,} photos, {database}", seconds=measured["counting"]),
    ]
