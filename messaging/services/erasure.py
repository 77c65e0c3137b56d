"""Forget a person: number, words and consent go, counts and history stay."""

import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gallery.models import Event
from messaging import reasons
from messaging.models import Consent, InboundText, Message, MessageChange, OptOut
from messaging.recipients import Recipient
from messaging.services.changes import change, record

logger = logging.getLogger(__name__)

BATCH = 500
EMPTY = {"recipient_cipher": "", "recipient_hash": "", "recipient_hint": "", "body": ""}


def erase_recipient(recipient: Recipient) -> int:
    """Erase everything about a number or address; return how many texts it was on.

    What waits is cancelled. An opt-out stays, as a hash: were it erased, the next text to this
    number, mistyped by somebody else, would reach a person who asked for none.
    """
    with transaction.atomic():
        count = _erase(Message.objects.to_recipient(recipient))
        # `_erase` has found consents and answers by the texts' hashes; some have no text.
        _erase_identity([recipient.fingerprint])
    return count


def erase_purged_events() -> int:
    """Erase the numbers of events whose photos are deleted for good, a batch at a time."""
    kept = ~Q(recipient_hash="") | ~Q(recipient_cipher="")
    purged = Message.objects.filter(kept, event__purged_at__isnull=False).order_by("pk")
    keys = list(purged.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        count = _erase(Message.objects.filter(pk__in=keys))
        events = Event.objects.filter(purged_at__isnull=False)
        Consent.objects.filter(event__in=events).exclude(recipient_hash="").update(
            recipient_hash="", device=""
        )
        InboundText.objects.filter(event__in=events).exclude(recipient_hash="").update(
            recipient_hash="", recipient_hint="", text=""
        )
    if count:
        logger.info("erased the numbers of %s texts of purged events", count)
    return count


def _erase(messages: "object") -> int:
    count = 0
    hashes: set[str] = set()
    rows = messages.select_related("event")  # type: ignore[attr-defined]
    for message in rows:
        hashes.add(message.recipient_hash)
        change(
            message,
            Message.Status.CANCELLED,
            source=MessageChange.Source.ERASURE,
            cause=reasons.ERASED,
            expected=Message.WAITING,
            failure=reasons.ERASED,
        )
        Message.objects.filter(pk=message.pk).update(erased_at=timezone.now(), **EMPTY)
        record(message, message.status, source=MessageChange.Source.ERASURE, cause=reasons.ERASED)
        count += 1
    return count


def _erase_identity(hashes: list[str]) -> None:
    Consent.objects.filter(recipient_hash__in=hashes).update(recipient_hash="", device="")
    InboundText.objects.filter(recipient_hash__in=hashes).update(
        recipient_hash="", recipient_hint="", text=""
    )


def has_opted_out(recipient: Recipient) -> bool:
    """Whether the ledger keeps this recipient's hash, for who is asked what is left of them."""
    return OptOut.objects.active().filter(recipient_hash=recipient.fingerprint).exists()
