"""Guests' wishes to have a photo of them taken down."""

import uuid
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models.events import Event
from gallery.models.photos import Snap, Strip

if TYPE_CHECKING:
    from django.contrib.auth.models import User


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
        ]
        indexes = [models.Index(fields=["event", "-created_at"], name="takedown_event_created")]

    def __str__(self) -> str:
        return f"Takedown of {self.photo}"

    @property
    def photo(self) -> Snap | Strip:
        return self.snap or cast("Strip", self.strip)  # takedown_has_one_target
