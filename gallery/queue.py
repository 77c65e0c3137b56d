"""Hand work to Celery. The database row is the order; the queue only carries its id."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Celery on Redis: 0 goes first. What a guest is waiting for comes before what can wait.
VERDICT, STRIP, MESSAGE, RENDITION = 0, 3, 3, 6


def enqueue(task_name: str, pk: int, *, priority: int = STRIP) -> None:
    """Enqueue `task_name(pk)` once the transaction is committed.

    Tasks are named, not imported, since they call the services that enqueue them. A broker that
    is away is no error here: the row says what is to be done, and the sweep enqueues it again.
    """
    transaction.on_commit(lambda: _send(task_name, pk, priority))


def _send(task_name: str, pk: int, priority: int) -> None:
    try:
        current_app.send_task(task_name, (pk,), priority=priority)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("%s(%s) waits for the sweep: %s", task_name, pk, error)
