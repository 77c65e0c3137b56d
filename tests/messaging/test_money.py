"""The budget: never overspent, given back, and warned of once."""

import json
from decimal import Decimal
from typing import Any

import pytest
import redis
from django.core import mail

from gallery import live
from gallery.models import EventMembership, ShareLink
from messaging.models import EventMessaging, Message
from messaging.services import request_message, send_message, warn_owners
from messaging.sms import SmsError, locmem
from tests.messaging.orders import make_message, make_order
from tests.messaging.test_tasks import at_once

pytestmark = pytest.mark.django_db
Status = Message.Status


def budget(share: ShareLink, amount: str, price: str = "0.10", spent: str = "0") -> EventMessaging:
    texts = EventMessaging.objects.for_event(share.event)
    texts.budget, texts.price, texts.spent = Decimal(amount), Decimal(price), Decimal(spent)
    texts.save()
    return texts


def test_a_text_costs_what_its_segments_cost(share: ShareLink, outbox: Any) -> None:
    texts = budget(share, "1")
    message = make_message(share, segments=2)
    send_message(pk=message.pk)
    texts.refresh_from_db()
    message.refresh_from_db()
    assert (texts.spent, message.cost, message.currency) == (Decimal("0.2"), Decimal("0.2"), "EUR")


@pytest.mark.parametrize("is_permanent", [True, False])
def test_what_was_not_accepted_costs_nothing(
    share: ShareLink, monkeypatch: pytest.MonkeyPatch, is_permanent: bool
) -> None:
    def send(self: locmem.SmsBackend, **sms: str) -> str:
        raise SmsError("no", permanent=is_permanent)

    monkeypatch.setattr(locmem.SmsBackend, "send", send)
    texts = budget(share, "1")
    message = make_message(share)
    send_message(pk=message.pk)
    texts.refresh_from_db()
    message.refresh_from_db()
    assert (texts.spent, message.cost) == (Decimal(0), Decimal(0))


def test_what_may_have_been_sent_is_paid(share: ShareLink, monkeypatch: Any) -> None:
    def send(self: locmem.SmsBackend, **sms: str) -> str:
        raise TimeoutError

    monkeypatch.setattr(locmem.SmsBackend, "send", send)
    texts = budget(share, "1")
    send_message(pk=make_message(share).pk)
    texts.refresh_from_db()
    assert texts.spent == Decimal("0.1")


def test_a_text_that_the_budget_does_not_hold_fails_and_says_so(
    share: ShareLink, outbox: list[Any]
) -> None:
    message = make_message(share)
    texts = budget(share, "0.15", spent="0.10")
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert (message.status, outbox) == (Status.FAILED, [])
    assert "budget" in message.failure
    texts.refresh_from_db()
    assert texts.spent == Decimal("0.10")


@pytest.mark.django_db(transaction=True)
def test_workers_together_spend_no_more_than_there_is(
    share: ShareLink, outbox: list[Any], settings: Any
) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = settings.SMS_LIMIT_NUMBER_DAY = 0
    settings.SMS_PER_SECOND = 0
    messages = [make_message(share) for _ in range(8)]
    texts = budget(share, "0.30")
    waiting = iter(messages)
    at_once(8, lambda: send_message(pk=next(waiting).pk))
    texts.refresh_from_db()
    assert texts.spent == Decimal("0.30")
    assert len(outbox) == 3
    assert Message.objects.filter(status=Status.FAILED).count() == 5


def test_an_e_mail_costs_nothing(share: ShareLink) -> None:
    texts = budget(share, "0")
    message, _ = request_message(**make_order(share, phone="", email="ada@example.org"))
    send_message(pk=message.pk)
    texts.refresh_from_db()
    assert (texts.spent, len(mail.outbox)) == (Decimal(0), 1)


def test_staff_are_warned_once_at_four_fifths(
    share: ShareLink,
    outbox: Any,
    redis_client: "redis.Redis",
    django_capture_on_commit_callbacks: Any,
) -> None:
    texts = budget(share, "1.00", spent="0.65")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            send_message(pk=make_message(share).pk)
    entries: Any = redis_client.xrange(live.stream_name(share.event, "booth"))
    told = [json.loads(fields[b"data"]) for _, fields in entries if fields[b"kind"] == b"budget"]
    assert [each["spent"] for each in told] == ["0.85"]
    assert told[0]["is_nearly_spent"]
    texts.refresh_from_db()
    assert texts.warned_at is not None


def test_a_raised_budget_warns_anew(share: ShareLink, outbox: Any) -> None:
    budget(share, "1.00", spent="0.75")
    send_message(pk=make_message(share).pk)
    texts = budget(share, "10.00", spent="0.85")
    texts.refresh_from_db()
    assert texts.warned_at is not None
    send_message(pk=make_message(share).pk)
    texts.refresh_from_db()
    assert texts.warned_at is None


def test_owners_get_the_warning_by_e_mail(share: ShareLink, staff: Any) -> None:
    texts = budget(share, "1.00", spent="0.85")
    staff.email = "owner@example.org"
    staff.save()
    warn_owners(pk=texts.pk)
    assert mail.outbox == []
    EventMembership.objects.update(role=EventMembership.Role.OWNER)
    warn_owners(pk=texts.pk)
    assert mail.outbox[0].to == ["owner@example.org"]
    assert "0.85 of 1.00 EUR" in str(mail.outbox[0].body)
