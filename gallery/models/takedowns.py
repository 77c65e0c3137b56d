"""Guests' wishes to have a photo of them taken down."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gallery.models.events import Event
from gallery.models.photos import Snap
from gallery.models.strips import Strip

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# An e-mail that could not be sent is tried again so often, for an hour.
MAIL_RETRY = timedelta(minutes=2)
MAIL_ATTEMPTS = 30


class TakedownQuerySet(models.QuerySet["TakedownRequest"]):
    def open(self) -> Self:
        return self.filter(status=TakedownRequest.Status.OPEN)

    def needing_mail(self) -> Self:
        """Those of which staff have not been told by e-mail, where that may be tried now."""
        tried_long_ago = Q(mail_claimed_at__isnull=True) | Q(
            mail_claimed_at__lt=timezone.now() - MAIL_RETRY
        )
        return self.open().filter(
            tried_long_ago, mailed_at__isnull=True, mail_attempts__lt=MAIL_ATTEMPTS
        )

    def claim_mail(self, pk: int) -> bool:
        claimed = self.needing_mail().filter(pk=pk)
        return (
            claimed.update(mail_claimed_at=timezone.now(), mail_attempts=F("mail_attempts") + 1)
            == 1
        )


class TakedownRequest(models.Model):
    """One request: the photo is hidden at once, and staff decide whether it stays so."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting for staff"
        UPHELD = "upheld", "Upheld: the photo stays hidden"
        DISMISSED = "dismissed", "Dismissed: the photo is shown again"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="takedown_requests")
    snap = models.ForeignKey(
        Snap, on_delete=models.CASCADE, null=True, blank=True, related_name="takedown_requests"
    )
    strip = models.ForeignKey(
        Strip, on_delete=models.CASCADE, null=True, blank=True, related_name="takedown_requests"
    )
    reason = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    also_hidden = models.ManyToManyField(
        Snap,
        editable=False,
        related_name="+",
        help_text="Photos of the strip that were hidden with it; they come back with it.",
    )
    mailed_at = models.DateTimeField(null=True, editable=False)
    mail_claimed_at = models.DateTimeField(null=True, editable=False)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = TakedownQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(snap__isnull=False, strip__isnull=True)
                | Q(snap__isnull=True, strip__isnull=False),
                name="takedown_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "upheld", "dismissed"]),
                name="takedown_status_known",
            ),
            models.UniqueConstraint(
                fields=["snap"], condition=Q(status="open"), name="one_open_takedown_per_snap"
            ),
            models.UniqueConstraint(
                fields=["strip"], condition=Q(status="open"), name="one_open_takedown_per_strip"
            ),
        ]
        indexes = [models.Index(fields=["event", "-created_at"], name="takedown_event_created")]

    def __str__(self) -> str:
        return f"Takedown of {self.photo}"

    @property
    def photo(self) -> Snap | Strip:
        return self.snap or cast("Strip", self.strip)  # takedown_has_one_target
