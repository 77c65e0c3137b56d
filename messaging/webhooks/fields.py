"""Values out of a webhook, each of the type and size that we keep."""

import hashlib
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_datetime

from messaging.webhooks.verification import BadWebhook

NUMBER = re.compile(r"\+?([1-9]\d{6,14})")
DEAREST = 10_000


def text_of(value: Any, longest: int = 100) -> str:
    """Return a string that any database can hold: no NUL, no half of a surrogate pair."""
    text = str(value) if isinstance(value, str | int | float) else ""
    return text.encode(errors="replace").decode().replace("\0", "")[:longest]


def required(fields: dict[str, Any], name: str) -> str:
    if text := text_of(fields.get(name)):
        return text
    raise BadWebhook(f"without {name}")


def number_of(value: Any) -> str:
    """Return E.164, or nothing for a short code, a name or a user's id."""
    found = NUMBER.fullmatch(text_of(value))
    return f"+{found[1]}" if found else ""


def price_of(value: Any) -> Decimal | None:
    try:
        price = Decimal(text_of(value))
        return price.quantize(Decimal("0.00001")) if 0 <= price < DEAREST else None
    except InvalidOperation:
        return None


def time_of(value: Any) -> datetime | None:
    """Return an aware time; Vonage means UTC where it does not say."""
    try:
        time = parse_datetime(text_of(value))
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time and time.tzinfo is None else time


def dedupe_key(*parts: str) -> str:
    """Return the same short key for a repeat of the same report, whenever it was signed."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
