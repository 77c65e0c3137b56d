"""One supervised process: its log, its restart, its end."""

import asyncio
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from config.run import child as child_module
from config.run.child import Child, Part
from config.run.leftovers import Registry
from config.run.output import Output

TELL_PID_AND_WAIT = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"
WITH_A_CHILD_OF_ITS_OWN = """
import os, subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("inner", inner.pid, flush=True)
print("pid", os.getpid(), flush=True)
time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("pid deaf", flush=True)
time.sleep(60)
"""


class Log:
    """What the children wrote, and a way to wait for a line of it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.output = Output(self.stream)

    def lines(self, prefix: str) -> list[str]:
        lines = [line.partition(" | ")[2] for line in self.stream.getvalue().splitlines()]
        return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]

    async def wait_for(self, prefix: str, count: int = 1, seconds: float = 10) -> list[str]:
        deadline = time.monotonic() + seconds
        while len(self.lines(prefix)) < count:
            assert time.monotonic() < deadline, self.stream.getvalue()
            await asyncio.sleep(0.01)
        return self.lines(prefix)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def make_child(log: Log, tmp_path: Path) -> Callable[..., Child]:
    def make(source: str, grace: float = 5) -> Child:
        part = Part("dummy", [sys.executable, "-c", source], {**os.environ}, grace)
        return Child(part, log.output, Registry(tmp_path / "processes.json"))

    return make


def ended(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_killed_child_is_started_again_at_once(
    log: Log, make_child: Callable[..., Child]
) -> None:
    async def scenario() -> None:
        child = make_child(TELL_PID_AND_WAIT)
        child.start()
        (first,) = await log.wait_for("pid ")
        os.kill(int(first), 9)
        _, second = await log.wait_for("pid ", 2, seconds=2)
        assert second != first
        assert log.lines("dummy ended") == [" (killed by SIGKILL); starting it again"]
        await child.stop()
        assert ended(int(second))

    asyncio.run(scenario())


def test_what_a_killed_child_had_started_dies_with_it(
    log: Log, make_child: Callable[..., Child]
) -> None:
    async def scenario() -> None:
        child = make_child(WITH_A_CHILD_OF_ITS_OWN)
        child.start()
        (leader,) = await log.wait_for("pid ")
        inner = int(log.lines("inner ")[0])
        os.kill(int(leader), 9)
        await log.wait_for("pid ", 2)
        assert ended(inner)
        await child.stop()

    asyncio.run(scenario())


def test_a_child_that_dies_at_once_is_tried_less_and_less_often(
    log: Log, make_child: Callable[..., Child]
) -> None:
    async def scenario() -> None:
        child = make_child("raise SystemExit(3)")
        child.start()
        lines = await log.wait_for("dummy ended (exit code 3)", 4)
        assert lines == [
            "; starting it again",
            ", 2 times at once; starting it again in 0.5 s",
            ", 3 times at once; starting it again in 1 s",
            ", 4 times at once; starting it again in 2 s",
        ]
        start = time.monotonic()
        await child.stop()
        assert time.monotonic() - start < 1, "stopping does not wait for the next try"

    asyncio.run(scenario())


def test_a_long_life_is_no_quick_death(
    log: Log, make_child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "LONG_LIFE", 0.1)

    async def scenario() -> None:
        child = make_child("import time; print('alive', flush=True); time.sleep(0.2)")
        child.start()
        await log.wait_for("alive", 4)
        assert child.quick_deaths == 0
        await child.stop()

    asyncio.run(scenario())


def test_a_child_deaf_to_sigterm_is_killed_after_its_grace(
    log: Log, make_child: Callable[..., Child]
) -> None:
    async def scenario() -> None:
        child = make_child(DEAF, grace=0.3)
        child.start()
        await log.wait_for("pid deaf")
        await child.stop()
        assert log.lines("dummy did not stop") == [" within 0.3 s; killed"]

    asyncio.run(scenario())


def test_a_command_that_does_not_exist_says_so(log: Log, tmp_path: Path) -> None:
    async def scenario() -> None:
        part = Part("dummy", ["/no/such/program"], {}, grace=1)
        child = Child(part, log.output, Registry(tmp_path / "processes.json"))
        child.start()
        reasons = await log.wait_for("dummy cannot be started: ")
        assert "/no/such/program" in reasons[0]
        await child.stop()

    asyncio.run(scenario())


def test_both_streams_come_out_line_by_line_with_the_name_in_front(
    log: Log, make_child: Callable[..., Child]
) -> None:
    source = (
        "import sys, os; os.write(1, b'one\\ntw'); os.write(2, b'o\\n\\xff');"
        "os.write(1, b' three without end'); raise SystemExit(0)"
    )

    async def scenario() -> None:
        assert await make_child(source).run_once() == 0

    asyncio.run(scenario())
    assert log.stream.getvalue() == (
        "dummy  | one\ndummy  | two\ndummy  | \N{REPLACEMENT CHARACTER} three without end\n"
    )


def test_noise_is_left_out(log: Log, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('hello\\nRedis version=6\\nERROR: disk full')"]
    part = Part("redis", command, {**os.environ}, grace=1, noise=("Redis version=",))
    asyncio.run(Child(part, log.output, Registry(tmp_path / "processes.json")).run_once())
    assert log.stream.getvalue() == "redis  | hello\nredis  | ERROR: disk full\n"
