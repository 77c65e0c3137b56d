"""Send texts: once each, only photos that may be shared, only while there is money for them."""

import logging
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gallery.models import Moderation, ShareLink, Snap, Strip, Work
from messaging import emailing, reasons
from messaging.models import EventMessaging, Message, MessageChange, OptOut
from messaging.phones import without_numbers
from messaging.reasons import WORKER_DIED
from messaging.services.changes import change, record, tell
from messaging.services.money import give_back, spend, warn_when_nearly_spent
from messaging.services.optouts import is_opted_out, opt_out
from messaging.services.receipts import take_early_receipts
from messaging.services.requests import DELIVER
from messaging.services.throttle import wait_for_turn
from messaging.sms import Fault, SmsError, SmsUnknown, get_backend
from messaging.vault import SealBroken

__all__ = ["BACK_OFF", "DELIVER", "WORKER_DIED", "give_up_stranded", "send_message"]

logger = logging.getLogger(__name__)

Status = Message.Status
Source = MessageChange.Source

# While a guest stands there a photo is looked at again each second, later less often.
SOON, LATER = timedelta(seconds=1), timedelta(seconds=15)
PATIENCE = timedelta(minutes=1)
# After the 1st, 2nd... attempt that was surely not accepted; after the last one it has failed.
BACK_OFF = (5, 15, 60, 300)
# Those that wait for their turn come back spread over as long as the queue takes, at most this.
LONGEST_SPREAD = 20.0


def send_message(*, pk: int) -> timedelta | None:
    """Send one text if it is due and its link opens; return when to look again, if at all.

    A text waits until its photo is checked (queued) and approved (held), and until a strip has
    a picture: its link must open. What was ruled out meanwhile is cancelled. Never call this in
    a transaction: others must see the claim before the provider does.
    """
    message = (
        Message.objects.due()
        .select_related("event", "share_link__event", "share_link__snap", "share_link__strip")
        .filter(pk=pk)
        .first()
    )
    if message is None:
        return None
    if end := _dead_end(message):
        status, failure = end
        _end(message, status, failure)
        return None
    link = message.share_link
    if link is not None and (wait_as := _obstacle(link.photo)):
        return _put_off(message, wait_as)
    return _submit(message)


def _dead_end(message: Message) -> tuple[Status, str] | None:
    """Why this text will never be sent, if that is so."""
    if is_opted_out(message.recipient_hash):
        return Status.CANCELLED, reasons.OPTED_OUT
    if message.kind == Message.Kind.HELP:
        return None
    share = message.share_link
    if share is None:
        return Status.CANCELLED, reasons.LINK_DELETED
    return _dead_link(share)


def _dead_link(share: ShareLink) -> tuple[Status, str] | None:
    if not share.is_alive():
        return Status.CANCELLED, reasons.LINK_DIED
    if share.photo.is_ruled_out:
        return Status.CANCELLED, reasons.RULED_OUT
    photo = share.photo
    if isinstance(photo, Strip) and not photo.image and photo.status == Work.FAILED:
        return Status.FAILED, reasons.NO_PICTURE
    return None


def _end(message: Message, status: Status, failure: str) -> None:
    """Give up what waits."""
    change(
        message,
        status,
        source=Source.WORKER,
        cause=failure,
        expected=Message.WAITING,
        failure=failure,
    )


def _obstacle(photo: Snap | Strip) -> Status | None:
    """As what a text has to wait: held for a moderator, or queued for the smile check or strip."""
    snaps = photo.frames() if isinstance(photo, Strip) else []
    if Moderation.WAITING in {photo.moderation, *(snap.moderation for snap in snaps)}:
        return Status.HELD
    has_picture = isinstance(photo, Snap) or bool(photo.image)
    return None if has_picture and photo.is_allowed else Status.QUEUED


def _put_off(message: Message, status: Status, wait: timedelta | None = None) -> timedelta | None:
    """Look again later; the sweep does so for held ones. None if somebody else was quicker."""
    now = timezone.now()
    if wait is None:
        wait = SOON if now - message.created_at < PATIENCE else LATER
    # Of several tasks for one message, one goes on: the one that moves its time.
    unmoved = Message.objects.filter(next_attempt_at=message.next_attempt_at)
    moved = change(
        message,
        status,
        source=Source.WORKER,
        expected=[message.status],
        rows=unmoved,
        next_attempt_at=now + wait,
    )
    return wait if moved and status == Status.QUEUED else None


def _submit(message: Message) -> timedelta | None:
    """Claim the message and hand it to the provider; return when to try again, if at all."""
    messaging = EventMessaging.objects.for_event(message.event)
    # Before the claim: a wrong setting must cost nobody a text.
    backend = None if message.is_email else get_backend()
    try:
        recipient = message.recipient
    except SealBroken:
        _end(message, Status.FAILED, reasons.KEY_MISSING)
        return None
    if not message.is_email and (wait := wait_for_turn(_sender(messaging))):
        return _put_off(message, Status.QUEUED, _back_in_line(wait))
    if not _claim(message, messaging):
        return None
    try:
        provider_id = _hand_over(message, backend, recipient.reveal(), messaging.sender)
    except SmsError as error:
        return _not_accepted(message, messaging, error)
    except Exception as error:  # noqa: BLE001  # whatever it was, the guest may have the text
        _settle(message, Status.UNKNOWN, failure=_reason(error))
    else:
        _settle(
            message,
            Status.SUBMITTED,
            provider_message_id=provider_id[:100],
            submitted_at=timezone.now(),
        )
    return None


