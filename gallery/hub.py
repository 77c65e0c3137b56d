"""One reader of the live feed for all open pages of this process.

However many pages are open, one Redis connection listens to all the streams they follow. What it
reads it hands to each follower. A page that comes in, or comes back, first gets what it has
missed.

No gap and no repeat: a channel's `position` is the id of the last entry that was handed out. To
join, a follower enters the channel's set and notes the position in one step of the event loop.
All later entries then come by hand; those up to that position it asks Redis for.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from random import randrange
from typing import Any, TypeVar

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from gallery.live import (
    BEGINNING,
    Entry,
    StreamId,
    as_text,
    entries_after,
    entries_of,
    newest_id,
)
from gallery.streaming import until_no_request

logger = logging.getLogger(__name__)

T = TypeVar("T")

HEARTBEAT_SECONDS = 15.0
# So long one call to Redis may listen; a Redis that is silent for longer has gone.
BLOCK_MS = 5_000
REDIS_TIMEOUT = 10
# A follower that has missed more than this asks for the page anew, which is cheaper.
MOST_MISSED = 200
# A phone that does not take this many in is cut, and resumes when it can.
MOST_WAITING = 100
NOWHERE: StreamId = (-1, -1)  # before the first
STILL_HERE = b": still here\n\n"
# Followers served in one go, which takes 2 ms; then pages have their turn, which are waited for.
SLICE = 50
# But so long at most: 2,000 phones have a photo within a second also where pages never end.
LONGEST_PAUSE = 0.02

# Make the text of the entries of one stream, oldest first.
Compose = Callable[[str, list[Entry]], Awaitable[list[bytes]]]


@dataclass(eq=False, slots=True)
class Follower:
    """One open page: the last id it was sent, and what it has not been sent yet."""

    position: StreamId = BEGINNING
    waiting: list[tuple[StreamId, bytes]] = field(default_factory=list)
    is_cut: bool = False
    is_due: bool = False
    _waker: "asyncio.Future[None] | None" = None
    _timer: "asyncio.TimerHandle | None" = None

    def give(self, entry_id: StreamId, text: bytes) -> None:
        if len(self.waiting) >= MOST_WAITING:
            self.cut()
        elif not self.is_cut:
            self.waiting.append((entry_id, text))
            self._wake()

    def cut(self) -> None:
        """Let it go: the page comes back with the id of the last entry it was sent."""
        self.is_cut = True
        self.waiting.clear()
        self._wake()

    def wind_up(self, seconds: float) -> None:
        """Be due for a look at its rights, and for a sign of life, in so many seconds."""
        self.is_due = False
        # One timer for all that comes meanwhile: a timeout around each wait costs more than the
        # wait.
        self._timer = asyncio.get_running_loop().call_later(seconds, self._fall_due)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()

    async def take(self) -> bytes:
        """Return what to send next: a comment when it is due, nothing when it is cut."""
        if not (self.waiting or self.is_cut or self.is_due):
            self._waker = asyncio.get_running_loop().create_future()
            await self._waker
            self._waker = None
        # Another process may have told the page some of it already.
        fresh = [entry for entry in self.waiting if entry[0] > self.position]
        self.waiting = []
        if fresh:
            self.position = fresh[-1][0]
        if self.is_cut:
            return b""
        if len(fresh) == 1:
            return fresh[0][1]  # the bytes that all pages share
        return b"".join(text for _, text in fresh) or STILL_HERE

    def _fall_due(self) -> None:
        self.is_due = True
        self._wake()

    def _wake(self) -> None:
        if self._waker and not self._waker.done():
            self._waker.set_result(None)


@dataclass(eq=False)
class _Channel:
    """A stream that is followed; `position` is the id of the last entry handed out."""

    position: StreamId
    followers: set[Follower] = field(default_factory=set)


class Hub:
    """The reader of one event loop."""

    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        self._channels: dict[str, _Channel] = {}
        self._opening = asyncio.Lock()
        self._channels_changed = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._asker = _client(connections=8)
        self.is_closed = False

    @property
    def follower_count(self) -> int:
        """How many pages are open, but for those that have been cut."""
        channels = self._channels.values()
        return sum(not one.is_cut for channel in channels for one in channel.followers)

    async def join(self, stream: str, follower: Follower) -> tuple[_Channel, StreamId]:
        """Enter a stream's channel; return it, and the id after which news come by hand."""
        while (channel := self._channels.get(stream)) is None:
            async with self._opening:
                if stream not in self._channels:
                    newest = await _undisturbed(newest_id(self._asker, stream))
                    self._channels[stream] = _Channel(newest)
                    self._channels_changed.set()
        channel.followers.add(follower)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read())
        return channel, channel.position

    def leave(self, stream: str, channel: _Channel, follower: Follower) -> None:
        """Leave a channel; one without followers is listened to no more."""
        channel.followers.discard(follower)
        if not channel.followers and self._channels.get(stream) is channel:
            del self._channels[stream]
            self._channels_changed.set()

    async def missed(
        self, stream: str, after: StreamId, until: StreamId
    ) -> tuple[list[tuple[StreamId, bytes]], StreamId]:
        """Return what came after one id up to another, and the id that the page is at."""
        if after == until:
            return [], after
        newest = await _undisturbed(newest_id(self._asker, stream))
        if until < after <= newest:  # another process has told it more than we know yet
            return [], after
        asking = entries_after(self._asker, stream, after, until, limit=MOST_MISSED)
        entries = await _undisturbed(asking)
        if entries is None or after > newest:
            reset = f"id: {as_text(until)}\nevent: reset\ndata: {{}}\n\n"
            return [(until, reset.encode())], NOWHERE
        return [(entry.id, event_text(entry, entry.data)) for entry in entries], after

    async def _read(self) -> None:
        """Hand out all that is new, for as long as anybody follows."""
        client = _client(connections=1)
        try:
            while self._channels:
                await self._hand_out(await self._listen(client))
        except RedisError as error:
            logger.warning("live feed: %s; open pages come back by themselves", error)
            self._cut_all()
        except Exception:
            self._cut_all()
            raise
        finally:
            self._reader = None
            await client.aclose()
            if not self._channels and not self._opening.locked():
                _hubs.pop(asyncio.get_running_loop(), None)
                await self._asker.aclose()

    async def _listen(self, client: "redis.asyncio.Redis") -> dict[str, list[Entry]]:
        """Wait for news; return early, with none, when the streams to listen to have changed."""
        self._channels_changed.clear()
        positions: Any = {
            stream: as_text(channel.position) for stream, channel in self._channels.items()
        }
        reading = asyncio.ensure_future(client.xread(positions, count=100, block=BLOCK_MS))
        changing = asyncio.ensure_future(self._channels_changed.wait())
        try:
            await asyncio.wait({reading, changing}, return_when=asyncio.FIRST_COMPLETED)
            return entries_of(reading.result()) if reading.done() else {}
        finally:
            changing.cancel()
            if not reading.done():  # its connection is dropped with it; positions stay
                reading.cancel()
                await asyncio.wait({reading})

    async def _hand_out(self, news: dict[str, list[Entry]]) -> None:
        for stream, entries in news.items():
            texts = await self._compose(stream, entries)
            for entry, text in zip(entries, texts, strict=True):
                channel = self._channels.get(stream)
                if channel is None or entry.id <= channel.position:
                    continue
                # Whoever joins from here on asks Redis for this entry.
                channel.position = entry.id
                await _give_to_all(list(channel.followers), entry.id, text)

    def _cut_all(self) -> None:
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            for follower in channel.followers:
                follower.cut()

    def close(self) -> None:
        """End all feeds: the server is about to stop."""
        self.is_closed = True
        self._cut_all()
        self._channels_changed.set()


