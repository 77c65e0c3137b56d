"""What staff decide: send again, cancel, settle what nobody knows."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gallery.errors import GalleryError, IdempotencyConflict, LinkUnavailable
from messaging import reasons
from messaging.models import Message, MessageChange
from messaging.recipients import Recipient
from messaging.services.changes import change
from messaging.services.limits import enforce_number_limits, lock_orders
from messaging.services.requests import (
    OTHER_TEXT,
    create_message,
    refuse_dead_end,
    refuse_unwanted,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Status = Message.Status

STILL_GOING = "This text is still on its way: cancel it first, or wait."
MAY_BE_THERE = "Nobody knows whether this text arrived. Ask the guest, and say so here, first."
HAS_ARRIVED = "This text has gone out. For another one the guest asks again, at the booth."
TOO_LATE = "This text has gone out already."
IS_SETTLED = "This text is settled already."
NOTHING_LEFT = "Everything about this number was erased."
NO_ORDER = "An answer to HELP is not sent again."


class NotNow(GalleryError):
    """The text is not in a state for this."""

    status = 409
    code = "not_now"


@sensitive_variables("phone", "email", "recipient")
def resend_message(
    *,
    message: Message,
    idempotency_key: UUID,
    actor: "User | None",
    phone: str = "",
    email: str = "",
) -> tuple[Message, bool]:
    """Send again what surely did not arrive, to the same recipient or a corrected one.

    A new text takes the old one's place and rests on the same consent: the guest agreed to one
    text, and none has reached them. Asked for twice, the second answer is the first one's text.
    Raises `NotNow`, and whatever refuses an order.
    """
    if replaced := Message.objects.filter(replaces=message).first():
        return replaced, False
    _refuse_resend(message)
    recipient = _whom(message, phone, email)
    share, consent = message.share_link, message.consent
    if share is None or consent is None:
        raise LinkUnavailable(reasons.LINK_DELETED)
    refuse_dead_end(share)
    try:
        with transaction.atomic():
            messaging = lock_orders(message.event)
            refuse_unwanted(messaging, recipient)
            enforce_number_limits(message.event, recipient.fingerprint)
            _take_place_of(message)
            if consent.recipient_hash:
                consent.recipient_hash = recipient.fingerprint
                consent.save(update_fields=["recipient_hash"])
            return (
                create_message(
                    messaging=messaging,
                    share=share,
                    recipient=recipient,
                    consent=consent,
                    idempotency_key=idempotency_key,
                    actor=actor,
                    replaces=message,
                    cause=_cause(message, recipient),
                ),
                True,
            )
    except (IntegrityError, NotNow) as error:
        if replaced := Message.objects.filter(replaces=message).first():
            return replaced, False
        if isinstance(error, IntegrityError):
            raise IdempotencyConflict(OTHER_TEXT) from None
        raise


def _take_place_of(message: Message) -> None:
    """Let a message count no more, if it is still one that did not arrive; else `NotNow`."""
    in_vain = Message.objects.filter(status__in=Message.IN_VAIN, replaced_at__isnull=True)
    if not in_vain.filter(pk=message.pk).update(replaced_at=timezone.now()):
        raise NotNow(STILL_GOING)


def _refuse_resend(message: Message) -> None:
    if message.kind != Message.Kind.PHOTO:
        raise NotNow(NO_ORDER)
    if message.erased_at:
        raise NotNow(NOTHING_LEFT)
    if message.status in (Status.QUEUED, Status.HELD, Status.SENDING):
        raise NotNow(STILL_GOING)
    if message.status == Status.UNKNOWN:
        raise NotNow(MAY_BE_THERE)
    if message.status not in Message.IN_VAIN:
        raise NotNow(HAS_ARRIVED)


@sensitive_variables()
def _whom(message: Message, phone: str, email: str) -> Recipient:
    if email:
        return Recipient.from_email(email)
    if phone:
        return Recipient.from_phone(phone, message.event.region)
    return message.recipient


def _cause(message: Message, recipient: Recipient) -> str:
    same = message.recipient_hash == recipient.fingerprint
    return "Sent again" if same else "Sent again, corrected"


def cancel_message(*, message: Message, actor: "User | None") -> None:
    """Stop a text that waits; raises `NotNow` when it has gone out."""
    cancelled = change(
        message,
        Status.CANCELLED,
        source=MessageChange.Source.STAFF,
        cause=reasons.CANCELLED_BY_STAFF,
        actor=actor,
        expected=Message.WAITING,
        failure=reasons.CANCELLED_BY_STAFF,
    )
    if not cancelled:
        raise NotNow(TOO_LATE)


def settle_unknown(*, message: Message, has_arrived: bool, actor: "User | None") -> None:
    """Say of an unknown text whether it arrived; raises `NotNow` when it is not unknown.

    One that did not arrive has failed, and may then be sent again.
    """
    fields: dict[str, Any]
    if has_arrived:
        status, fields = Status.DELIVERED, {"delivered_at": timezone.now(), "failure": ""}
    else:
        status, fields = Status.FAILED, {"failure": reasons.SETTLED_AS_LOST}
    settled = change(
        message,
        status,
        source=MessageChange.Source.STAFF,
        cause="It arrived." if has_arrived else reasons.SETTLED_AS_LOST,
        actor=actor,
        expected=[Status.UNKNOWN],
        **fields,
    )
    if not settled:
        raise NotNow(IS_SETTLED)
