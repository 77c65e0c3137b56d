"""So many texts a second from one sender, whichever worker sends them."""

import logging
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# The key holds when the next text may go, in microseconds of Redis's own clock: one clock for
# all workers. A turn that was not taken is not saved up, so the rate holds in every second.
TAKE_TURN = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local free_at = tonumber(redis.call('GET', KEYS[1]) or '0')
if free_at > now then return free_at - now end
redis.call('SET', KEYS[1], string.format('%.0f', now + tonumber(ARGV[1])), 'PX', 60000)
return 0
"""
# So long a text waits for a Redis that is away: nobody could say how many others go out.
WITHOUT_REDIS = 5.0  # seconds


def wait_for_turn(sender: str) -> float:
    """Take the turn to send now and return 0, or return the seconds until the next one.

    Without Redis nobody has a turn: a text that comes later costs less than a sender's number
    that carriers block for its haste. It stays queued, and the sweep takes it up again.
    """
    if settings.SMS_PER_SECOND <= 0:
        return 0.0
    try:
        wait: Any = _script(settings.REDIS_URL)(
            keys=[f"smilebooth:turn:{sender}"], args=[int(1_000_000 / settings.SMS_PER_SECOND)]
        )
    except RedisError as error:
        logger.warning("texts wait for Redis, which says whose turn it is: %s", error)
        return WITHOUT_REDIS
    return float(wait) / 1_000_000


@cache
def _script(url: str) -> Any:
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    return client.register_script(TAKE_TURN)
