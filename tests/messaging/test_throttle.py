"""A limit per sender that all workers share, kept by Redis's own clock."""

import time
from decimal import Decimal
from typing import Any

import pytest
import redis
from django.utils import timezone
from pytest_django.fixtures import Settings

from gallery.models import ShareLink
from messaging.models import EventMessaging, Message
from messaging.services import send_message
from messaging.services.throttle import WITHOUT_REDIS, wait_for_turn
from tests.messaging.orders import make_message
from tests.messaging.test_tasks import at_once

Status = Message.Status
# One turn in so many seconds: a slow machine does not come to the second one.
RARELY = 1 / 50


def test_one_turn_then_a_wait(settings: Settings) -> None:
    settings.SMS_PER_SECOND = RARELY
    assert wait_for_turn("+14155550000") == 0
    assert 0 < wait_for_turn("+14155550000") <= 50
    assert wait_for_turn("+14155550001") == 0, "another sender has turns of its own"


def test_of_many_at_once_one_has_the_turn(settings: Settings) -> None:
    settings.SMS_PER_SECOND = RARELY
    waits = at_once(8, lambda: wait_for_turn("one"))
    assert waits.count(0) == 1


def test_the_wait_ends(settings: Settings, redis_client: "redis.Redis") -> None:
    settings.SMS_PER_SECOND = 20
    deadline = time.monotonic() + 60
    turns = 0
    while turns < 3:
        assert time.monotonic() < deadline
        turns += wait_for_turn("quick") == 0
    assert redis_client.ttl("smilebooth:turn:quick") > 0


def test_nought_is_no_limit(settings: Settings) -> None:
    settings.SMS_PER_SECOND = 0
    assert {wait_for_turn("one") for _ in range(50)} == {0}


@pytest.mark.django_db
def test_without_redis_a_text_waits_and_goes_out_later(
    share: ShareLink, settings: Settings, outbox: list[Any], tmp_path: Any
) -> None:
    message, there = make_message(share), settings.REDIS_URL
    settings.SMS_PER_SECOND = 1000
    settings.REDIS_URL = f"unix://{tmp_path}/nowhere.sock"
    wait = send_message(pk=message.pk)
    message.refresh_from_db()
    assert wait is not None
    assert wait.total_seconds() >= WITHOUT_REDIS
    assert (message.status, message.attempts, message.cost) == (Status.QUEUED, 0, Decimal(0))
    assert outbox == []
    settings.REDIS_URL = there
    Message.objects.update(next_attempt_at=timezone.now())
    send_message(pk=message.pk)
    assert len(outbox) == 1


@pytest.mark.django_db
def test_who_has_no_turn_comes_back_unharmed(
    share: ShareLink, settings: Settings, outbox: list[Any]
) -> None:
    settings.SMS_PER_SECOND = RARELY
    first, second = make_message(share), make_message(share)
    send_message(pk=first.pk)
    wait = send_message(pk=second.pk)
    second.refresh_from_db()
    assert wait is not None
    assert 0 < wait.total_seconds() <= 70
    assert (second.status, second.attempts, second.cost) == (Status.QUEUED, 0, Decimal(0))
    assert second.changes.count() == 1
    assert len(outbox) == 1


@pytest.mark.django_db
def test_an_events_own_sender_has_its_own_turns(
    share: ShareLink, settings: Settings, outbox: list[Any]
) -> None:
    settings.SMS_PER_SECOND = RARELY
    first, second = make_message(share), make_message(share)
    send_message(pk=first.pk)
    texts = EventMessaging.objects.for_event(share.event)
    texts.sender = "AdaAndBen"
    texts.save()
    send_message(pk=second.pk)
    assert [each.sender for each in outbox] == ["", "AdaAndBen"]
