"""Webhooks of Vonage's SMS API: delivery receipts and inbound texts.

https://developer.vonage.com/en/api/sms#webhooks
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from messaging.models import Message
from messaging.receipts import Inbound, Receipt, ReceiptStatus
from messaging.sms.vonage_faults import SMS_RECEIPTS, fault_of
from messaging.webhooks.fields import dedupe_key, number_of, price_of, required, text_of, time_of
from messaging.webhooks.verification import BadWebhook

STATUSES = {
    "accepted": ReceiptStatus.SUBMITTED,
    "buffered": ReceiptStatus.SUBMITTED,
    "delivered": ReceiptStatus.DELIVERED,
    "expired": ReceiptStatus.UNDELIVERABLE,
    "deleted": ReceiptStatus.UNDELIVERABLE,
    "failed": ReceiptStatus.FAILED,
    "rejected": ReceiptStatus.REJECTED,
    "unknown": ReceiptStatus.UNKNOWN,
}
# This API's prices are in euros, and say so nowhere.
CURRENCY = "EUR"


def receipt_of(fields: dict[str, Any]) -> Receipt | None:
    """Return what became of a text; None for news that we have no word for."""
    provider_id, word = required(fields, "messageId"), required(fields, "status")
    status = STATUSES.get(word)
    if status is None:
        return None
    code = text_of(fields.get("err-code"), 40)
    code = "" if code == "0" else code
    client_ref = text_of(fields.get("client-ref"))
    price = _whole_price(price_of(fields.get("price")), client_ref)
    said_at = text_of(fields.get("message-timestamp"))
    return Receipt(
        backend="vonage",
        provider_message_id=provider_id,
        client_ref=client_ref,
        status=status,
        dedupe_key=dedupe_key(provider_id, word, code, said_at),
        error_code=code,
        price=price,
        currency=CURRENCY if price is not None else "",
        occurred_at=time_of(said_at),
        fault=fault_of(code, SMS_RECEIPTS),
    )


def inbound_of(fields: dict[str, Any]) -> Inbound | None:
    """Return a text from a phone, or a part of one; None when it is from no number."""
    provider_id = required(fields, "messageId")
    if "status" in fields:
        raise BadWebhook("a receipt: its address belongs into the field for receipts")
    sender = number_of(fields.get("msisdn"))
    if not sender:
        return None
    return Inbound(
        backend="vonage",
        provider_message_id=provider_id,
        from_e164=sender,
        to=text_of(fields.get("to"), 20),
        text=text_of(fields.get("text"), 1000),
        occurred_at=time_of(fields.get("message-timestamp")),
    )


def _whole_price(price: Decimal | None, client_ref: str) -> Decimal | None:
    """Return the price of a whole text: each part of a long one is told and billed by itself."""
    if not price:
        return price
    try:
        message = Message.objects.only("segments").get(public_id=UUID(client_ref))
    except (ValueError, Message.DoesNotExist):
        return price
    return price * message.segments
