"""What the staff's board shows of an event's texts."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from gallery.models import Event
from messaging import reasons
from messaging.models import EventMessaging, Message, MessageQuerySet
from messaging.recipients import Recipient
from messaging.services.money import budget_data
from messaging.sms.base import Fault
from messaging.wording import email_consent, version_of

PAGE = 50
Status = Message.Status
# What staff tell apart; the exact status stands in each row.
GROUPS: dict[str, frozenset[str]] = {
    "queued": frozenset({Status.HELD, Status.QUEUED, Status.SENDING}),
    "sent": frozenset({Status.SUBMITTED}),
    "delivered": frozenset({Status.DELIVERED}),
    "failed": frozenset({Status.FAILED, Status.UNDELIVERABLE}),
    "unknown": frozenset({Status.UNKNOWN}),
    "cancelled": frozenset({Status.CANCELLED}),
}


def page_of(
    event: Event,
    *,
    groups: Collection[str] = (),
    after: UUID | None = None,
    recipient: Recipient | None = None,
) -> tuple[list[Message], UUID | None]:
    """Return a page of texts, newest first, and after which one the next page begins."""
    rows = board_rows(event)
    if groups:
        rows = rows.filter(_in_groups(groups))
    if recipient is not None:
        rows = rows.to_recipient(recipient)
    if after is not None:
        last = Message.objects.filter(event=event, public_id=after).values_list("pk", flat=True)
        rows = rows.filter(pk__lt=last.first() or 0)
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].public_id if len(found) > PAGE else None
    return found[:PAGE], more


def board_rows(event: Event) -> MessageQuerySet:
    related = ("consent", "share_link__snap__event", "share_link__strip__event")
    rows = Message.objects.filter(event=event).order_by("-pk")
    return rows.select_related("event", "replaces", "replaced_by", *related)


def _in_groups(groups: Collection[str]) -> Q:
    """A text that another one replaced is over: it counts as no failure any more."""
    wanted = Q()
    for group in groups:
        one = Q(status__in=GROUPS.get(group, frozenset()))
        wanted |= one & Q(replaced_at__isnull=True) if group == "failed" else one
    return wanted


def totals_of(event: Event) -> dict[str, int]:
    """How many texts are in each group, and how many there are."""
    counts = {name: Count("pk", filter=_in_groups([name])) for name in GROUPS}
    return dict(Message.objects.filter(event=event).aggregate(all=Count("pk"), **counts))


def summary_of(event: Event) -> dict[str, Any]:
    messaging = EventMessaging.objects.for_event(event)
    return {"totals": totals_of(event), "budget": budget_data(messaging)}


def can_do(message: Message) -> dict[str, bool]:
    """Which of the board's buttons would work."""
    in_vain = message.status in Message.IN_VAIN and message.replaced_at is None
    is_whole = message.share_link_id is not None and message.erased_at is None
    return {
        "resend": in_vain and is_whole and message.kind == Message.Kind.PHOTO,
        "cancel": message.status in Message.WAITING,
        "settle": message.status == Status.UNKNOWN,
    }


def is_worth_a_retry(message: Message) -> bool:
    """Whether the same number may do the next time; else it is to be corrected."""
    hopeless = {str(fault) for fault in Fault} - {str(each) for each in reasons.WORTH_A_RETRY}
    return message.error_code not in hopeless - {str(Fault.UNKNOWN)}


def texting_of(event: Event) -> dict[str, Any]:
    """What a booth's keypad or a share page has to know before it asks for a number."""
    messaging = EventMessaging.objects.for_event(event)
    consent = event.consent_text
    by_mail = email_consent(event.name)
    return {
        "is_enabled": messaging.is_enabled,
        "can_text": messaging.is_enabled and not messaging.is_spent,
        "can_email": messaging.is_enabled and messaging.allows_email,
        "from_share_page": messaging.is_enabled and messaging.allows_share_page,
        "channel": messaging.channel,
        "region": event.region,
        "countries": messaging.allowed_countries,
        "consent": {"wording": consent, "version": version_of(consent)},
        "email_consent": {"wording": by_mail, "version": version_of(by_mail)},
        "news": messaging.marketing_wording,
    }
