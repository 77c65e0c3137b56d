"""What guests agreed to, and who wants no more texts."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models import Event
from messaging.models.settings import Channel

CONSENT_LENGTH = 300


class Consent(models.Model):
    """A guest's yes, as it was asked for; recorded before anything is sent.

    Bears no number: only the hash, by which a STOP or an erasure finds it.
    """

    class Source(models.TextChoices):
        BOOTH = "booth", "At the booth"
        SHARE_PAGE = "share_page", "On a shared link's page"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="consents")
    recipient_hash = models.CharField(max_length=64, blank=True, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    wording = models.CharField(max_length=CONSENT_LENGTH, help_text="As it was shown.")
    version = models.CharField(
        max_length=12, help_text="Short for the wording: the same words, the same version."
    )
    given_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices)
    device = models.CharField(
        max_length=64, blank=True, help_text="The run of the booth, or the device, that asked."
    )
    marketing_wording = models.CharField(
        max_length=CONSENT_LENGTH,
        blank=True,
        help_text="The second box, if the guest ticked it: news from the organiser.",
    )
    marketing_withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(wording=""), name="consent_has_wording"),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "mms", "whatsapp", "email"]),
                name="consent_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["booth", "share_page"]), name="consent_source_known"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_hash"], name="consent_recipient"),
            models.Index(fields=["event", "device", "given_at"], name="consent_device"),
        ]

    def __str__(self) -> str:
        return f"Consent of {self.given_at:%Y-%m-%d %H:%M} ({self.get_channel_display()})"

    @property
    def allows_marketing(self) -> bool:
        return bool(self.marketing_wording) and self.marketing_withdrawn_at is None


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def active(self) -> Self:
        return self.filter(lifted_at__isnull=True)


class OptOut(models.Model):
    """Somebody said STOP. The ledger holds a keyed hash and nothing else of them.

    It stays when everything about a number is erased: were it erased as well, the next mistyped
    number could reach a person who asked never to be texted again.
    """

    class Source(models.TextChoices):
        INBOUND = "inbound", "They texted it"
        PROVIDER = "provider", "The provider refused: opted out there"
        STAFF = "staff", "Entered by staff"

    recipient_hash = models.CharField(max_length=64, editable=False)
    keyword = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.CharField(
        max_length=20, blank=True, help_text="The word, such as START, or who lifted it."
    )

    objects = OptOutQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "opt-out"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_hash"],
                condition=Q(lifted_at__isnull=True),
                name="one_active_opt_out_per_recipient",
            ),
            models.CheckConstraint(condition=~Q(recipient_hash=""), name="opt_out_has_hash"),
        ]

    def __str__(self) -> str:
        return f"Opt-out {self.recipient_hash[:8]}"
