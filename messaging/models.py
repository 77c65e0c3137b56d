"""Texts to guests."""

import uuid
from datetime import timedelta
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from gallery.models import Event, Moderation, ShareLink, Snap
from messaging.phones import number_hint

CONSENT_LENGTH = 300
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
        `sending` later may have reached the guest, so it becomes `unknown`, not `queued`.
        """
        return (
            self.due()
            .filter(pk=pk)
            .update(
                status=Message.Status.SENDING,
                sending_at=timezone.now(),
                attempts=F("attempts") + 1,
            )
            == 1
        )

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
    dead = Q(share_link__revoked_at__isnull=False) | Q(share_link__expires_at__lte=timezone.now())
    return Q(status=Message.Status.HELD) & (~undecided | dead)


class Message(models.Model):
    """One text to one number, with the consent it rests on."""

    class Status(models.TextChoices):
        HELD = "held", "Held until the photo is approved"
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Being sent"
        SUBMITTED = "submitted", "Handed to the provider"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Unknown: may have been sent"
        CANCELLED = "cancelled", "Cancelled: the photo may not be shared"

    WAITING = (Status.QUEUED, Status.HELD)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages")
    share_link = models.ForeignKey(ShareLink, on_delete=models.PROTECT, related_name="messages")
    idempotency_key = models.UUIDField(
        editable=False, help_text="Made by the client; a repeat changes nothing."
    )
    phone_e164 = models.CharField(
        "phone number",
        max_length=16,
        validators=[RegexValidator(r"^\+[1-9]\d{6,14}$", "Write it as +15551234567.")],
    )
    body = models.CharField(max_length=1000)
    consent_text = models.CharField(
        max_length=CONSENT_LENGTH, help_text="What the guest agreed to, as it was shown."
    )
    consented_at = models.DateTimeField()

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    failure = models.CharField(
        max_length=200, blank=True, help_text="Why it failed, was cancelled or is unknown."
    )
    backend = models.CharField(max_length=100, blank=True)
    provider_message_id = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_attempt_at = models.DateTimeField(default=timezone.now, editable=False)
    sending_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "idempotency_key"], name="one_message_per_idempotency_key"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "held",
                        "queued",
                        "sending",
                        "submitted",
                        "failed",
                        "unknown",
                        "cancelled",
                    ]
                ),
                name="message_status_known",
            ),
            models.CheckConstraint(condition=~Q(consent_text=""), name="message_has_consent"),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(sending_at__isnull=False),
                name="message_sending_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False),
                name="message_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["failed", "unknown", "cancelled"]) | ~Q(failure=""),
                name="message_that_ended_badly_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "-created_at"], name="message_event_created"),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(status__in=["queued", "held", "sending"]),
                name="message_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"Text to {self.recipient_hint}"

    @property
    def recipient_hint(self) -> str:
        """The number as it may be shown: its last three digits."""
        return number_hint(self.phone_e164)
