"""Texts to guests."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from gallery.models import Event, Moderation, ShareLink, Snap
from messaging.models.consents import Consent, OptOut
from messaging.models.settings import Channel
from messaging.recipients import ERASED, Recipient

# A message that has been "sending" for this long belongs to a worker that died: the task's
# time limit (messaging.tasks) is shorter.
STALE_SENDING = timedelta(seconds=30)
# A message that has been due for this long has lost its task.
LOST_TASK = timedelta(seconds=10)


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> Self:
        """What may be looked at now: waiting, and not put off until later."""
        return self.filter(status__in=Message.WAITING, next_attempt_at__lte=timezone.now())

    def claim(self, pk: int) -> bool:
        """Move one message from waiting to sending; False when it is not ours to send.

        A message is never claimed twice without an answer in between: what is found in
        `sending` later may have reached the guest, so it becomes `unknown`, not `queued`. Who
        opted out is asked in the same statement: between question and send there is no gap.
        """
        stopped = OptOut.objects.active().filter(recipient_hash=OuterRef("recipient_hash"))
        return (
            self.due()
            .filter(~Exists(stopped), ~Q(recipient_cipher=""), pk=pk)
            .update(
                status=Message.Status.SENDING,
                sending_at=timezone.now(),
                attempts=F("attempts") + 1,
            )
            == 1
        )

    def waiting(self) -> Self:
        return self.filter(status__in=Message.WAITING)

    def to_recipient(self, recipient: Recipient) -> Self:
        return self.filter(recipient_hash=recipient.fingerprint)

    def lost(self) -> Self:
        """Waiting messages whose task is gone; held ones only once they can go on or end."""
        overdue = Q(next_attempt_at__lt=timezone.now() - LOST_TASK)
        return self.filter(overdue, Q(status=Message.Status.QUEUED) | _released())

    def stranded(self) -> Self:
        """Messages whose worker died while it was sending."""
        return self.filter(
            status=Message.Status.SENDING, sending_at__lt=timezone.now() - STALE_SENDING
        )


def _released() -> Q:
    """Held messages whose photo was decided on, or whose link has died."""
    waiting_snaps = Snap.objects.filter(
        strips=OuterRef("share_link__strip"), moderation=Moderation.WAITING
    )
    undecided = (
        Q(share_link__snap__moderation=Moderation.WAITING)
        | Q(share_link__strip__moderation=Moderation.WAITING)
        | Q(Exists(waiting_snaps))
    )
    dead = (
        Q(share_link__isnull=True)
        | Q(share_link__revoked_at__isnull=False)
        | Q(share_link__expires_at__lte=timezone.now())
        | Q(event__expires_at__lte=timezone.now())
    )
    return Q(status=Message.Status.HELD) & (~undecided | dead)


class Message(models.Model):
    """One text to one recipient, and the consent it rests on."""

    class Status(models.TextChoices):
        HELD = "held", "Held until the photo is approved"
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Being sent"
        SUBMITTED = "submitted", "Sent"
        DELIVERED = "delivered", "Delivered"
        UNDELIVERABLE = "undeliverable", "Not delivered"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Unknown: may have been sent"
        CANCELLED = "cancelled", "Cancelled"

    class Kind(models.TextChoices):
        PHOTO = "photo", "The link to a photo"
        HELP = "help", "The answer to HELP"

    WAITING = (Status.QUEUED, Status.HELD)
    # Surely not on a phone: one may take its place.
    IN_VAIN = (Status.FAILED, Status.UNDELIVERABLE, Status.CANCELLED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.PHOTO)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.SMS)
    share_link = models.ForeignKey(
        ShareLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    idempotency_key = models.UUIDField(
        editable=False, help_text="Made by the client; a repeat changes nothing."
    )
    # To be sent to, to be found again, to be shown; all three empty once it is erased.
    recipient_cipher = models.TextField(blank=True, editable=False)
    recipient_hash = models.CharField(max_length=64, blank=True, editable=False)
    recipient_hint = models.CharField("recipient", max_length=40, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    body = models.CharField(max_length=1000, blank=True)
    segments = models.PositiveSmallIntegerField(default=1)
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    status = models.CharField(max_length=13, choices=Status.choices, default=Status.QUEUED)
    failure = models.CharField(
        max_length=200, blank=True, help_text="Why it failed, was cancelled or is unknown."
    )
    error_code = models.CharField(max_length=40, blank=True)
    backend = models.CharField(max_length=100, blank=True)
    provider_message_id = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    cost = models.DecimalField(
        max_digits=10,
        decimal_places=5,
        default=Decimal(0),
        editable=False,
        help_text="What the event's budget was charged: an estimate until a receipt tells.",
    )
    currency = models.CharField(max_length=3, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_attempt_at = models.DateTimeField(default=timezone.now, editable=False)
    sending_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        permissions = [
            ("export_recipients", "Can export messages with whole numbers and addresses"),
            ("erase_recipients", "Can erase everything about a number or address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "idempotency_key"], name="one_message_per_idempotency_key"
            ),
            # One that was surely not received may be replaced; it then counts no more.
            models.UniqueConstraint(
                fields=["consent"],
                condition=Q(replaced_at__isnull=True, consent__isnull=False),
                name="one_message_per_consent",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "held",
                        "queued",
                        "sending",
                        "submitted",
                        "delivered",
                        "undeliverable",
                        "failed",
                        "unknown",
                        "cancelled",
                    ]
                ),
                name="message_status_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "mms", "whatsapp", "email"]),
                name="message_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="help", consent__isnull=True)
                | Q(kind="photo", consent__isnull=False),
                name="message_has_consent",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "queued"]) | ~Q(recipient_cipher=""),
                name="message_that_waits_has_recipient",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(recipient_cipher="", recipient_hash="", recipient_hint="", body=""),
                name="message_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(sending_at__isnull=False),
                name="message_sending_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False),
                name="message_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False),
                name="message_delivered_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["failed", "undeliverable", "unknown", "cancelled"])
                | ~Q(failure=""),
                name="message_that_ended_badly_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "-created_at"], name="message_event_created"),
            models.Index(fields=["recipient_hash", "created_at"], name="message_recipient"),
            models.Index(fields=["provider_message_id"], name="message_provider_id"),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(status__in=["queued", "held", "sending"]),
                name="message_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"Text to {self.recipient_hint or ERASED}"

    @property
    def recipient(self) -> Recipient:
        """Whom it goes to; raises `SealBroken` also when it was erased."""
        return Recipient.unsealed(self.recipient_cipher)

    @property
    def is_email(self) -> bool:
        return self.channel == Channel.EMAIL


_Status = Message.Status
# What may follow what. A receipt can come before the answer to our request, for an attempt that
# seemed not to be accepted, or long after it was given up; what has arrived stays arrived.
TRANSITIONS: dict[str, frozenset[str]] = {
    _Status.HELD: frozenset({_Status.QUEUED, _Status.SENDING, _Status.CANCELLED, _Status.FAILED}),
    _Status.QUEUED: frozenset(
        {
            _Status.HELD,
            _Status.SENDING,
            _Status.CANCELLED,
            _Status.SUBMITTED,
            _Status.DELIVERED,
            _Status.UNDELIVERABLE,
            _Status.FAILED,
        }
    ),
    _Status.SENDING: frozenset(
        {
            _Status.QUEUED,
            _Status.SUBMITTED,
            _Status.DELIVERED,
            _Status.UNDELIVERABLE,
            _Status.FAILED,
            _Status.UNKNOWN,
            _Status.CANCELLED,
        }
    ),
    _Status.SUBMITTED: frozenset({_Status.DELIVERED, _Status.UNDELIVERABLE, _Status.FAILED}),
    _Status.UNKNOWN: frozenset(
        {
            _Status.QUEUED,
            _Status.SUBMITTED,
            _Status.DELIVERED,
            _Status.UNDELIVERABLE,
            _Status.FAILED,
        }
    ),
    _Status.UNDELIVERABLE: frozenset({_Status.DELIVERED}),
    _Status.FAILED: frozenset({_Status.DELIVERED, _Status.UNDELIVERABLE}),
    _Status.CANCELLED: frozenset({_Status.DELIVERED}),
    _Status.DELIVERED: frozenset(),
}
