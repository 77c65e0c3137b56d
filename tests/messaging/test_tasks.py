"""The tasks around the services: what is enqueued, and when."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from gallery.models import Event, ShareLink
from gallery.services.sharing import create_share
from messaging import tasks
from messaging.models import STALE_SENDING, Message
from messaging.services import request_message, send_message
from messaging.sms import locmem
from tests.factories import an_hour_ago, make_snap
from tests.messaging.orders import make_message, make_order

Status = Message.Status
Enqueued = list[tuple[str, int]]


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> Enqueued:
    calls: Enqueued = []
    monkeypatch.setattr(
        "messaging.tasks.enqueue", lambda name, pk, priority: calls.append((name, pk))
    )
    return calls


@pytest.fixture
def countdowns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []

    def apply_async(args: tuple[int], *, countdown: float, **options: Any) -> None:
        found.append(countdown)

    monkeypatch.setattr(tasks.deliver, "apply_async", apply_async)
    return found


@pytest.mark.django_db
def test_deliver_sends_and_is_done(
    share: ShareLink, countdowns: list[float], outbox: list[locmem.SentSms]
) -> None:
    tasks.deliver(make_message(share).pk)
    assert (len(outbox), countdowns) == (1, [])


@pytest.mark.django_db
def test_deliver_comes_back_for_a_photo_that_is_being_checked(
    event: Event, countdowns: list[float]
) -> None:
    message = make_message(create_share(event=event, photo=make_snap(event))[0])
    tasks.deliver(message.pk)
    assert countdowns == [pytest.approx(1, abs=0.2)]


@pytest.mark.django_db
def test_deliver_leaves_long_waits_to_the_sweep(
    countdowns: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.services.send_message", lambda pk: timedelta(minutes=5))
    tasks.deliver(1)
    assert countdowns == []


@pytest.mark.django_db
def test_sweep_enqueues_lost_texts_oldest_first(share: ShareLink, enqueued: Enqueued) -> None:
    make_message(share)
    later = make_message(share, next_attempt_at=timezone.now() - timedelta(minutes=1))
    older = make_message(share, next_attempt_at=an_hour_ago())
    tasks.sweep()
    assert enqueued == [
        ("messaging.tasks.deliver", older.pk),
        ("messaging.tasks.deliver", later.pk),
    ]


@pytest.mark.django_db
def test_sweep_gives_up_what_a_dead_worker_was_sending(
    share: ShareLink, enqueued: Enqueued, caplog: pytest.LogCaptureFixture
) -> None:
    message = make_message(share)
    Message.objects.claim(message.pk)
    Message.objects.update(sending_at=timezone.now() - STALE_SENDING - timedelta(seconds=1))
    tasks.sweep()
    message.refresh_from_db()
    assert (message.status, message.failure) == (
        Status.UNKNOWN,
        "The worker ended while it was sending.",
    )
    assert enqueued == []
    assert str(message.public_id) in caplog.text


@pytest.mark.django_db
def test_sweep_leaves_alone_what_is_being_sent(share: ShareLink, enqueued: Enqueued) -> None:
    message = make_message(share)
    Message.objects.claim(message.pk)
    tasks.sweep()
    message.refresh_from_db()
    assert (message.status, enqueued) == (Status.SENDING, [])


@pytest.mark.django_db(transaction=True)
def test_of_many_tasks_at_once_one_sends(share: ShareLink, outbox: list[locmem.SentSms]) -> None:
    message = make_message(share)
    at_once(6, lambda: send_message(pk=message.pk))
    assert len(outbox) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.SUBMITTED, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_tasks_at_once_one_waits_on(event: Event) -> None:
    message = make_message(create_share(event=event, photo=make_snap(event))[0])
    waits = at_once(6, lambda: send_message(pk=message.pk))
    assert waits.count(None) == 5


@pytest.mark.django_db(transaction=True)
def test_of_many_equal_orders_at_once_one_is_new(share: ShareLink) -> None:
    order = make_order(share)
    answers = at_once(6, lambda: request_message(**order))
    assert [is_new for _, is_new in answers].count(True) == 1
    assert {message.pk for message, _ in answers} == {Message.objects.get().pk}


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """Call `work` from several threads at the same moment; return what each returned."""
    barrier = threading.Barrier(count)

    def call(_number: int) -> Any:
        try:
            barrier.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))
