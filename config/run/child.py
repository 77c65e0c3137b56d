"""One process of the group: started, its log lines passed on, started again when it dies."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from config.run.leftovers import Registry
from config.run.options import BASE_DIR
from config.run.output import LineSplitter, Output

# Who lived this long did not die "at once": seconds.
LONG_LIFE = 10.0
LONGEST_DELAY = 30.0


@dataclass(frozen=True)
class Part:
    """What a child is: its command, and how many seconds it may take to stop.

    `ready` tells whether it does its work yet; `descriptors` are open files it inherits; lines
    that contain one of `noise` are dropped.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    grace: float
    ready: Callable[[], Awaitable[bool]] | None = None
    descriptors: tuple[int, ...] = ()
    noise: tuple[str, ...] = ()


class Child:
    """A part that runs. It leads a process group, whose remains are killed when it ends."""

    def __init__(self, part: Part, output: Output, registry: Registry) -> None:
        self.part = part
        self.quick_deaths = 0
        self._output = output
        self._registry = registry
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Keep the part running until `stop`."""
        self._task = asyncio.create_task(self._supervise())

    async def stop(self) -> None:
        """Ask it to end; after its grace, kill what is left of its group."""
        self._stopping.set()
        self._signal(signal.SIGTERM)
        if not self._task:
            return
        done, _ = await asyncio.wait([self._task], timeout=self.part.grace)
        if not done:
            self._say(f"did not stop within {self.part.grace:g} s; killed")
            self.kill()
        await self._task

    def kill(self) -> None:
        """End the whole group at once."""
        self._stopping.set()
        if self._process and self._process.returncode is None:
            _kill_group(self._process.pid)

    async def run_once(self) -> int:
        """Run it until it ends; return its exit code (minus the signal's number if killed)."""
        reading, writing = os.pipe()
        ended = self._pass_on(reading)
        try:
            self._process = process = await asyncio.create_subprocess_exec(
                *self.part.command,
                env=self.part.environment,
                cwd=BASE_DIR,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                pass_fds=self.part.descriptors,
                start_new_session=True,
            )
        finally:
            os.close(writing)
        self._registry.add(self.part.name, process.pid)
        if self._stopping.is_set():
            self._signal(signal.SIGTERM)
        code = await process.wait()
        _kill_group(process.pid)
        self._registry.remove(self.part.name)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), 1)
        return code

    async def _supervise(self) -> None:
        while not self._stopping.is_set():
            born = time.monotonic()
            try:
                code = await self.run_once()
            except OSError as error:
                self._say(f"cannot be started: {error}")
                code = 127
            if self._stopping.is_set():
                return
            lived = time.monotonic() - born
            self.quick_deaths = 0 if lived >= LONG_LIFE else self.quick_deaths + 1
            await self._wait_before_restart(_describe(code))

    async def _wait_before_restart(self, how: str) -> None:
        if self.quick_deaths <= 1:
            self._say(f"ended ({how}); starting it again")
            return
        delay = min(LONGEST_DELAY, 0.5 * 2.0 ** (self.quick_deaths - 2))
        self._say(
            f"ended ({how}), {self.quick_deaths} times at once; starting it again in {delay:g} s"
        )
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), delay)

    def _pass_on(self, descriptor: int) -> asyncio.Event:
        """Write what comes out of a pipe to the output; the event is set at its end."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        lines = LineSplitter(self._output, self.part.name, self.part.noise)

        def read() -> None:
            data = os.read(descriptor, 64 * 1024)
            if data:
                lines.feed(data)
                return
            lines.close()
            loop.remove_reader(descriptor)
            os.close(descriptor)
            ended.set()

        loop.add_reader(descriptor, read)
        return ended

    def _signal(self, number: int) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def _say(self, text: str) -> None:
        self._output.line("booth", f"{self.part.name} {text}")


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _describe(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
