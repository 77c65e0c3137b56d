"""The live feed: what happens in an event, in order, through Redis streams.

A stream keeps the last messages with ids, so that a page which lost its connection resumes
after the last one it saw, without a gap or a repeat. This module writes and reads streams;
`gallery.hub` hands what is new to all open pages.
"""

import json
import logging
import re
from functools import cache
from typing import Any, Literal, NamedTuple

import redis
import redis.asyncio
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from gallery.models import Event

logger = logging.getLogger(__name__)

Channel = Literal["public", "booth"]
STREAM_LENGTH = 2000
STREAM_SECONDS = 24 * 3600


def stream_name(event: Event, channel: Channel) -> str:
    return f"live:{event.public_id}:{channel}"


@cache
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def publish(event: Event, channel: Channel, kind: str, data: dict[str, Any]) -> None:
    """Tell open pages, after commit. Pages catch up by themselves when Redis is away."""
    transaction.on_commit(lambda: _append(event, channel, kind, data))


def _append(event: Event, channel: Channel, kind: str, data: dict[str, Any]) -> None:
    name = stream_name(event, channel)
    try:
        pipe = _client(settings.REDIS_URL).pipeline(transaction=False)
        pipe.xadd(
            name,
            {"kind": kind, "data": json.dumps(data, default=str)},
            maxlen=STREAM_LENGTH,
            approximate=True,
        )
        pipe.expire(name, STREAM_SECONDS)
        pipe.execute()
    except RedisError as error:
        logger.warning("live feed of %s: %s", event.slug, error)


def last_id(event: Event, channel: Channel) -> str:
    """Return the id after which a page that is rendered now has to listen."""
    try:
        newest: Any = _client(settings.REDIS_URL).xrevrange(stream_name(event, channel), count=1)
    except RedisError:
        return "0-0"
    return newest[0][0].decode() if newest else "0-0"


def is_away() -> bool:
    """Whether there is no feed to be had just now."""
    try:
        return not _client(settings.REDIS_URL).ping()
    except RedisError:
        return True


# --- Reading: ids are compared as pairs of numbers ------------------------------------------

StreamId = tuple[int, int]
BEGINNING: StreamId = (0, 0)
_ID = re.compile(r"(\d{1,19})(?:-(\d{1,19}))?")


class Entry(NamedTuple):
    """One message of a stream."""

    id: StreamId
    kind: str
    data: str


def as_id(text: str) -> StreamId:
    """Read an id from a header or an address; what is none is the beginning."""
    found = _ID.fullmatch(text)
    return (int(found[1]), int(found[2] or 0)) if found else BEGINNING


def as_text(entry_id: StreamId) -> str:
    return f"{entry_id[0]}-{entry_id[1]}"


async def newest_id(client: "redis.asyncio.Redis", stream: str) -> StreamId:
    """Return the id of the newest entry of a stream."""
    newest = _entries(await client.xrevrange(stream, count=1))
    return newest[0].id if newest else BEGINNING


async def entries_after(
    client: "redis.asyncio.Redis", stream: str, after: StreamId, until: StreamId, *, limit: int
) -> list[Entry] | None:
    """Return what came after one id up to another.

    None when there is more than `limit`, or when some of it is no longer kept.
    """
    pipe = client.pipeline(transaction=True)
    pipe.xrange(stream, f"({as_text(after)}", as_text(until), count=limit + 1)
    pipe.xrange(stream, count=1)
    pipe.xlen(stream)
    missed, first, length = await pipe.execute()
    # Whoever knows no id has been there from the first entry on.
    is_whole = length < STREAM_LENGTH if after == BEGINNING else _reaches_back(first, after)
    return _entries(missed) if is_whole and len(missed) <= limit else None


def _reaches_back(first: Any, after: StreamId) -> bool:
    return bool(first) and _entries(first)[0].id <= after


def entries_of(read: Any) -> dict[str, list[Entry]]:
    """Return what XREAD has answered, by stream."""
    streams = read.items() if isinstance(read, dict) else read or []
    return {name.decode(): _entries(entries) for name, entries in streams}


def _entries(raw: Any) -> list[Entry]:
    return [
        Entry(as_id(entry_id.decode()), fields[b"kind"].decode(), fields[b"data"].decode())
        for entry_id, fields in raw
    ]
