"""Runs of a booth, and which snaps they took."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from gallery.models import Event, Snap

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class BoothSession(models.Model):
    """One run of a booth at an event: a page that a member of staff opened on one device."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="booth_sessions")
    started_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.CharField(
        max_length=200, blank=True, help_text="The browser, in its own words."
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("started_at")),
                name="booth_session_seen_after_start",
            )
        ]
        indexes = [models.Index(fields=["event", "-started_at"], name="booth_session_event")]

    def __str__(self) -> str:
        return f"Booth session {self.public_id}"


class Capture(models.Model):
    """That a booth session took a snap. (The gallery knows nothing of booths.)"""

    snap = models.OneToOneField(
        Snap, on_delete=models.CASCADE, primary_key=True, related_name="capture"
    )
    booth_session = models.ForeignKey(
        BoothSession, on_delete=models.CASCADE, related_name="captures"
    )

    def __str__(self) -> str:
        return f"{self.snap} by {self.booth_session}"
