"""Ask for texts: a guest's wish, their consent, and whether it may be."""

import logging
from typing import TYPE_CHECKING
from uuid import UUID

import phonenumbers
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gallery.errors import GalleryError, IdempotencyConflict, LinkUnavailable, UnknownPhoto
from gallery.models import Event, ShareLink
from gallery.queue import MESSAGE, enqueue
from messaging.models import Channel, Consent, EventMessaging, Message, MessageChange
from messaging.recipients import Recipient
from messaging.segments import count_segments
from messaging.services.changes import record, tell
from messaging.services.limits import enforce_limits, lock_orders
from messaging.services.optouts import is_opted_out
from messaging.wording import photo_text, version_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

DELIVER = "messaging.tasks.deliver"

OTHER_TEXT = "This text's number was already used for another text."
NO_CONSENT = "Please tick the box first: a text is sent only to guests who agree to it."
SWITCHED_OFF = "This event sends no texts. Please scan the QR code."
NO_EMAIL = "This event sends no e-mail. Please scan the QR code."
NOT_FROM_HERE = "This event takes no orders from here."
BUDGET_SPENT = "This event's texts are used up. Please scan the QR code."
OTHER_COUNTRY = "This event sends no texts to that country. Please scan the QR code."
OPTED_OUT = "This number asked for no more texts. Text START to us to get them again."


class ConsentMissing(GalleryError):
    """Nobody agreed to get this text."""

    status = 400
    code = "consent_missing"


class TextsUnavailable(GalleryError):
    """The event sends no texts, none there, none to this person, or none any more."""

    status = 409
    code = "texts_unavailable"


@sensitive_variables("phone", "email", "recipient")
def request_message(
    *,
    event: Event,
    share: ShareLink,
    consent_text: str,
    consented: bool,
    idempotency_key: UUID,
    phone: str = "",
    email: str = "",
    wants_news: bool = False,
    source: Consent.Source = Consent.Source.BOOTH,
    device: str = "",
    language: str = "en",
    actor: "User | None" = None,
) -> tuple[Message, bool]:
    """Record a guest's wish and consent, order the text; return it and whether it is new.

    Raises `ConsentMissing`, `InvalidPhone`, `InvalidAddress`, `UnknownPhoto`, `LinkUnavailable`,
    `TextsUnavailable`, `TooMany`, and `IdempotencyConflict` when the key was used for another
    recipient, link or consent.
    """
    if not (consented and consent_text.strip()):
        raise ConsentMissing(NO_CONSENT)
    if share.event_id != event.pk:
        raise UnknownPhoto("This event has no such link.")
    recipient = Recipient.from_email(email) if email else Recipient.from_phone(phone, event.region)
    asked = _Order(event, share, recipient, consent_text.strip(), idempotency_key)
    if known := asked.known():
        return known, False
    refuse_dead_end(share)
    try:
        with transaction.atomic():
            messaging = lock_orders(event)
            refuse_unwanted(messaging, recipient, source)
            enforce_limits(
                event=event,
                share=share,
                recipient_hash=recipient.fingerprint,
                source=source,
                device=device,
            )
            consent = asked.record_consent(
                messaging, source=source, device=device, wants_news=wants_news
            )
            message = create_message(
                messaging=messaging,
                share=share,
                recipient=recipient,
                consent=consent,
                idempotency_key=idempotency_key,
                language=language,
                actor=actor,
            )
    except IntegrityError:
        # The same order came twice at once and the other was first.
        if known := asked.known():
            return known, False
        raise
    return message, True


class _Order:
    """What an order is about: the same again is the same text, under one key."""

    def __init__(
        self, event: Event, share: ShareLink, recipient: Recipient, wording: str, key: UUID
    ) -> None:
        self.event, self.share, self.recipient = event, share, recipient
        self.wording, self.key = wording, key

    def record_consent(
        self, messaging: EventMessaging, *, source: Consent.Source, device: str, wants_news: bool
    ) -> Consent:
        """Write down what the guest agreed to, before anything is ordered."""
        return Consent.objects.create(
            event=self.event,
            recipient_hash=self.recipient.fingerprint,
            channel=channel_for(messaging, self.recipient),
            wording=self.wording,
            version=version_of(self.wording),
            given_at=timezone.now(),
            source=source,
            device=device,
            marketing_wording=messaging.marketing_wording if wants_news else "",
        )

    def known(self) -> Message | None:
        message = (
            Message.objects.select_related("consent")
            .filter(event=self.event, idempotency_key=self.key)
            .first()
        )
        if message is None or message.erased_at:
            return message  # of an erased one nobody can tell any more whose it was
        same = (
            message.share_link_id == self.share.pk
            and message.recipient_hash == self.recipient.fingerprint
            and message.consent is not None
            and message.consent.wording == self.wording
        )
        if not same:
            raise IdempotencyConflict(OTHER_TEXT)
        return message


def create_message(
    *,
    messaging: EventMessaging,
    share: ShareLink,
    recipient: Recipient,
    consent: Consent,
    idempotency_key: UUID,
    language: str = "en",
    actor: "User | None" = None,
    replaces: Message | None = None,
    cause: str = "",
) -> Message:
    """Write the row that is the order, and enqueue it; in a transaction of the caller's."""
    event = messaging.event
    body = photo_text(event.name, share.url, messaging.template_for(language), messaging.organiser)
    message = Message.objects.create(
        event=event,
        share_link=share,
        channel=channel_for(messaging, recipient),
        idempotency_key=idempotency_key,
        recipient_cipher=recipient.sealed,
        recipient_hash=recipient.fingerprint,
        recipient_hint=recipient.hint,
        body=body,
        segments=count_segments(body),
        consent=consent,
        replaces=replaces,
    )
    record(message, "", source=MessageChange.Source.ORDER, cause=cause, actor=actor)
    enqueue(DELIVER, message.pk, priority=MESSAGE)
    tell(message)
    return message


def channel_for(messaging: EventMessaging, recipient: Recipient) -> Channel:
    return Channel.EMAIL if recipient.is_email else Channel(messaging.channel)


def refuse_dead_end(share: ShareLink) -> None:
    if not share.is_alive():
        raise LinkUnavailable("This link no longer opens. Please share the photo again.")
    if share.photo.is_ruled_out:
        raise LinkUnavailable("This photo can't be shared: it was refused or taken down.")


def refuse_unwanted(
    messaging: EventMessaging, recipient: Recipient, source: Consent.Source | None = None
) -> None:
    """Raise `TextsUnavailable` when the event, its budget or the recipient rules it out."""
    if not messaging.is_enabled:
        raise TextsUnavailable(SWITCHED_OFF)
    if source == Consent.Source.SHARE_PAGE and not messaging.allows_share_page:
        raise TextsUnavailable(NOT_FROM_HERE)
    if recipient.is_email and not messaging.allows_email:
        raise TextsUnavailable(NO_EMAIL)
    if is_opted_out(recipient.fingerprint):
        raise TextsUnavailable(OPTED_OUT)
    if recipient.is_email:
        return
    if country_of(recipient) not in messaging.allowed_countries:
        raise TextsUnavailable(OTHER_COUNTRY)
    if messaging.is_spent:
        raise TextsUnavailable(BUDGET_SPENT)


@sensitive_variables()
def country_of(recipient: Recipient) -> str:
    """Return the ISO 3166 code of a number's country, "" where it is of none."""
    number = phonenumbers.parse(recipient.reveal())
    return phonenumbers.region_code_for_number(number) or ""
