"""`make run` as a whole: real Redis, web server, worker and beat; killed, restarted, stopped."""

import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
import redis
from celery import Celery

from config.redis_server import redis_socket
from tests.redis_server import running_redis, until_redis_answers
from tests.running_booth import RunningBooth, running_booth, still_running

PARTS = {"redis", "worker", "beat", "web"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("booth")


@pytest.fixture(scope="module")
def booth(folder: Path) -> Iterator[RunningBooth]:
    with running_booth(folder) as running:
        yield running


def web_works(booth: RunningBooth) -> bool:
    return httpx.get(f"{booth.address}/healthz", timeout=15).status_code == 200


def worker_works(booth: RunningBooth, seconds: float = 30) -> bool:
    """Whether a worker answers over the broker, now or soon."""
    address = f"unix://{redis_socket(booth.data_dir)}"
    deadline = time.monotonic() + seconds
    with Celery(broker=address.replace("unix://", "redis+socket://")) as celery:
        while time.monotonic() < deadline:
            # A pooled connection may be to a Redis that a test has killed.
            with celery.connection_for_write() as connection:
                if celery.control.ping(timeout=1, connection=connection):
                    return True
    return False


def test_all_parts_run_and_the_banner_says_where(booth: RunningBooth) -> None:
    assert set(booth.pids()) == PARTS
    assert web_works(booth)
    assert f"{booth.address}/booth/demo/" in booth.text
    password = (booth.data_dir / "staff-password").read_text().strip()
    assert f"staff   password: {password}" in booth.text


def test_what_the_data_folder_holds_is_for_this_user_alone(booth: RunningBooth) -> None:
    for name in ("db.sqlite3", "staff-password", "secret-key", "media", "redis", "run"):
        assert stat.S_IMODE((booth.data_dir / name).stat().st_mode) & 0o077 == 0, name


def test_redis_listens_on_no_port(booth: RunningBooth) -> None:
    process = psutil.Process(booth.pids()["redis"])
    assert process.net_connections("inet") == []
    assert redis_socket(booth.data_dir).is_socket()


def test_a_second_booth_on_the_same_folder_is_refused(booth: RunningBooth) -> None:
    second = RunningBooth(booth.data_dir)
    assert second.process.wait(20) == 1
    assert f"already running on {booth.data_dir} (process {booth.process.pid})" in second.text
    assert web_works(booth)


def test_a_killed_web_server_comes_back_and_nobody_is_refused(booth: RunningBooth) -> None:
    before = booth.pids()["web"]
    os.kill(before, signal.SIGKILL)
    assert web_works(booth), "the request waited for the new server"
    assert booth.new_pid("web", before) != before


def test_a_killed_worker_comes_back_without_its_old_pool(booth: RunningBooth) -> None:
    before = booth.pids()["worker"]
    pool = psutil.Process(before).children(recursive=True)
    assert len(pool) >= 2
    os.kill(before, signal.SIGKILL)
    booth.new_pid("worker", before)
    assert not still_running(pool, 5)
    assert worker_works(booth)


def test_a_killed_redis_comes_back_with_what_it_held(booth: RunningBooth) -> None:
    address = f"unix://{redis_socket(booth.data_dir)}"
    before = booth.pids()["redis"]
    with redis.Redis.from_url(address) as client:
        client.set("kept", "yes")
    os.kill(before, signal.SIGKILL)
    booth.new_pid("redis", before)
    until_redis_answers(address)
    with redis.Redis.from_url(address) as client:
        assert client.get("kept") == b"yes"
    assert worker_works(booth), "worker and web find the new Redis"
    assert web_works(booth)


def test_ctrl_c_ends_every_process_in_order(booth: RunningBooth) -> None:
    processes = booth.all_processes()
    assert booth.stop(signal.SIGINT) == 0
    assert not still_running(processes)
    assert "stopped; all photos are in" in booth.lines[-1]
    assert "did not stop within" not in booth.text
    assert not any("Traceback" in line for line in booth.lines[-20:])


def test_the_next_start_is_quick_and_finds_the_same_installation(
    booth: RunningBooth, folder: Path
) -> None:
    password = (folder / "staff-password").read_text()
    with running_booth(folder) as again:
        assert f"password: {password}" in again.text
        assert "Bringing the database up to date" not in again.text
        assert again.stop(signal.SIGTERM) == 0


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_waits_for_that(
    folder: Path,
) -> None:
    with running_booth(folder) as killed:
        processes = killed.all_processes()
        killed.process.kill()
        with running_booth(folder) as after:
            assert not still_running(processes)
            assert web_works(after)


def test_a_redis_left_on_the_data_folder_is_ended_before_ours_starts(folder: Path) -> None:
    with running_redis(folder), running_booth(folder) as booth:
        assert "ended a Redis that an earlier run had left behind" in booth.text
        assert worker_works(booth)


def test_a_taken_port_ends_the_start_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        booth = RunningBooth(tmp_path, PORT=str(port))
        assert booth.process.wait(20) == 1
        assert f"Port {port} is taken by another program" in booth.text
        assert f"make run PORT={port + 1}" in booth.text
    assert not (tmp_path / "db.sqlite3").exists()


def test_a_database_that_cannot_be_had_ends_the_start_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").mkdir()
    booth = RunningBooth(tmp_path)
    assert booth.process.wait(30) == 1
    assert "unable to open database file" in booth.text
    assert "Setting up the database failed; the reason is above." in booth.text
