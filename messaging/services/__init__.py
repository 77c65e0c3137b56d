"""Everything that changes texts: orders, sending, receipts, answers, opt-outs, erasure."""

from messaging.services.changes import change
from messaging.services.erasure import erase_purged_events, erase_recipient
from messaging.services.inbound import forget_strangers, take_inbound
from messaging.services.limits import TooMany
from messaging.services.money import warn_owners
from messaging.services.optouts import lift_opt_out, opt_out
from messaging.services.receipts import forget_orphans, take_receipt
from messaging.services.requests import (
    ConsentMissing,
    TextsUnavailable,
    request_message,
)
from messaging.services.sending import (
    BACK_OFF,
    DELIVER,
    WORKER_DIED,
    give_up_stranded,
    send_message,
)
from messaging.services.staff import (
    NotNow,
    cancel_message,
    resend_message,
    settle_unknown,
)

__all__ = [
    "BACK_OFF",
    "DELIVER",
    "WORKER_DIED",
    "ConsentMissing",
    "NotNow",
    "TextsUnavailable",
    "TooMany",
    "cancel_message",
    "change",
    "erase_purged_events",
    "erase_recipient",
    "forget_orphans",
    "forget_strangers",
    "give_up_stranded",
    "lift_opt_out",
    "opt_out",
    "request_message",
    "resend_message",
    "send_message",
    "settle_unknown",
    "take_inbound",
    "take_receipt",
    "warn_owners",
]
