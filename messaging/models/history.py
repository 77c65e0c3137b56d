"""What happened to texts: every change, every receipt, every answer."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from gallery.models import Event
from messaging.models.messages import Message
from messaging.receipts import ReceiptStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class MessageChange(models.Model):
    """One step of a text, written in the same transaction as the step itself."""

    class Source(models.TextChoices):
        ORDER = "order", "Asked for"
        WORKER = "worker", "Sending"
        SWEEP = "sweep", "Clean-up"
        RECEIPT = "receipt", "Delivery receipt"
        OPT_OUT = "opt_out", "Opt-out"
        STAFF = "staff", "Staff"
        ERASURE = "erasure", "Erasure"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="changes")
    from_status = models.CharField(max_length=13, blank=True)
    to_status = models.CharField(max_length=13)
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=8, choices=Source.choices)
    cause = models.CharField(max_length=200, blank=True)
    actor: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} → {self.to_status}"


class DeliveryReceipt(models.Model):
    """A provider's report, kept once however often it comes."""

    # Empty while the text it is about is not known yet: receipts can overtake the answer.
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="receipts"
    )
    backend = models.CharField(max_length=20)
    dedupe_key = models.CharField(max_length=100)
    provider_message_id = models.CharField(max_length=100, blank=True)
    status = models.CharField(
        max_length=13, choices=[(each.value, each.value) for each in ReceiptStatus]
    )
    error_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=5, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["backend", "dedupe_key"], name="one_row_per_receipt"),
        ]
        indexes = [
            models.Index(
                fields=["provider_message_id"],
                condition=models.Q(message__isnull=True),
                name="receipt_without_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.error_code}".strip()


class InboundText(models.Model):
    """An answer from a guest's phone: STOP and START act, what else it says staff read."""

    class Kind(models.TextChoices):
        STOP = "stop", "Wants no more texts"
        START = "start", "Wants texts again"
        HELP = "help", "Asked for help"
        OTHER = "other", "Wrote something"

    backend = models.CharField(max_length=20)
    provider_message_id = models.CharField(max_length=100)
    # The event that texted this number last; none when nobody did.
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="inbound_texts"
    )
    recipient_hash = models.CharField(max_length=64, blank=True, editable=False)
    recipient_hint = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    text = models.CharField(
        max_length=500, blank=True, help_text="Numbers and addresses in it are blanked."
    )
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["backend", "provider_message_id"], name="one_row_per_inbound_text"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_hash"], name="inbound_recipient"),
            models.Index(fields=["event", "-received_at"], name="inbound_event"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.recipient_hint or 'erased'})"
