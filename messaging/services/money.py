"""An event's budget: taken from before a text goes out, corrected when its price is known."""

import logging
from decimal import Decimal

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from gallery import live
from gallery.models import EventMembership
from gallery.queue import RENDITION, enqueue
from messaging.models import EventMessaging, Message

logger = logging.getLogger(__name__)

WARN_OWNERS = "messaging.tasks.warn_of_budget"


def spend(messaging: EventMessaging, cost: Decimal) -> bool:
    """Take the money for one text; False when the budget does not hold it."""
    return messaging.spend(cost)


def give_back(messaging: EventMessaging, message: Message) -> None:
    """Put back what a text was reckoned at that was surely not accepted."""
    _book(messaging, message, Decimal(0))


def correct_price(message: Message, price: Decimal | None, currency: str) -> None:
    """Book the true price of a text; one in another currency than the budget's is not summed."""
    if price is None or price < 0 or not message.currency or currency != message.currency:
        return
    messaging = EventMessaging.objects.for_event(message.event)
    _book(messaging, message, price)
    warn_when_nearly_spent(messaging)


def _book(messaging: EventMessaging, message: Message, cost: Decimal) -> None:
    """Set what a text costs, and move the event's sum by the difference."""
    with transaction.atomic():
        # Always in this order, or two workers could wait for each other for ever.
        EventMessaging.objects.select_for_update().get(pk=messaging.pk)
        rows = Message.objects.select_for_update().filter(pk=message.pk)
        was = rows.values_list("cost", flat=True).get()
        rows.update(cost=cost)
        messaging.correct(cost - was)
        message.cost = cost


def warn_when_nearly_spent(messaging: EventMessaging) -> None:
    """Say so once, when 80 % of the budget is gone: on the board, and to the owners by e-mail."""
    messaging.refresh_from_db(fields=["spent", "warned_at"])
    rows = EventMessaging.objects.filter(pk=messaging.pk)
    if not messaging.is_nearly_spent:
        if messaging.warned_at:  # the budget was raised: there is to be a warning again
            rows.update(warned_at=None)
        return
    if not messaging.warned_at and rows.filter(warned_at__isnull=True).update(
        warned_at=timezone.now()
    ):
        logger.warning("texts of %s: %s", messaging.event.slug, budget_sentence(messaging))
        live.publish(messaging.event, "booth", "budget", budget_data(messaging))
        enqueue(WARN_OWNERS, messaging.pk, priority=RENDITION)


def budget_data(messaging: EventMessaging) -> dict[str, object]:
    """What the board shows; amounts are strings, as money is."""
    budget = messaging.effective_budget
    return {
        "spent": f"{messaging.spent:.2f}",
        "amount": f"{budget:.2f}",
        "currency": messaging.effective_currency,
        "share": min(float(messaging.spent / budget), 1.0) if budget else 1.0,
        "is_nearly_spent": messaging.is_nearly_spent,
        "is_spent": messaging.is_spent,
        "sentence": budget_sentence(messaging),
    }


def budget_sentence(messaging: EventMessaging) -> str:
    spent, budget = f"{messaging.spent:.2f}", f"{messaging.effective_budget:.2f}"
    amounts = f"{spent} of {budget} {messaging.effective_currency}"
    if messaging.is_spent:
        return f"The budget for texts is spent: {amounts}. Raise it to go on."
    if messaging.is_nearly_spent:
        return f"Most of the budget for texts is gone: {amounts}."
    return f"{amounts} spent."


def warn_owners(*, pk: int) -> None:
    """E-mail an event's owners how much of the budget is left."""
    messaging = EventMessaging.objects.select_related("event").get(pk=pk)
    owners = messaging.event.memberships.filter(role=EventMembership.Role.OWNER)
    addresses = [address for address in owners.values_list("user__email", flat=True) if address]
    subject = " ".join(f"Texts of {messaging.event.name}".split())
    for address in addresses:
        send_mail(subject, budget_sentence(messaging), None, [address])
