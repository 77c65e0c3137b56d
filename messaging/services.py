"""Ask for texts and send them: once each, and only photos that may be shared."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery import live
from gallery.errors import GalleryError, IdempotencyConflict, LinkUnavailable, UnknownPhoto
from gallery.models import Event, Moderation, ShareLink, Snap, Strip, Work
from gallery.queue import MESSAGE, enqueue
from messaging.models import Message
from messaging.phones import parse_phone, without_numbers
from messaging.sms import SmsError, SmsUnknown, get_backend
from messaging.wording import photo_text

logger = logging.getLogger(__name__)

DELIVER = "messaging.tasks.deliver"
Status = Message.Status

# While a guest stands there a photo is looked at again each second, later less often.
SOON, LATER = timedelta(seconds=1), timedelta(seconds=15)
PATIENCE = timedelta(minutes=1)
# After the 1st, 2nd... attempt that was surely not accepted; after the last one it has failed.
BACK_OFF = (5, 15, 60, 300)

OTHER_TEXT = "This text's number was already used for another text."
NO_CONSENT = "Please tick the box first: a text is sent only to guests who agree to it."
LINK_DIED = "The link was revoked or has expired."
RULED_OUT = "The photo was refused or hidden."
NO_PICTURE = "The strip could not be made."
WORKER_DIED = "The worker ended while it was sending."


class ConsentMissing(GalleryError):
    """Nobody agreed to get this text."""

    status = 400
    code = "consent_missing"


def request_message(
    *,
    event: Event,
    share: ShareLink,
    phone: str,
    consent_text: str,
    consented: bool,
    idempotency_key: UUID,
) -> tuple[Message, bool]:
    """Record a guest's wish and consent, order the text; return it and whether it is new.

    Raises `ConsentMissing`, `InvalidPhone`, `UnknownPhoto`, `LinkUnavailable`, and
    `IdempotencyConflict` when the key was used for another number, link or consent.
    """
    if not (consented and consent_text.strip()):
        raise ConsentMissing(NO_CONSENT)
    if share.event_id != event.pk:
        raise UnknownPhoto("This event has no such link.")
    content = {
        "share_link_id": share.pk,
        "phone_e164": parse_phone(phone, event.region),
        "consent_text": consent_text,
    }
    if known := _known_message(event, idempotency_key, content):
        return known, False
    _refuse_dead_end(share)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                event=event,
                idempotency_key=idempotency_key,
                body=photo_text(event.name, share.url),
                consented_at=timezone.now(),
                **content,
            )
            enqueue(DELIVER, message.pk, priority=MESSAGE)
            _tell(message)
    except IntegrityError:
        # The same order came twice at once and the other was first.
        if known := _known_message(event, idempotency_key, content):
            return known, False
        raise
    return message, True


def _known_message(event: Event, key: UUID, content: dict[str, Any]) -> Message | None:
    message = Message.objects.filter(event=event, idempotency_key=key).first()
    if message is None:
        return None
    if any(getattr(message, name) != value for name, value in content.items()):
        raise IdempotencyConflict(OTHER_TEXT)
    return message


def _refuse_dead_end(share: ShareLink) -> None:
    if not share.is_alive():
        raise LinkUnavailable("This link no longer opens. Please share the photo again.")
    if share.photo.is_ruled_out:
        raise LinkUnavailable("This photo can't be shared: it was refused or taken down.")


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
    if end := _dead_end(message.share_link):
        status, failure = end
        _change(message, status, expected=Message.WAITING, failure=failure)
        return None
    if wait_as := _obstacle(message.share_link.photo):
        return _put_off(message, wait_as)
    return _submit(message)


def _dead_end(share: ShareLink) -> tuple[Status, str] | None:
    """Why this text will never be sent, if that is so."""
    if not share.is_alive():
        return Status.CANCELLED, LINK_DIED
    if share.photo.is_ruled_out:
        return Status.CANCELLED, RULED_OUT
    photo = share.photo
    if isinstance(photo, Strip) and not photo.image and photo.status == Work.FAILED:
        return Status.FAILED, NO_PICTURE
    return None


def _obstacle(photo: Snap | Strip) -> Status | None:
    """As what a text has to wait: held for a moderator, or queued for the smile check or strip."""
    snaps = photo.frames() if isinstance(photo, Strip) else []
    if Moderation.WAITING in {photo.moderation, *(snap.moderation for snap in snaps)}:
        return Status.HELD
    has_picture = isinstance(photo, Snap) or bool(photo.image)
    return None if has_picture and photo.is_allowed else Status.QUEUED


def _put_off(message: Message, status: Status) -> timedelta | None:
    """Look again later; the sweep does so for held ones. None if somebody else was quicker."""
    now = timezone.now()
    wait = SOON if now - message.created_at < PATIENCE else LATER
    # Of several tasks for one message, one goes on: the one that moves its time.
    unmoved = Message.objects.filter(next_attempt_at=message.next_attempt_at)
    moved = _change(
        message, status, expected=[message.status], rows=unmoved, next_attempt_at=now + wait
    )
    return wait if moved and status == Status.QUEUED else None


def _submit(message: Message) -> timedelta | None:
    """Claim the message and hand it to the provider; return when to try again, if at all."""
    backend = get_backend()  # before the claim: a wrong setting must cost nobody a text
    if not Message.objects.claim(message.pk):
        return None
    message.refresh_from_db(fields=["status", "attempts", "sending_at"])
    _tell(message)
    try:
        provider_id = backend.send(
            to=message.phone_e164, body=message.body, client_ref=str(message.public_id)
        )
    except SmsError as error:
        return _not_accepted(message, error)
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


def _not_accepted(message: Message, error: SmsError) -> timedelta | None:
    if error.permanent or message.attempts > len(BACK_OFF):
        _settle(message, Status.FAILED, failure=_reason(error))
        return None
    wait = timedelta(seconds=BACK_OFF[message.attempts - 1])
    _settle(message, Status.QUEUED, failure=_reason(error), next_attempt_at=timezone.now() + wait)
    return wait


def _reason(error: Exception) -> str:
    """What staff and the log get to read of an error: no number."""
    known = isinstance(error, SmsError | SmsUnknown)
    text = str(error) if known else f"{type(error).__name__}: {error}"
    return without_numbers(text)[:200] or type(error).__name__


def _settle(message: Message, status: Status, **fields: Any) -> None:
    """Record how an attempt ended, also when it took so long that it counts as unknown."""
    if fields.get("failure"):
        logger.warning("message %s is %s: %s", message.public_id, status, fields["failure"])
    attempt = Message.objects.filter(attempts=message.attempts)
    fields = {"failure": "", "backend": settings.SMS_BACKEND[:100], **fields}
    _change(message, status, expected=[Status.SENDING, Status.UNKNOWN], rows=attempt, **fields)


def give_up_stranded() -> None:
    """Mark what a dead worker was sending as unknown: the guest may have it."""
    for message in Message.objects.stranded().select_related("event"):
        logger.error("message %s is unknown: %s", message.public_id, WORKER_DIED)
        _change(message, Status.UNKNOWN, expected=[Status.SENDING], failure=WORKER_DIED)


def _change(
    message: Message,
    status: Status,
    *,
    expected: Any,
    rows: Any = None,
    **fields: Any,
) -> bool:
    """Move a message to a status, if it still has an expected one, and tell the booth."""
    was = message.status
    rows = Message.objects.all() if rows is None else rows
    with transaction.atomic():
        changed: int = rows.filter(pk=message.pk, status__in=expected).update(
            status=status, **fields
        )
        if changed:
            message.status = status
        if changed and status != was:
            _tell(message)
    return changed == 1


def _tell(message: Message) -> None:
    data = {
        "id": str(message.public_id),
        "idempotency_key": str(message.idempotency_key),
        "status": str(message.status),
    }
    live.publish(message.event, "booth", "message", data)
