"""A real Redis for tests: the binary that the booth itself runs, in a folder of the test's own."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from config.redis_server import make_private_folder, redis_command, redis_socket


def answers(url: str) -> bool:
    """Whether a Redis answers at an address."""
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def until_redis_answers(url: str, seconds: float = 10) -> None:
    """Wait for a Redis to answer."""
    deadline = time.monotonic() + seconds
    while not answers(url):
        assert time.monotonic() < deadline, f"redis-server did not answer in {seconds:g} s"
        time.sleep(0.02)


@contextmanager
def running_redis(data_dir: Path) -> Iterator[str]:
    """Run a Redis on a data folder; the context's value is its URL (`unix://...`)."""
    socket = redis_socket(data_dir)
    make_private_folder(socket.parent)
    (data_dir / "redis").mkdir(parents=True, exist_ok=True)
    url = f"unix://{socket}"
    process = subprocess.Popen(redis_command(data_dir, socket), stdout=subprocess.DEVNULL)
    try:
        until_redis_answers(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)
