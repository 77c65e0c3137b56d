"""A real worker on a real Redis, killed with -9 in the middle of a text: none goes out twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.celery import app
from gallery.models import ShareLink
from messaging.models import STALE_SENDING, Message
from messaging.services import DELIVER
from tests.messaging.orders import make_message
from tests.messaging.slow_sms import ANSWER, SENT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Status = Message.Status


@dataclass
class Workers:
    """Starts and kills workers, and tells what they have sent."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.messaging.worker_settings",
            "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
            "REDIS_URL": settings.REDIS_URL,
            SENT: str(self.folder / "sent"),
            ANSWER: str(self.folder / "answer"),
        }
        options = ["--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (self.folder / "log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", "worker", "-l", "INFO", *options],
                env=environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(worker)

    def kill(self) -> None:
        """End all of them at once, with no chance to tidy up."""
        for worker in self.running:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.running.clear()

    def let_provider_answer(self) -> None:
        (self.folder / "answer").touch()

    def sent(self) -> list[str]:
        """The messages that the provider took, in order."""
        return [line.split()[0] for line in self._lines()]

    def kill_job(self) -> None:
        """End only the process that sends, as the kernel does when memory is short."""
        os.kill(int(self._lines()[-1].split()[1]), signal.SIGKILL)

    def _lines(self) -> list[str]:
        file = self.folder / "sent"
        return file.read_text().splitlines() if file.exists() else []

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(tmp_path)
    yield workers
    workers.kill()


def wait_until(condition: Callable[[], bool], workers: Workers) -> None:
    deadline = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < deadline, workers.log()
        time.sleep(0.05)


def status_of(message: Message) -> str:
    return Message.objects.values_list("status", flat=True).get(pk=message.pk)


def nothing_left_to_do(client: "redis.Redis") -> bool:
    queues = [key for key in client.scan_iter("celery*") if client.type(key) == b"list"]
    return not queues and not client.exists("unacked")


@pytest.mark.parametrize("killed", ["worker", "job"])
def test_a_text_in_the_hands_of_a_killed_worker_is_unknown_and_not_sent_again(
    share: ShareLink, workers: Workers, redis_client: "redis.Redis", killed: str
) -> None:
    redis_client.flushall()  # what the photo's own tasks left
    message = make_message(share)
    workers.start()
    wait_until(lambda: workers.sent() == [str(message.public_id)], workers)
    if killed == "worker":
        workers.kill()
    else:
        workers.kill_job()
    assert status_of(message) == Status.SENDING

    workers.let_provider_answer()
    app.send_task(DELIVER, (message.pk,))
    if killed == "worker":
        workers.start()
    # The task that the dead worker had in hand comes back as well.
    wait_until(lambda: nothing_left_to_do(redis_client), workers)
    assert workers.log().count(f"{DELIVER}[") >= 3, "the killed task did not come back"
    assert status_of(message) == Status.SENDING

    Message.objects.update(sending_at=timezone.now() - STALE_SENDING - timedelta(seconds=1))
    app.send_task("messaging.tasks.sweep")
    wait_until(lambda: status_of(message) == Status.UNKNOWN, workers)
    app.send_task("messaging.tasks.sweep")
    wait_until(lambda: nothing_left_to_do(redis_client), workers)
    assert workers.sent() == [str(message.public_id)]

    # The worker is well: the next guest's text goes out, once.
    other = make_message(share)
    wait_until(lambda: status_of(other) == Status.SUBMITTED, workers)
    assert workers.sent() == [str(message.public_id), str(other.public_id)]
    assert "5550123" not in workers.log()


def test_a_text_whose_task_was_lost_with_the_queue_is_sent_by_the_sweep_once(
    share: ShareLink, workers: Workers, redis_client: "redis.Redis"
) -> None:
    message = make_message(share)
    redis_client.flushall()
    Message.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=11))
    workers.let_provider_answer()
    workers.start()
    for _ in range(3):
        app.send_task("messaging.tasks.sweep")
    wait_until(lambda: status_of(message) == Status.SUBMITTED, workers)
    wait_until(lambda: nothing_left_to_do(redis_client), workers)
    assert workers.sent() == [str(message.public_id)]
