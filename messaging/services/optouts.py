"""Who wants no more texts."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging import reasons
from messaging.models import Consent, Message, MessageChange, OptOut
from messaging.services.changes import change

Status = Message.Status


def is_opted_out(recipient_hash: str) -> bool:
    return OptOut.objects.active().filter(recipient_hash=recipient_hash).exists()


def opt_out(recipient_hash: str, *, source: OptOut.Source, keyword: str = "") -> bool:
    """Enter a recipient into the ledger and stop what waits for them; False if already there.

    Their yes to news from organisers is withdrawn as well.
    """
    if not recipient_hash:
        return False
    try:
        with transaction.atomic():
            OptOut.objects.create(
                recipient_hash=recipient_hash, source=source, keyword=keyword[:20]
            )
            Consent.objects.filter(
                recipient_hash=recipient_hash, marketing_withdrawn_at__isnull=True
            ).exclude(marketing_wording="").update(marketing_withdrawn_at=timezone.now())
    except IntegrityError:
        is_new = False
    else:
        is_new = True
    stop_waiting(recipient_hash, MessageChange.Source.OPT_OUT, reasons.OPTED_OUT)
    return is_new


def lift_opt_out(recipient_hash: str, *, by: str) -> bool:
    """They want texts again; False if they had not opted out."""
    active = OptOut.objects.active().filter(recipient_hash=recipient_hash)
    return active.update(lifted_at=timezone.now(), lifted_by=by[:20]) > 0


def stop_waiting(recipient_hash: str, source: MessageChange.Source, why: str) -> None:
    """Cancel every text to a recipient that has not gone out."""
    waiting = Message.objects.waiting().filter(recipient_hash=recipient_hash)
    for message in waiting.select_related("event"):
        change(
            message,
            Status.CANCELLED,
            source=source,
            cause=why,
            expected=Message.WAITING,
            failure=why,
        )
