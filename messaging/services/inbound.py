"""What guests' phones answer: STOP, START and HELP act, anything else is for staff to read."""

import logging
import re
import unicodedata
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gallery import live
from gallery.models import Event
from gallery.queue import MESSAGE, enqueue
from messaging.models import EventMessaging, InboundText, Message, MessageChange, OptOut
from messaging.phones import without_numbers
from messaging.receipts import Inbound
from messaging.recipients import Recipient
from messaging.segments import count_segments
from messaging.services.changes import record, tell
from messaging.services.optouts import is_opted_out, lift_opt_out, opt_out
from messaging.services.requests import DELIVER

logger = logging.getLogger(__name__)

Kind = InboundText.Kind
# The words that carriers ask for, and their likes in other languages. Capitals, no accents.
STOP_WORDS = frozenset(
    {
        *("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
        *("ARRET", "ARRETER", "ALTO", "BAJA", "PARAR", "PARE", "STOPP", "HALT", "BASTA"),
        "AFMELDEN",
    }
)
START_WORDS = frozenset({"START", "UNSTOP", "YES"})
HELP_WORDS = frozenset({"HELP", "INFO", "AIDE", "AYUDA", "HILFE", "AIUTO"})
# "Stop texting me" means it; "end of the party was great" does not.
STOP_AS_FIRST_WORD = frozenset({"STOP", "STOPALL", "STOPP", "UNSUBSCRIBE", "ARRET"})
# One answer to HELP per number in this time: two machines must not talk to each other for ever.
HELP_EVERY = timedelta(days=1)
STRANGERS_KEPT = timedelta(days=30)
HELP_TEXT = (
    "{organiser}: you asked for one text with the link to your photo from {event}."
    " Reply STOP to end."
)


@sensitive_variables("recipient")
def take_inbound(inbound: Inbound) -> bool:
    """Act on what a phone texted us; False when the same came before."""
    number = inbound.from_e164
    recipient = Recipient(number if number.startswith("+") else f"+{number}")
    kind, word = read_keyword(inbound.text)
    event = _last_event(recipient)
    try:
        with transaction.atomic():
            InboundText.objects.create(
                backend=inbound.backend[:20],
                provider_message_id=inbound.provider_message_id[:100],
                event=event,
                recipient_hash=recipient.fingerprint,
                recipient_hint=recipient.hint,
                kind=kind,
                text=without_numbers(inbound.text)[:500],
                received_at=inbound.occurred_at or timezone.now(),
            )
            _act(kind, word, recipient, event)
            if event is not None:
                live.publish(event, "booth", "inbound", {"kind": str(kind)})
    except IntegrityError:
        return False
    return True


def read_keyword(text: str) -> tuple[InboundText.Kind, str]:
    """Return what a text asks for, and the word that says so."""
    words = re.findall(r"\w+", _plain(text))
    if not words:
        return Kind.OTHER, ""
    first, whole = words[0], "".join(words)
    if whole in STOP_WORDS or first in STOP_AS_FIRST_WORD:
        return Kind.STOP, whole if whole in STOP_WORDS else first
    if whole in START_WORDS:
        return Kind.START, whole
    if whole in HELP_WORDS:
        return Kind.HELP, whole
    return Kind.OTHER, ""


def forget_strangers() -> None:
    """Delete what numbers wrote that no event of ours has texted."""
    before = timezone.now() - STRANGERS_KEPT
    InboundText.objects.filter(event__isnull=True, received_at__lt=before).delete()


def _plain(text: str) -> str:
    """Capitals without accents: ARRET for arrêt, and full-width letters as plain ones."""
    spread = unicodedata.normalize("NFKD", text[:200])
    return "".join(char for char in spread if not unicodedata.combining(char)).upper()


def _last_event(recipient: Recipient) -> Event | None:
    last = Message.objects.to_recipient(recipient).select_related("event").first()
    return last.event if last else None


def _act(kind: InboundText.Kind, word: str, recipient: Recipient, event: Event | None) -> None:
    if kind == Kind.STOP:
        opt_out(recipient.fingerprint, source=OptOut.Source.INBOUND, keyword=word)
    elif kind == Kind.START:
        lift_opt_out(recipient.fingerprint, by=word)
    elif kind == Kind.HELP and event is not None:
        _answer_help(recipient, event)


@sensitive_variables("recipient")
def _answer_help(recipient: Recipient, event: Event) -> None:
    """Order the answer, as a text of its own: once a day, and never to who said STOP."""
    answered = Message.objects.to_recipient(recipient).filter(
        kind=Message.Kind.HELP, created_at__gt=timezone.now() - HELP_EVERY
    )
    if answered.exists() or is_opted_out(recipient.fingerprint):
        return
    messaging = EventMessaging.objects.for_event(event)
    body = HELP_TEXT.format(organiser=messaging.organiser or event.name, event=event.name)
    message = Message.objects.create(
        event=event,
        kind=Message.Kind.HELP,
        channel=messaging.channel,
        idempotency_key=uuid.uuid4(),
        recipient_cipher=recipient.sealed,
        recipient_hash=recipient.fingerprint,
        recipient_hint=recipient.hint,
        body=body,
        segments=count_segments(body),
    )
    record(message, "", source=MessageChange.Source.ORDER, cause="Answer to HELP")
    enqueue(DELIVER, message.pk, priority=MESSAGE)
    tell(message)
