"""How many texts may be asked for: per number, booth, event, link and network address.

Counted in the database, in the order's own transaction and under a lock on the event's text
settings, so that orders that come at once are counted one after the other.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from gallery.errors import GalleryError
from gallery.models import Event, ShareLink
from gallery.ratelimits import take_a_try
from messaging.models import Consent, EventMessaging, Message

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The name of the limit per address in `settings.GUEST_LIMITS`.
ADDRESS_LIMIT = "texts"

OFTEN_TO_NUMBER = "Many texts went to this number already. Please scan the QR code instead."
OFTEN_FROM_BOOTH = "That was quick! Please wait a moment, or scan the QR code."
OFTEN_AT_EVENT = "Very many texts are going out right now. Please scan the QR code instead."
OFTEN_FROM_LINK = "This link was texted often enough today. You can share its address yourself."
OFTEN_FROM_ADDRESS = "That was often. Please wait a while, or share the address yourself."


class TooMany(GalleryError):
    """More texts than a guest, booth or event has use for."""

    status = 429
    code = "too_many"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = max(1, retry_after)
        self.headers = {"Retry-After": str(self.retry_after)}


@dataclass(frozen=True, slots=True)
class _Limit:
    rows: Any
    time_field: str
    most: int
    window: timedelta
    sentence: str

    def enforce(self, now: datetime) -> None:
        if not self.most:
            return
        recent = self.rows.filter(**{f"{self.time_field}__gt": now - self.window})
        times = recent.order_by(f"-{self.time_field}").values_list(self.time_field, flat=True)
        # When the oldest of the last `most` leaves the window there is room again.
        if full_since := list(times[self.most - 1 : self.most]):
            wait = (full_since[0] + self.window - now).total_seconds()
            raise TooMany(self.sentence, math.ceil(wait))


def lock_orders(event: Event) -> EventMessaging:
    """Return the event's text settings, locked until the transaction ends."""
    messaging = EventMessaging.objects.for_event(event)
    locked = EventMessaging.objects.select_for_update().get(pk=messaging.pk)
    locked.event = event
    return locked


def enforce_address_limit(address: str) -> None:
    """Count one order from the network address of a share page; raises `TooMany`."""
    if wait := take_a_try(ADDRESS_LIMIT, address):
        raise TooMany(OFTEN_FROM_ADDRESS, wait)


def enforce_limits(
    *, event: Event, share: ShareLink, recipient_hash: str, source: Consent.Source, device: str
) -> None:
    """Raise `TooMany` when one more order would be too many; call it under `lock_orders`."""
    enforce_number_limits(event, recipient_hash)
    if source == Consent.Source.SHARE_PAGE:
        by_link = Message.objects.filter(share_link=share, consent__source=source)
        limit = _Limit(by_link, "created_at", settings.SMS_LIMIT_LINK_DAY, DAY, OFTEN_FROM_LINK)
    else:
        by_booth = Consent.objects.filter(event=event, device=device, source=source)
        most, window = settings.SMS_LIMIT_BOOTH_MINUTE, timedelta(minutes=1)
        limit = _Limit(by_booth, "given_at", most, window, OFTEN_FROM_BOOTH)
    limit.enforce(timezone.now())


def enforce_number_limits(event: Event, recipient_hash: str) -> None:
    """The limits that hold whoever asks, staff who send again among them."""
    to_number = Message.objects.filter(recipient_hash=recipient_hash)
    of_event = Message.objects.filter(event=event)
    now = timezone.now()
    for limit in (
        _Limit(to_number, "created_at", settings.SMS_LIMIT_NUMBER_HOUR, HOUR, OFTEN_TO_NUMBER),
        _Limit(to_number, "created_at", settings.SMS_LIMIT_NUMBER_DAY, DAY, OFTEN_TO_NUMBER),
        _Limit(of_event, "created_at", settings.SMS_LIMIT_EVENT_HOUR, HOUR, OFTEN_AT_EVENT),
        _Limit(of_event, "created_at", settings.SMS_LIMIT_EVENT_DAY, DAY, OFTEN_AT_EVENT),
    ):
        limit.enforce(now)
