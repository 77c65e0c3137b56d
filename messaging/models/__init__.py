from messaging.models.consents import CONSENT_LENGTH, Consent, OptOut, OptOutQuerySet
from messaging.models.history import DeliveryReceipt, InboundText, MessageChange
from messaging.models.messages import (
    LOST_TASK,
    STALE_SENDING,
    TRANSITIONS,
    Message,
    MessageQuerySet,
)
from messaging.models.settings import Channel, EventMessaging, TextTemplate

__all__ = [
    "CONSENT_LENGTH",
    "LOST_TASK",
    "STALE_SENDING",
    "TRANSITIONS",
    "Channel",
    "Consent",
    "DeliveryReceipt",
    "EventMessaging",
    "InboundText",
    "Message",
    "MessageChange",
    "MessageQuerySet",
    "OptOut",
    "OptOutQuerySet",
    "TextTemplate",
]
