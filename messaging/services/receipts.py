"""What the provider reports of texts: each report counts once, whatever their order."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging import reasons
from messaging.models import DeliveryReceipt, Message, MessageChange, OptOut
from messaging.phones import without_numbers
from messaging.receipts import Receipt, ReceiptStatus
from messaging.services.changes import change
from messaging.services.money import correct_price
from messaging.services.optouts import opt_out
from messaging.sms.base import Fault

logger = logging.getLogger(__name__)

Status = Message.Status
BECOMES = {
    ReceiptStatus.SUBMITTED: Status.SUBMITTED,
    ReceiptStatus.DELIVERED: Status.DELIVERED,
    ReceiptStatus.UNDELIVERABLE: Status.UNDELIVERABLE,
    ReceiptStatus.REJECTED: Status.FAILED,
    ReceiptStatus.FAILED: Status.FAILED,
}
# A report may overtake the answer to the request that it is about, by this much.
EARLY = timedelta(hours=1)


def take_receipt(receipt: Receipt) -> bool:
    """Book a report; False when it is a repeat, or about no text of ours (yet).

    What has arrived stays arrived: `TRANSITIONS` refuses a late "submitted". A report for a
    text that seemed not to be accepted stops it from being sent again.
    """
    message = _message_of(receipt)
    try:
        with transaction.atomic():
            row = DeliveryReceipt.objects.create(
                message=message,
                backend=receipt.backend[:20],
                dedupe_key=receipt.dedupe_key[:100],
                provider_message_id=receipt.provider_message_id[:100],
                status=receipt.status,
                error_code=receipt.error_code[:40],
                reason=_reason(receipt),
                price=receipt.price,
                currency=receipt.currency[:3],
                occurred_at=receipt.occurred_at,
            )
            if message is not None:
                _apply(message, row, receipt.fault)
    except IntegrityError:
        return False
    if message is None:
        logger.info("a receipt waits for its text: %s", receipt.provider_message_id)
        return False
    correct_price(message, receipt.price, receipt.currency)
    if receipt.fault == Fault.OPTED_OUT:
        opt_out(message.recipient_hash, source=OptOut.Source.PROVIDER)
    return True


def take_early_receipts(message: Message) -> None:
    """Book the reports that came before we knew the provider's id of a text."""
    if not message.provider_message_id:
        return
    early = DeliveryReceipt.objects.filter(
        message__isnull=True,
        provider_message_id=message.provider_message_id,
        received_at__gt=timezone.now() - EARLY,
    )
    for row in early:
        with transaction.atomic():
            if early.filter(pk=row.pk).update(message=message):
                _apply(message, row, Fault.UNKNOWN)
        correct_price(message, row.price, row.currency)


def forget_orphans() -> None:
    """Delete reports whose text never turned up."""
    DeliveryReceipt.objects.filter(
        message__isnull=True, received_at__lt=timezone.now() - EARLY
    ).delete()


def _message_of(receipt: Receipt) -> Message | None:
    messages = Message.objects.select_related("event")
    try:
        found = messages.filter(public_id=UUID(receipt.client_ref)).first()
    except ValueError:
        found = None
    if found is None and receipt.provider_message_id:
        found = messages.filter(provider_message_id=receipt.provider_message_id).first()
    return found


def _reason(receipt: Receipt) -> str:
    return reasons.sentence(receipt.fault, without_numbers(receipt.reason))


def _apply(message: Message, row: DeliveryReceipt, fault: Fault) -> None:
    status = BECOMES.get(ReceiptStatus(row.status))
    if status is None:
        return
    at = row.occurred_at or row.received_at
    fields: dict[str, Any] = {}
    if row.provider_message_id and not message.provider_message_id:
        fields["provider_message_id"] = row.provider_message_id
    if status == Status.SUBMITTED:
        fields |= {"submitted_at": message.submitted_at or at, "failure": ""}
    elif status == Status.DELIVERED:
        fields |= {"delivered_at": at, "failure": "", "error_code": ""}
    else:
        fields |= {"failure": row.reason, "error_code": str(fault)}
    change(
        message,
        status,
        source=MessageChange.Source.RECEIPT,
        cause=fields.get("failure", "") or row.error_code,
        # What is there already stays: the same news twice changes nothing.
        expected=[each for each in Status if each != status],
        **fields,
    )