def _sender(messaging: EventMessaging) -> str:
    return messaging.sender or str(getattr(settings, "VONAGE_SENDER", ""))


def _back_in_line(wait: float) -> timedelta:
    ahead = Message.objects.filter(status=Status.QUEUED).count()
    spread = min(ahead / settings.SMS_PER_SECOND, LONGEST_SPREAD)
    return timedelta(seconds=wait + random.uniform(0, spread))  # noqa: S311  # no secret


def _claim(message: Message, messaging: EventMessaging) -> bool:
    """Take the message and the money for it, at once; False when it is not ours to send."""
    cost = Decimal(0) if message.is_email else messaging.effective_price * message.segments
    was = message.status
    with transaction.atomic():
        if not spend(messaging, cost):
            _end(message, Status.FAILED, reasons.BUDGET_SPENT)
            return False
        if not Message.objects.filter(status=was).claim(message.pk):
            transaction.set_rollback(True)
            return False
        Message.objects.filter(pk=message.pk).update(
            cost=cost, currency=messaging.effective_currency if cost else ""
        )
        message.refresh_from_db(fields=["status", "attempts", "sending_at", "cost", "currency"])
        record(message, was, source=Source.WORKER, cause=f"Attempt {message.attempts}")
        tell(message)
        warn_when_nearly_spent(messaging)
    return True


@sensitive_variables("to")
def _hand_over(message: Message, backend: Any, to: str, sender: str) -> str:
    if backend is None:
        return emailing.send(message, to)
    return str(
        backend.send(
            to=to,
            body=message.body,
            client_ref=str(message.public_id),
            picture_url=_picture_url(message),
            channel=message.channel,
            sender=sender,
        )
    )


def _picture_url(message: Message) -> str:
    """The picture that goes along where the event's texts are picture messages."""
    share = message.share_link
    if share is None or message.channel == "sms":
        return ""
    return f"{share.url}{'strip' if share.strip_id else 'photo'}.jpg"


def _not_accepted(message: Message, messaging: EventMessaging, error: SmsError) -> timedelta | None:
    reason = reasons.sentence(error.fault, _reason(error))
    is_last = error.permanent or message.attempts > len(BACK_OFF)
    with transaction.atomic():
        give_back(messaging, message)
        if not is_last:
            wait = timedelta(seconds=BACK_OFF[message.attempts - 1])
            due = timezone.now() + wait
            settled = _settle(message, Status.QUEUED, failure=reason, next_attempt_at=due)
            return wait if settled and message.status == Status.QUEUED else None
        _settle(message, Status.FAILED, failure=reason, error_code=str(error.fault))
    if error.fault == Fault.OPTED_OUT:
        opt_out(message.recipient_hash, source=OptOut.Source.PROVIDER)
    return None


def _reason(error: Exception) -> str:
    """What staff and the log get to read of an error: no number."""
    known = isinstance(error, SmsError | SmsUnknown)
    text = str(error) if known else f"{type(error).__name__}: {error}"
    return without_numbers(text)[:200] or type(error).__name__


def _settle(message: Message, status: Status, **fields: Any) -> bool:
    """Record how an attempt ended, also when it took so long that it counts as unknown."""
    if fields.get("failure"):
        logger.warning("message %s is %s: %s", message.public_id, status, fields["failure"])
    attempt = Message.objects.filter(attempts=message.attempts)
    fields = {"failure": "", "backend": _backend_name(message), **fields}
    if status == Status.QUEUED and not attempt.filter(pk=message.pk, erased_at=None).exists():
        # Everything about the number was erased while it was being sent.
        status, fields = Status.CANCELLED, {"failure": reasons.ERASED}
    settled = change(
        message,
        status,
        source=Source.WORKER,
        cause=fields["failure"],
        expected=[Status.SENDING, Status.UNKNOWN],
        rows=attempt,
        **fields,
    )
    if "provider_message_id" in fields:
        take_early_receipts(message)
    if not settled and "provider_message_id" in fields:
        # A receipt was quicker than the answer and has settled it; its id is news all the same.
        attempt.filter(pk=message.pk, provider_message_id="").update(
            provider_message_id=fields["provider_message_id"], backend=fields["backend"]
        )
    return settled


def _backend_name(message: Message) -> str:
    name: str = settings.EMAIL_BACKEND if message.is_email else settings.SMS_BACKEND
    return name[:100]


def give_up_stranded() -> None:
    """Mark what a dead worker was sending as unknown: the guest may have it."""
    for message in Message.objects.stranded().select_related("event"):
        logger.error("message %s is unknown: %s", message.public_id, WORKER_DIED)
        change(
            message,
            Status.UNKNOWN,
            source=Source.SWEEP,
            cause=WORKER_DIED,
            expected=[Status.SENDING],
            failure=WORKER_DIED,
        )
