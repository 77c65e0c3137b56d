"""The supervised group: started in order, stopped in the reverse order, whatever happens."""

import asyncio
import signal
from collections.abc import Callable

from config.run.child import Child, Part
from config.run.leftovers import Registry
from config.run.options import StartError
from config.run.output import Output

# A part that dies this often before it has worked once will not work: say so and stop.
HOPELESS = 3
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Group:
    """Parts that belong together. `setup` runs to its end after `first`, before `others`."""

    def __init__(
        self, *, first: list[Part], setup: Part | None, others: list[Part], output: Output
    ) -> None:
        self.first, self.setup, self.others = first, setup, others
        self.output = output
        self._children: list[Child] = []
        self._stop = asyncio.Event()

    async def run(self, registry: Registry, when_ready: Callable[[], None]) -> None:
        """Run until a signal asks to stop; StartError if a part does not come up."""
        loop = asyncio.get_running_loop()
        for number in STOPPING_SIGNALS:
            loop.add_signal_handler(number, self._on_signal)
        starting = asyncio.create_task(self._start(registry, when_ready))
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            await stopping
        finally:
            starting.cancel()
            await self._stop_all()
            stopping.cancel()

    async def _start(self, registry: Registry, when_ready: Callable[[], None]) -> None:
        for part in self.first:
            await self._until_ready(self._begin(part, registry))
        if self.setup:
            child = Child(self.setup, self.output, registry)
            self._children.append(child)
            if await child.run_once() != 0:
                raise StartError("Setting up the database failed; the reason is above.")
        children = [self._begin(part, registry) for part in self.others]
        for child in children:
            await self._until_ready(child)
        when_ready()

    def _begin(self, part: Part, registry: Registry) -> Child:
        child = Child(part, self.output, registry)
        self._children.append(child)
        child.start()
        return child

    async def _until_ready(self, child: Child) -> None:
        ready = child.part.ready
        while ready and not await ready():
            if child.quick_deaths >= HOPELESS:
                raise StartError(f"{child.part.name} does not start; the reason is above.")
            await asyncio.sleep(0.05)

    def _on_signal(self) -> None:
        if self._stop.is_set():  # asked a second time: at once, then
            for child in self._children:
                child.kill()
            return
        self.output.line("booth", "stopping")
        self._stop.set()

    async def _stop_all(self) -> None:
        for child in reversed(self._children):
            await child.stop()
