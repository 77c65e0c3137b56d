"""A hall full of phones: 2,000 open live feeds, while pages are asked for and photos come in.

The whole booth runs as `make run` starts it; the phones are a process of their own, on the same
machine. FEEDS=500 and PAGES_A_SECOND=5 change the numbers.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psutil
import redis

from config.redis_server import redis_socket
from tests.bench import Row
from tests.bench.bench_booth import collect_static
from tests.running_booth import RunningBooth, running_booth

FEEDS = int(os.environ.get("FEEDS", "2000"))
PAGES_A_SECOND = float(os.environ.get("PAGES_A_SECOND", "8"))
SECONDS = 30
ITEM_EVERY = 2.0
PATIENCE = 300


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder:
        static = collect_static(Path(folder, "static"))
        with running_booth(Path(folder, "data"), STATIC_ROOT=str(static)) as booth, hello() as port:
            return measure(booth, port, seed(booth))


class Seeded(NamedTuple):
    """The feed's stream and newest id, and the message of one of its photos."""

    stream: str
    feed_id: str
    item: dict[str, str]


def seed(booth: RunningBooth) -> Seeded:
    """Make an event of 1,000 photos."""
    script = (
        "from django.core.management import call_command as call;"
        "call('seed_event', 'hall', snaps=1000, strips=100, images=48, verbosity=0);"
        "from gallery.models import Snap; from gallery import live;"
        "snap = Snap.objects.newest_first().first();"
        "name = live.stream_name(snap.event, 'public');"
        "print(name, live.last_id(snap.event, 'public'), snap.public_id)"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SMILEBOOTH_DATA": str(booth.data_dir),
        "REDIS_URL": f"unix://{redis_socket(booth.data_dir)}",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    stream, feed_id, snap = done.stdout.split()[-3:]
    item = {"kind": "item", "data": json.dumps({"kind": "snap", "id": snap})}
    return Seeded(stream, feed_id, item)


@contextmanager
def hello() -> Iterator[int]:
    """A bare ASGI server of the same kind; the context's value is its port."""
    command = [sys.executable, "-m", "uvicorn", "tests.bench.hello:application"]
    options = ["--port", "0", "--no-access-log", "--lifespan", "off"]
    process = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        line = next(line for line in process.stderr if "running on" in line)
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield int(line.split("127.0.0.1:")[1].split()[0])
    finally:
        process.terminate()
        process.wait(20)


class Phones:
    """The process that holds the feeds open."""

    def __init__(self, address: str, feed_id: str, count: int) -> None:
        where = urlsplit(address)
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.bench.feed_clients"),
                *(str(where.hostname), str(where.port)),
                *(f"/e/hall/live/?after={feed_id}", str(count)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the phones' process has ended"
        facts: dict[str, Any] = json.loads(line)
        return facts

    def close(self) -> int:
        """Hang up; return how many feeds had been lost by then."""
        assert self.process.stdin
        self.process.stdin.close()
        facts = self.hear()
        while "lost" not in facts:
            facts = self.hear()
        self.process.wait(60)
        return int(facts["lost"])


def measure(booth: RunningBooth, port: int, hall: Seeded) -> list[Row]:
    page, bare = f"{booth.address}/e/hall/", f"http://127.0.0.1:{port}/"
    paced({"page": page, "bare": bare}, 5)
    quiet = paced({"page": page, "bare": bare}, 10)
    web = [psutil.Process(pid) for name, pid in booth.pids().items() if name.startswith("web")]
    before, threads = sum(rss(web)), sum(one.num_threads() for one in web)
    phones = Phones(booth.address, hall.feed_id, FEEDS)
    opened = phones.hear()
    memory = (sum(rss(web)) - before) / FEEDS
    threads = sum(one.num_threads() for one in web) - threads
    publishing = threading.Thread(target=publish, args=(booth, hall))
    publishing.start()
    busy = paced({"page": page, "bare": bare}, SECONDS)
    publishing.join()
    arrivals = [phones.hear() for _ in sent]
    lost = phones.close()
    if lost:
        print(*[line for line in booth.lines if "WARN" in line or "ERROR" in line][-20:], sep="\n")
    lasts = [each["last"] - time for each, time in zip(arrivals, sent, strict=True)]
    medians = [each["median"] - time for each, time in zip(arrivals, sent, strict=True)]
    with_feeds = f"{FEEDS:,} feeds open, {PAGES_A_SECOND:g} pages/s, a photo every {ITEM_EVERY:g} s"
    return [
        Row(
            f"opening {FEEDS:,} feeds",
            seconds=opened["seconds"],
            note=f"{memory / 1024:.1f} KiB each, {threads} threads more, {lost} lost",
        ),
        Row(
            "page, median, no feed open",
            percentile(quiet["page"], 50),
            percentile(quiet["bare"], 50),
        ),
        Row(
            "page, p99, no feed open", percentile(quiet["page"], 99), percentile(quiet["bare"], 99)
        ),
        Row("page, median", percentile(busy["page"], 50), percentile(busy["bare"], 50), with_feeds),
        Row("page, p99", percentile(busy["page"], 99), percentile(busy["bare"], 99), with_feeds),
        Row(
            "photo on half of the phones", statistics.median(medians), note="after it was published"
        ),
        Row("photo on all phones", statistics.median(lasts), note=f"at most {max(lasts):.2f} s"),
    ]


sent: list[float] = []


def publish(booth: RunningBooth, hall: Seeded) -> None:
    """Say every other second that a photo is to be seen."""
    fields: Any = hall.item
    with redis.Redis.from_url(f"unix://{redis_socket(booth.data_dir)}") as client:
        for _ in range(int(SECONDS / ITEM_EVERY)):
            sent.append(time.monotonic())
            client.xadd(hall.stream, fields)
            time.sleep(ITEM_EVERY)


def paced(addresses: dict[str, str], seconds: float) -> dict[str, list[float]]:
    """Ask for each address at an even pace; return seconds from when each was due."""
    taken: dict[str, list[float]] = {name: [] for name in addresses}

    def ask(name: str, due: float) -> None:
        where = urlsplit(addresses[name])
        connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=PATIENCE)
        connection.request("GET", where.path)
        response = connection.getresponse()
        response.read()
        connection.close()
        assert response.status == 200
        taken[name].append(time.monotonic() - due)

    with ThreadPoolExecutor(16) as pool:
        start = time.monotonic()
        asked = []
        for number in range(int(seconds * PAGES_A_SECOND)):
            due = start + number / PAGES_A_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            asked += [pool.submit(ask, name, due) for name in addresses]
        for each in asked:
            each.result()
    return taken


def rss(processes: list[psutil.Process]) -> list[int]:
    return [process.memory_info().rss for process in processes]


def percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
