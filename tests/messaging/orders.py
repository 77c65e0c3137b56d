"""Messages as a guest orders them."""

from typing import Any
from uuid import uuid4

from gallery.models import ShareLink
from messaging.models import Message
from messaging.services import request_message

PHONE = "+14155550123"


def make_order(share: ShareLink, **changes: Any) -> dict[str, Any]:
    """The arguments of `request_message`."""
    order = {
        "event": share.event,
        "share": share,
        "phone": "(415) 555-0123",
        "consent_text": share.event.consent_text,
        "consented": True,
        "idempotency_key": uuid4(),
    }
    return {**order, **changes}


def make_message(share: ShareLink, **fields: Any) -> Message:
    """Order a text, then set fields of its row; limits are as wide as a test needs."""
    message, is_new = request_message(**make_order(share))
    assert is_new
    if fields:
        Message.objects.filter(pk=message.pk).update(**fields)
        message.refresh_from_db()
    return message
