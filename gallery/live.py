"""The live feed: what happens in an event, in order, through Redis streams.

A stream keeps the last messages with ids, so that a page which lost its connection resumes
after the last one it saw, without a gap or a repeat.
"""

import json
import logging
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, Literal

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
HEARTBEAT_MS = 15_000


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


async def messages(event: Event, channel: Channel, after: str) -> AsyncIterator[str]:
    """Yield server-sent events after the id `after`, and a comment every 15 s of silence.

    Source of the format: https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    name = stream_name(event, channel)
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
    try:
        yield "retry: 2000\n\n"
        while True:
            read: Any = await client.xread({name: after}, count=100, block=HEARTBEAT_MS)
            if not read:
                yield ": still here\n\n"
                continue
            for raw_id, fields in _entries(read):
                after = raw_id.decode()
                yield (
                    f"id: {after}\nevent: {fields[b'kind'].decode()}\n"
                    f"data: {fields[b'data'].decode()}\n\n"
                )
    except RedisError as error:
        logger.warning("live feed of %s ended: %s", event.slug, error)
    finally:
        await client.aclose()


def _entries(read: Any) -> list[tuple[bytes, dict[bytes, bytes]]]:
    streams = read.items() if isinstance(read, dict) else read
    found: list[tuple[bytes, dict[bytes, bytes]]] = []
    for _, entries in streams:
        found.extend(entries)
    return found
