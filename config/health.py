"""Liveness and readiness for whoever operates the machines."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The process can work: database and Redis answer. 503 names what does not."""
    broken = [name for name, works in (("database", _database()), ("redis", _redis())) if not works]
    status = {"status": "unavailable" if broken else "ok", "broken": broken}
    return JsonResponse(status, status=503 if broken else 200)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False
