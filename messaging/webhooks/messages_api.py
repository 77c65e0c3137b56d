"""Webhooks of Vonage's Messages API, versions 1 and 0.1.

https://developer.vonage.com/en/api/messages#webhooks
"""

import re
from typing import Any

from messaging.receipts import Inbound, Receipt, ReceiptStatus
from messaging.sms.vonage_faults import MESSAGES_CODES, fault_of
from messaging.webhooks.fields import dedupe_key, number_of, price_of, required, text_of, time_of
from messaging.webhooks.verification import BadWebhook

STATUSES = {
    "submitted": ReceiptStatus.SUBMITTED,
    "delivered": ReceiptStatus.DELIVERED,
    "read": ReceiptStatus.DELIVERED,
    "undeliverable": ReceiptStatus.UNDELIVERABLE,
    "rejected": ReceiptStatus.REJECTED,
    "failed": ReceiptStatus.FAILED,
    "unknown": ReceiptStatus.UNKNOWN,
}


def receipt_of(fields: dict[str, Any]) -> Receipt | None:
    """Return what became of a text; None for news that we have no word for."""
    provider_id, word = required(fields, "message_uuid"), required(fields, "status")
    status = STATUSES.get(word)
    if status is None:
        return None
    code, reason = _error(_object(fields, "error"))
    usage = _object(fields, "usage")
    return Receipt(
        backend="vonage",
        provider_message_id=provider_id,
        client_ref=text_of(fields.get("client_ref")),
        status=status,
        dedupe_key=dedupe_key(provider_id, word, code, text_of(fields.get("timestamp"))),
        error_code=code,
        reason=reason,
        price=price_of(usage.get("price")),
        currency=text_of(usage.get("currency"), 3).upper(),
        occurred_at=time_of(fields.get("timestamp")),
        fault=fault_of(code, MESSAGES_CODES),
    )


def inbound_of(fields: dict[str, Any]) -> Inbound | None:
    """Return a text from a phone; None when it is from no number."""
    provider_id = required(fields, "message_uuid")
    if "status" in fields:
        raise BadWebhook("a receipt: its address belongs into the field for the status")
    sender = number_of(_party(fields.get("from")))
    if not sender:
        return None
    return Inbound(
        backend="vonage",
        provider_message_id=provider_id,
        from_e164=sender,
        to=text_of(_party(fields.get("to")), 20),
        text=_words(fields),
        occurred_at=time_of(fields.get("timestamp")),
    )


def _error(error: dict[str, Any]) -> tuple[str, str]:
    """Return the code and the words: `title` and `detail` in 1, `code` and `reason` in 0.1."""
    code = text_of(error.get("title", error.get("code")), 40)
    if not code.isdecimal():
        in_type = re.search(r"#(\d{1,6})$", text_of(error.get("type"), 200))
        code = in_type[1] if in_type else code
    return code, text_of(error.get("detail", error.get("reason")), 200)


def _words(fields: dict[str, Any]) -> str:
    """Return the text, or what is written under a picture."""
    if "text" in fields:
        return text_of(fields["text"], 1000)
    old = _object(_object(fields, "message"), "content")
    caption = _object(fields, text_of(fields.get("message_type"))).get("caption")
    return text_of(old.get("text", caption), 1000)


def _party(value: Any) -> Any:
    return value.get("number") if isinstance(value, dict) else value


def _object(fields: dict[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}
