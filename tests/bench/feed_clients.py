"""`python -m tests.bench.feed_clients HOST PORT PATH COUNT`: phones that look at a live gallery.

Opens that many feeds, prints how long it took, then for each item the moments (of the system's
monotonic clock) when the first and the last phone had it. Ends with its standard input.
"""

import asyncio
import json
import sys
import time
from typing import Any

AT_ONCE = 50


class Phone(asyncio.Protocol):
    """One open feed; `hall` hears of what it gets."""

    def __init__(self, hall: "Hall") -> None:
        self.hall = hall
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        if b"retry:" in data and not self.is_open.done():
            self.is_open.set_result(None)
        for _ in range(data.count(b"event: item")):
            self.hall.has_item(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.hall.lost += 1
        self.hall.tell_of_all()
        if not self.is_open.done():
            self.is_open.set_exception(error or ConnectionError("refused"))


class Hall:
    """All phones."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.lost = 0
        self.told = 0
        self.items: dict[Phone, int] = {}
        self.times: list[list[float]] = []

    def has_item(self, phone: Phone) -> None:
        number = self.items.get(phone, 0)
        self.items[phone] = number + 1
        while len(self.times) <= number:
            self.times.append([])
        self.times[number].append(time.monotonic())
        self.tell_of_all()

    def tell_of_all(self) -> None:
        """Tell of each item that every phone still open has by now."""
        while self.told < len(self.times) and self.has_all(self.times[self.told]):
            arrivals, number = self.times[self.told], self.told
            self.told += 1
            middle = arrivals[len(arrivals) // 2]
            tell(item=number, first=arrivals[0], median=middle, last=arrivals[-1])

    def has_all(self, arrivals: list[float]) -> bool:
        return len(arrivals) >= self.count - self.lost


def tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


async def open_feed(hall: Hall, host: str, port: int, path: str, limit: asyncio.Semaphore) -> Phone:
    async with limit:
        loop = asyncio.get_running_loop()
        transport, phone = await loop.create_connection(lambda: Phone(hall), host, port)
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
        transport.write(request.encode())
        await phone.is_open
        return phone


async def main(host: str, port: int, path: str, count: int) -> None:
    hall, limit = Hall(count), asyncio.Semaphore(AT_ONCE)
    start = time.monotonic()
    await asyncio.gather(*(open_feed(hall, host, port, path, limit) for _ in range(count)))
    tell(opened=count, seconds=time.monotonic() - start)
    await asyncio.to_thread(sys.stdin.read)
    tell(lost=hall.lost)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
