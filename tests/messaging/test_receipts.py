"""Delivery receipts: twice, late, out of order, for nobody."""

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gallery.models import ShareLink
from messaging.models import DeliveryReceipt, EventMessaging, Message, OptOut
from messaging.receipts import Receipt, ReceiptStatus
from messaging.services import forget_orphans, send_message, take_receipt
from messaging.sms import Fault
from tests.factories import an_hour_ago
from tests.messaging.orders import PHONE, make_message

pytestmark = pytest.mark.django_db
Status = Message.Status
_numbers = itertools.count()


def receipt(message: Message | None, status: str, **fields: Any) -> Receipt:
    defaults: dict[str, Any] = {
        "backend": "vonage",
        "provider_message_id": "locmem-1",
        "client_ref": str(message.public_id) if message else "",
        "status": ReceiptStatus(status),
        "dedupe_key": f"key {next(_numbers)}",
        "occurred_at": timezone.now(),
    }
    return Receipt(**{**defaults, **fields})


@pytest.fixture
def sent(share: ShareLink, outbox: Any) -> Message:
    message = make_message(share)
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert message.status == Status.SUBMITTED
    return message


def history(message: Message) -> list[tuple[str, str, str]]:
    rows = message.changes.values_list("from_status", "to_status", "source")
    return [(was, became, source) for was, became, source in rows]


def test_a_text_arrives(sent: Message) -> None:
    assert take_receipt(receipt(sent, "delivered"))
    sent.refresh_from_db()
    assert (sent.status, sent.failure) == (Status.DELIVERED, "")
    assert sent.delivered_at is not None
    assert history(sent) == [
        ("", "queued", "order"),
        ("queued", "sending", "worker"),
        ("sending", "submitted", "worker"),
        ("submitted", "delivered", "receipt"),
    ]


@pytest.mark.parametrize("late", ["submitted", "undeliverable", "rejected", "failed", "unknown"])
def test_what_has_arrived_stays_arrived(sent: Message, late: str) -> None:
    take_receipt(receipt(sent, "delivered"))
    take_receipt(receipt(sent, late))
    sent.refresh_from_db()
    assert (sent.status, sent.failure) == (Status.DELIVERED, "")
    assert DeliveryReceipt.objects.filter(message=sent).count() == 2


def test_a_repeat_counts_once(sent: Message) -> None:
    once = receipt(sent, "delivered")
    assert take_receipt(once)
    assert not take_receipt(once)
    assert DeliveryReceipt.objects.count() == 1
    assert len(history(sent)) == 4


def test_a_failure_says_why_in_words_and_no_number(sent: Message) -> None:
    take_receipt(receipt(sent, "undeliverable", fault=Fault.NUMBER, error_code="1170"))
    sent.refresh_from_db()
    assert sent.status == Status.UNDELIVERABLE
    assert sent.failure.startswith("There is no such mobile number")
    assert sent.error_code == "number"
    assert sent.receipts.get().error_code == "1170"


def test_the_providers_own_words_lose_their_numbers(sent: Message) -> None:
    take_receipt(receipt(sent, "rejected", reason=f"Absent {PHONE} (ada@example.org)"))
    sent.refresh_from_db()
    assert (sent.status, sent.failure) == (Status.FAILED, "Absent •••• (••••)")


def test_a_text_given_up_may_arrive_after_all(sent: Message) -> None:
    take_receipt(receipt(sent, "undeliverable"))
    take_receipt(receipt(sent, "delivered"))
    sent.refresh_from_db()
    assert (sent.status, sent.failure, sent.error_code) == (Status.DELIVERED, "", "")


def test_a_late_submitted_does_not_undo_a_failure(sent: Message) -> None:
    take_receipt(receipt(sent, "rejected", fault=Fault.SPAM))
    take_receipt(receipt(sent, "submitted"))
    sent.refresh_from_db()
    assert sent.status == Status.FAILED


@pytest.mark.parametrize(
    ("status", "became"),
    [("submitted", "submitted"), ("delivered", "delivered"), ("rejected", "failed")],
)
def test_a_receipt_settles_what_nobody_knew(share: ShareLink, status: str, became: str) -> None:
    then = an_hour_ago()
    message = make_message(share, status=Status.UNKNOWN, failure="Died.", sending_at=then)
    take_receipt(receipt(message, status, reason="No"))
    message.refresh_from_db()
    assert message.status == became
    assert message.failure == ("No" if became == "failed" else "")


def test_a_receipt_for_what_seemed_not_accepted_stops_the_second_text(
    share: ShareLink, outbox: list[Any]
) -> None:
    message = make_message(share, attempts=1)
    take_receipt(receipt(message, "submitted"))
    assert send_message(pk=message.pk) is None
    assert outbox == []
    message.refresh_from_db()
    assert message.status == Status.SUBMITTED


def test_a_receipt_may_overtake_the_answer(
    share: ShareLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    from messaging.sms import locmem

    message = make_message(share)

    def send(self: locmem.SmsBackend, **sms: str) -> str:
        take_receipt(receipt(message, "delivered", provider_message_id="late"))
        return "late"

    monkeypatch.setattr(locmem.SmsBackend, "send", send)
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert (message.status, message.provider_message_id) == (Status.DELIVERED, "late")


def test_a_receipt_without_our_own_id_waits_for_the_providers(
    share: ShareLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    from messaging.sms import locmem

    def send(self: locmem.SmsBackend, **sms: str) -> str:
        assert not take_receipt(receipt(None, "delivered", provider_message_id="x-1"))
        return "x-1"

    monkeypatch.setattr(locmem.SmsBackend, "send", send)
    message = make_message(share)
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert message.status == Status.DELIVERED
    assert message.receipts.count() == 1


def test_receipts_for_nobody_change_nothing_and_are_forgotten(sent: Message) -> None:
    assert not take_receipt(receipt(None, "delivered", provider_message_id="elsewhere"))
    assert not take_receipt(receipt(None, "failed", provider_message_id=""))
    forget_orphans()
    assert DeliveryReceipt.objects.count() == 2
    DeliveryReceipt.objects.update(received_at=timezone.now() - timedelta(hours=2))
    forget_orphans()
    assert not DeliveryReceipt.objects.exists()
    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED


def test_the_true_price_corrects_the_estimate(sent: Message, share: ShareLink) -> None:
    texts = EventMessaging.objects.for_event(share.event)
    assert (texts.spent, sent.cost, sent.currency) == (Decimal("0.08"), Decimal("0.08"), "EUR")
    take_receipt(receipt(sent, "delivered", price=Decimal("0.0333"), currency="EUR"))
    texts.refresh_from_db()
    sent.refresh_from_db()
    assert (texts.spent, sent.cost) == (Decimal("0.0333"), Decimal("0.0333"))
    take_receipt(receipt(sent, "delivered", price=Decimal(9), currency="USD"))
    texts.refresh_from_db()
    assert texts.spent == Decimal("0.0333")


def test_an_opt_out_at_the_provider_enters_our_ledger(sent: Message) -> None:
    take_receipt(receipt(sent, "rejected", fault=Fault.OPTED_OUT))
    assert OptOut.objects.active().get().recipient_hash == sent.recipient_hash
