"""What Vonage's webhooks say, in our own words; and what they change."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from gallery.models import ShareLink
from messaging.models import DeliveryReceipt, InboundText, Message, OptOut
from messaging.receipts import ReceiptStatus
from messaging.sms import Fault
from messaging.webhooks import messages_api, sms_api
from messaging.webhooks.verification import BadWebhook
from tests.messaging.fake_vonage import SIGNATURE_SECRET
from tests.messaging.orders import make_message
from tests.messaging.vonage_posts import (
    INBOUND,
    MESSAGE_UUID,
    MESSAGES_ERROR,
    MESSAGES_INBOUND,
    MESSAGES_STATUS,
    SMS_INBOUND,
    SMS_STATUS,
    STATUS,
    post_form,
    post_json,
    signed,
)

pytestmark = pytest.mark.django_db
SIX_PM = datetime(2026, 5, 2, 18, 4, 5, tzinfo=UTC)


def test_reads_a_receipt_of_the_messages_api() -> None:
    receipt = messages_api.receipt_of({**MESSAGES_STATUS, "client_ref": "ours"})
    assert receipt is not None
    assert (receipt.backend, receipt.provider_message_id) == ("vonage", MESSAGE_UUID)
    assert (receipt.client_ref, receipt.status) == ("ours", ReceiptStatus.DELIVERED)
    assert (receipt.price, receipt.currency) == (Decimal("0.0333"), "EUR")
    assert (receipt.occurred_at, receipt.error_code) == (SIX_PM, "")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("submitted", ReceiptStatus.SUBMITTED),
        ("delivered", ReceiptStatus.DELIVERED),
        ("read", ReceiptStatus.DELIVERED),
        ("rejected", ReceiptStatus.REJECTED),
        ("undeliverable", ReceiptStatus.UNDELIVERABLE),
    ],
)
def test_knows_the_messages_apis_words(word: str, status: ReceiptStatus) -> None:
    receipt = messages_api.receipt_of({**MESSAGES_STATUS, "status": word})
    assert receipt is not None
    assert receipt.status == status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", ReceiptStatus.SUBMITTED),
        ("buffered", ReceiptStatus.SUBMITTED),
        ("delivered", ReceiptStatus.DELIVERED),
        ("expired", ReceiptStatus.UNDELIVERABLE),
        ("failed", ReceiptStatus.FAILED),
        ("rejected", ReceiptStatus.REJECTED),
        ("unknown", ReceiptStatus.UNKNOWN),
    ],
)
def test_knows_the_sms_apis_words(word: str, status: ReceiptStatus) -> None:
    receipt = sms_api.receipt_of({**SMS_STATUS, "status": word})
    assert receipt is not None
    assert receipt.status == status


def test_leaves_words_alone_that_are_new() -> None:
    assert messages_api.receipt_of({**MESSAGES_STATUS, "status": "clicked"}) is None
    assert sms_api.receipt_of({**SMS_STATUS, "status": "pondered"}) is None


@pytest.mark.parametrize(
    ("error", "code", "fault"),
    [
        (MESSAGES_ERROR, "1240", Fault.OPTED_OUT),
        ({"title": 1180, "detail": "Absent"}, "1180", Fault.AWAY),
        ({"type": "https://x/api-errors/messages#1120", "title": "Bad"}, "1120", Fault.SENDER),
        ({"code": 1000, "reason": "Throttled"}, "1000", Fault.BUSY),
        ({"title": "9999"}, "9999", Fault.UNKNOWN),
        ("broken", "", Fault.UNKNOWN),
    ],
)
def test_reads_why_a_text_did_not_arrive(error: Any, code: str, fault: Fault) -> None:
    fields = {**MESSAGES_STATUS, "status": "rejected", "error": error}
    receipt = messages_api.receipt_of(fields)
    assert receipt is not None
    assert (receipt.error_code, receipt.fault) == (code, fault)


def test_reads_the_sms_apis_reasons() -> None:
    receipt = sms_api.receipt_of({**SMS_STATUS, "status": "failed", "err-code": "6"})
    assert receipt is not None
    assert (receipt.error_code, receipt.fault) == ("6", Fault.SPAM)
    fine = sms_api.receipt_of(SMS_STATUS)
    assert fine is not None
    assert (fine.error_code, fine.occurred_at) == ("", SIX_PM)


@pytest.mark.parametrize("price", ["", "free", "-1", "NaN", "Infinity", None, [], 1e30])
def test_no_price_is_made_up(price: Any) -> None:
    usage = {"price": price, "currency": "EUR"}
    receipt = messages_api.receipt_of({**MESSAGES_STATUS, "usage": usage})
    assert receipt is not None
    assert receipt.price is None


def test_the_sms_api_bills_each_part(share: ShareLink) -> None:
    message = make_message(share, segments=2)
    fields = {**SMS_STATUS, "client-ref": str(message.public_id)}
    receipt = sms_api.receipt_of(fields)
    assert receipt is not None
    assert (receipt.price, receipt.currency) == (Decimal("0.0666"), "EUR")
    alone = sms_api.receipt_of(SMS_STATUS)
    assert alone is not None
    assert alone.price == Decimal("0.0333")


def test_the_same_report_has_the_same_key_whenever_it_is_signed() -> None:
    keys = {
        receipt.dedupe_key
        for changes in ({}, {"nonce": "new"}, {"timestamp": "1"}, {"status": "accepted"})
        if (receipt := sms_api.receipt_of({**SMS_STATUS, **changes}))
    }
    assert len(keys) == 2
    assert all(len(key) <= 100 for key in keys)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "Stop"),
        ({"text": "nul\0 and half \ud83d"}, "nul and half ?"),
        ({"text": None}, ""),
        ({"text": "a" * 5000}, "a" * 1000),
    ],
)
def test_reads_an_answer(change: dict[str, Any], text: str) -> None:
    inbound = messages_api.inbound_of({**MESSAGES_INBOUND, **change})
    assert inbound is not None
    assert (inbound.from_e164, inbound.to) == ("+14155550123", "12015550100")
    assert (inbound.text, inbound.occurred_at) == (text, SIX_PM)
    assert "5550123" not in repr(inbound)


def test_reads_what_is_written_under_a_picture() -> None:
    fields = {**MESSAGES_INBOUND, "message_type": "image", "image": {"caption": "STOP"}}
    del fields["text"]
    inbound = messages_api.inbound_of(fields)
    assert inbound is not None
    assert inbound.text == "STOP"


def test_reads_version_0_1() -> None:
    fields = {
        **MESSAGES_INBOUND,
        "from": {"type": "sms", "number": "14155550123"},
        "to": {"type": "sms", "number": "12015550100"},
        "message": {"content": {"type": "text", "text": "STOP"}},
    }
    del fields["text"]
    inbound = messages_api.inbound_of(fields)
    assert inbound is not None
    assert (inbound.from_e164, inbound.to, inbound.text) == ("+14155550123", "12015550100", "STOP")


def test_reads_an_answer_to_the_sms_api() -> None:
    inbound = sms_api.inbound_of(SMS_INBOUND)
    assert inbound is not None
    assert (inbound.from_e164, inbound.text) == ("+14155550123", "Stop & never = again")


@pytest.mark.parametrize("sender", ["Bank", "12345", "", None, {"id": "x"}, "US.134912"])
def test_nobody_can_be_answered_who_has_no_number(sender: Any) -> None:
    assert messages_api.inbound_of({**MESSAGES_INBOUND, "from": sender}) is None
    assert sms_api.inbound_of({**SMS_INBOUND, "msisdn": sender}) is None


def test_says_when_the_addresses_were_swapped() -> None:
    with pytest.raises(BadWebhook, match="address"):
        messages_api.inbound_of(MESSAGES_STATUS)
    with pytest.raises(BadWebhook, match="address"):
        sms_api.inbound_of(SMS_STATUS)
    with pytest.raises(BadWebhook, match="status"):
        messages_api.receipt_of(MESSAGES_INBOUND)


class TestOverHttp:
    """From the signed request to the rows."""

    @pytest.fixture(autouse=True)
    def account(self, settings: Settings) -> None:
        settings.VONAGE_SIGNATURE_SECRET = SIGNATURE_SECRET

    @pytest.fixture
    def message(self, share: ShareLink) -> Message:
        from django.utils import timezone

        fields = {"status": "submitted", "submitted_at": timezone.now()}
        return make_message(share, provider_message_id=MESSAGE_UUID, **fields)

    def test_a_receipt_settles_its_text(self, client: Client, message: Message) -> None:
        assert post_json(client, STATUS, MESSAGES_STATUS).status_code == 200
        message.refresh_from_db()
        assert message.status == "delivered"

    def test_the_sms_apis_receipt_finds_it_by_our_reference(
        self, client: Client, message: Message
    ) -> None:
        fields = {**SMS_STATUS, "client-ref": str(message.public_id), "status": "failed"}
        assert post_form(client, STATUS, signed({**fields, "err-code": "3"})).status_code == 200
        message.refresh_from_db()
        assert message.status in {"failed", "undeliverable"}
        assert "no such mobile number" in message.failure

    def test_a_repeat_is_answered_and_kept_once(self, client: Client, message: Message) -> None:
        for jti in ("one", "two", "three"):
            assert post_json(client, STATUS, MESSAGES_STATUS, jti=jti).status_code == 200
        assert DeliveryReceipt.objects.count() == 1

    def test_a_late_submitted_does_not_undo_delivered(
        self, client: Client, message: Message
    ) -> None:
        post_json(client, STATUS, MESSAGES_STATUS)
        late = {**MESSAGES_STATUS, "status": "submitted", "timestamp": "2026-05-02T18:04:01Z"}
        assert post_json(client, STATUS, late).status_code == 200
        message.refresh_from_db()
        assert message.status == "delivered"

    def test_an_unknown_id_is_answered_and_changes_no_text(
        self, client: Client, message: Message
    ) -> None:
        other = {**MESSAGES_STATUS, "message_uuid": "unheard-of"}
        assert post_json(client, STATUS, other).status_code == 200
        message.refresh_from_db()
        assert message.status == "submitted"

    @pytest.mark.parametrize("api", ["messages", "sms"])
    def test_stop_is_written_down_once(self, client: Client, api: str) -> None:
        for _ in range(2):
            answer = (
                post_json(client, INBOUND, MESSAGES_INBOUND)
                if api == "messages"
                else post_form(client, INBOUND, signed({**SMS_INBOUND, "text": "STOP"}))
            )
            assert answer.status_code == 200
        assert OptOut.objects.active().count() == 1
        assert InboundText.objects.count() == 1