async def _undisturbed(asking: Coroutine[Any, Any, T]) -> T:
    """Ask Redis so that whoever waits for it can be cancelled.

    redis-py (8.1) swallows a cancellation while it opens a connection; the feed of a page that has
    gone would stay for ever.
    """
    return await asyncio.shield(asyncio.ensure_future(asking))


async def _give_to_all(followers: list[Follower], entry_id: StreamId, text: bytes) -> None:
    """Hand it out in slices, and let requests go first: a photo can wait, a page cannot."""
    for start in range(0, len(followers), SLICE):
        for follower in followers[start : start + SLICE]:
            follower.give(entry_id, text)
        await asyncio.sleep(0)  # they write
        await until_no_request(LONGEST_PAUSE)


def event_text(entry: Entry, data: str) -> bytes:
    """Return an entry as a server-sent event."""
    return f"id: {as_text(entry.id)}\nevent: {entry.kind}\ndata: {data}\n\n".encode()


def _client(*, connections: int) -> "redis.asyncio.Redis":
    # Without retries of its own: a lost connection may have lost news, so pages must come anew.
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=connections,
        timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
    )
    return redis.asyncio.Redis.from_pool(pool)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub_of_this_loop(compose: Compose) -> Hub:
    """Return the hub of the running event loop, of which a process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(compose)
    return _hubs[loop]


async def follow(
    stream: str, after: StreamId, *, compose: Compose, may_stay: Callable[[], Awaitable[bool]]
) -> AsyncGenerator[bytes, None]:
    """Yield server-sent events after an id, and a comment after each silent 15 s.

    Ends when `may_stay`, asked every 15 s, says no; when Redis has gone; when the client is too
    slow. Source of the format: https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    # Not all at once when a server has been restarted.
    yield f"retry: {randrange(1000, 4000)}\n\n".encode()  # noqa: S311
    hub = hub_of_this_loop(compose)
    if hub.is_closed:
        return
    follower, channel = Follower(), None
    try:
        channel, joined_at = await hub.join(stream, follower)
        missed, follower.position = await hub.missed(stream, after, joined_at)
        follower.waiting[:0] = missed
        follower.wind_up(HEARTBEAT_SECONDS)
        while text := await follower.take():
            if follower.is_due:
                if not await may_stay():
                    break
                follower.wind_up(HEARTBEAT_SECONDS)
            yield text
    except RedisError as error:
        logger.warning("live feed: %s", error)
    finally:
        follower.stop()
        if channel:
            hub.leave(stream, channel, follower)


def close_feeds() -> None:
    """End all feeds of this process."""
    for hub in list(_hubs.values()):
        hub.close()
