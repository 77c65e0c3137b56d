"""The one place where a text changes its status: allowed, recorded, and told to the booth."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction

from gallery import live
from messaging.models import TRANSITIONS, Message, MessageChange, MessageQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Status = Message.Status
Source = MessageChange.Source


def change(
    message: Message,
    status: Status,
    *,
    source: Source,
    cause: str = "",
    actor: "User | None" = None,
    expected: Collection[str] | None = None,
    rows: MessageQuerySet | None = None,
    **fields: Any,
) -> bool:
    """Move a message to a status and set fields; False, and nothing done, when it may not.

    The move must be one of `TRANSITIONS` (or none at all), from one of the `expected` statuses
    if given. `rows` narrows which row counts, such as to one attempt.
    """
    rows = Message.objects.all() if rows is None else rows
    with transaction.atomic():
        was = (
            rows.select_for_update().filter(pk=message.pk).values_list("status", flat=True).first()
        )
        if was is None or (expected is not None and was not in expected):
            return False
        if was != status and status not in TRANSITIONS[was]:
            return False
        Message.objects.filter(pk=message.pk).update(status=status, **fields)
        message.status = status
        for name, value in fields.items():
            setattr(message, name, value)
        if was != status:
            record(message, was, source=source, cause=cause, actor=actor)
            tell(message)
    return True


def record(
    message: Message,
    was: str,
    *,
    source: Source,
    cause: str = "",
    actor: "User | None" = None,
) -> None:
    """Write a step that was just made into the message's history."""
    MessageChange.objects.create(
        message=message,
        from_status=was,
        to_status=message.status,
        source=source,
        cause=cause[:200],
        actor=actor,
    )


def tell(message: Message) -> None:
    """Tell the event's staff, after commit; of the recipient no more than the hint."""
    data = {
        "id": str(message.public_id),
        "idempotency_key": str(message.idempotency_key),
        "status": str(message.status),
        "failure": message.failure,
        "recipient_hint": message.recipient_hint,
    }
    live.publish(message.event, "booth", "message", data)
