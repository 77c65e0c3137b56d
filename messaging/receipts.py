"""What a provider tells us by webhook, in our own words: delivery receipts and guests' answers.

A provider's formats and status words never leave its module in `messaging.webhooks`; that
module makes these and hands them to `messaging.services.take_receipt` and `take_inbound`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from messaging.sms.base import Fault


class ReceiptStatus(StrEnum):
    """What became of a text, as any provider can say it."""

    SUBMITTED = "submitted"  # the provider or a network on the way has it
    DELIVERED = "delivered"  # it is on the phone
    UNDELIVERABLE = "undeliverable"  # the network gave up: no such number, blocked, switched off
    REJECTED = "rejected"  # the provider or a carrier refused to carry it
    FAILED = "failed"  # something broke on the way
    UNKNOWN = "unknown"  # the provider does not know either


@dataclass(frozen=True, slots=True)
class Receipt:
    """One report about one text; it may come twice, late, and out of order."""

    backend: str  # "vonage"; for people and for telling two providers' ids apart
    provider_message_id: str
    client_ref: str  # `Message.public_id` as we sent it; empty where the provider drops it
    status: ReceiptStatus
    dedupe_key: str  # the same for a repeat of the same report
    error_code: str = ""  # the provider's own, for `messaging.reasons`
    reason: str = ""  # the provider's words; numbers in them are blanked before they are stored
    price: Decimal | None = None  # of the whole text, where the receipt tells it
    currency: str = ""  # ISO 4217
    occurred_at: datetime | None = None  # aware; None where the provider tells no time
    fault: Fault = Fault.UNKNOWN  # why it did not arrive, for `messaging.reasons`


@dataclass(frozen=True, slots=True)
class Inbound:
    """One text from a phone to one of our numbers."""

    backend: str
    provider_message_id: str
    # Never printed: a number has no place in a log or a traceback.
    from_e164: str = field(repr=False)
    to: str
    text: str = field(repr=False)
    occurred_at: datetime | None = None
