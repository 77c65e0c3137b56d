"""The group's parts: what each is started with, and how one sees that it works."""

import asyncio
import os
import socket
import sys
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from config.redis_server import redis_command
from config.run.addresses import own_addresses
from config.run.child import Part
from config.run.options import Options

PYTHON = sys.executable
# Its greeting, which no log level silences, and advice for machines that only run a Redis.
REDIS_NOISE = (
    *("Redis is starting", "Redis version=", "Configuration loaded", "Server initialized"),
    *("overcommit must be enabled", "scheduling shutdown", "User requested shutdown", "bye bye"),
)


def environment_of(options: Options, redis_url: str, site_url: str) -> dict[str, str]:
    """Return the environment of all children: ours, and what we have decided."""
    name = socket.gethostname()
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        **os.environ,
        "SMILEBOOTH_DATA": str(options.data_dir),
        "REDIS_URL": redis_url,
        "SITE_URL": site_url,
        "LAN_HOSTS": ",".join([*own_addresses(), name, f"{name}.local"]),
        "PYTHONUNBUFFERED": "1",
    }


def redis_part(options: Options, path: Path, environment: Mapping[str, str]) -> Part:
    """The embedded Redis."""
    return Part(
        name="redis",
        command=redis_command(options.data_dir, path),
        environment=environment,
        grace=10,
        ready=lambda: redis_answers(path),
        noise=REDIS_NOISE,
    )


def setup_part(environment: Mapping[str, str]) -> Part:
    """Not a service: brings the database up to date, and ends."""
    command = [PYTHON, "-m", "config.run.prepare"]
    return Part(name="setup", command=command, environment=environment, grace=5)


def web_part(listener: socket.socket, environment: Mapping[str, str]) -> Part:
    """The web server."""
    return Part(
        name="web",
        command=[PYTHON, "-m", "config.run.web", str(listener.fileno())],
        environment=environment,
        grace=8,
        ready=lambda: web_answers(listener),
        descriptors=(listener.fileno(),),
    )


def worker_part(environment: Mapping[str, str]) -> Part:
    """The worker; on its stop it ends the jobs it has begun."""
    options = ["--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return Part(
        name="worker", command=_celery("worker", *options), environment=environment, grace=20
    )


def beat_part(data_dir: Path, environment: Mapping[str, str]) -> Part:
    """The clock that starts the sweeps. No pid file: the group's lock does that better."""
    schedule = str(data_dir / "run" / "beat-schedule")
    options = ["--schedule", schedule, "--pidfile", "", "--loglevel", "WARNING"]
    return Part(name="beat", command=_celery("beat", *options), environment=environment, grace=5)


def _celery(*arguments: str) -> list[str]:
    # Its warning to root is about pickled messages; ours are JSON.
    quiet = "ignore:You're running the worker with superuser privileges"
    return [PYTHON, "-W", quiet, "-m", "celery", "--quiet", "-A", "config", *arguments]


async def redis_answers(path: Path) -> bool:
    """Whether the Redis on a socket has loaded its data."""
    return await _ask(asyncio.open_unix_connection(path), b"PING\r\n", b"+PONG")


async def web_answers(listener: socket.socket) -> bool:
    """Whether the web server behind a socket answers a request, whatever it says."""
    address, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return await _ask(asyncio.open_connection(host, port), request, b"HTTP/1.1 ")


_Connecting = Coroutine[Any, Any, tuple[asyncio.StreamReader, asyncio.StreamWriter]]


async def _ask(connecting: _Connecting, question: bytes, beginning: bytes) -> bool:
    try:
        async with asyncio.timeout(2):
            reader, writer = await connecting
            try:
                writer.write(question)
                return (await reader.readline()).startswith(beginning)
            finally:
                writer.close()
    except OSError:  # TimeoutError is one
        return False
