"""What a benchmark module is made of.

A benchmark is a module `tests/bench/bench_<name>.py` with one function::

    from tests.bench import Row, timed

    def run() -> list[Row]:
        return [
            Row("strip of four: last frame received to ready", seconds=0.61, floor=0.42),
            Row("POST of a snap", seconds=timed(post, repeat=20), note="1280x720 JPEG"),
        ]

`make bench` runs them all and `make bench ARGS="strips smile"` those named. Before `run` is called
Django is set up with `config.settings.test`, a scratch data folder, a migrated scratch database
and a Redis.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured thing.

    `seconds` is the time as a user has it. `floor` is the time of the same work by bare library
    calls (decode, resize, encode), measured in the same run; its ratio to `seconds` is printed.
    """

    name: str
    seconds: float
    floor: float | None = None
    note: str = ""


def timed(call: Callable[[], object], *, repeat: int = 10) -> float:
    """Return the median seconds of `repeat` calls, after one that warms up."""
    call()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
