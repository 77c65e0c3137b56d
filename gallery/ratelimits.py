"""How often a stranger may try: counted in Redis, so that all processes count together.

Limits are `settings.GUEST_LIMITS`. Where Redis is away each process counts for itself: guests
still get in, and nobody gets to guess without end.
"""

import ipaddress
import logging
import math
import time
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import ConnectionPool
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def take_a_try(name: str, whose: str) -> int:
    """Count one try; return 0, or the seconds to wait where there were too many."""
    try:
        return _take(_in_redis(settings.REDIS_URL), name, whose)
    except RedisError as error:
        logger.warning("counting %s tries in this process alone: %s", name, error)
        return _take(_in_memory(), name, whose)


def give_back(name: str, whose: str) -> None:
    """Take back a try that turned out to be an honest one."""
    try:
        _give_back(_in_redis(settings.REDIS_URL), name, whose)
    except RedisError:
        _give_back(_in_memory(), name, whose)


def client_address(request: HttpRequest) -> str:
    """Return who asks, as far as the network knows, for counting only.

    `settings.TRUSTED_PROXIES` says how many proxies of our own stand before the server; each adds
    to X-Forwarded-For, at its end, whom it heard. What stands before that anyone may invent.
    An IPv6 client owns its whole /64.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if settings.TRUSTED_PROXIES:
        heard = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        address = heard[-min(settings.TRUSTED_PROXIES, len(heard))] or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _take(limiter: FixedWindowRateLimiter, name: str, whose: str) -> int:
    wait = 0
    for limit in _limits(name):
        if not limiter.hit(limit, name, _key(whose)):
            resets_at = limiter.get_window_stats(limit, name, _key(whose)).reset_time
            wait = max(wait, math.ceil(resets_at - time.time()), 1)
    return wait


def _give_back(limiter: FixedWindowRateLimiter, name: str, whose: str) -> None:
    for limit in _limits(name):
        limiter.hit(limit, name, _key(whose), cost=-1)


def _key(whose: str) -> str:
    """Redis keeps no guest's address, only what tells two of them apart."""
    return salted_hmac(__name__, whose).hexdigest()


def _limits(name: str) -> list[RateLimitItem]:
    return parse_many(settings.GUEST_LIMITS[name])


@cache
def _in_redis(url: str) -> FixedWindowRateLimiter:
    pool = ConnectionPool.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    storage = RedisStorage("redis://", connection_pool=pool, key_prefix="smilebooth:tries")
    return FixedWindowRateLimiter(storage)


@cache
def _in_memory() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())
