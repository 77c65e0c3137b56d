"""What was deleted for good, and why: numbers, no faces."""

from django.db import models
from django.utils import timezone


class Removal(models.Model):
    """The record of one deletion. It outlives the event, so it names it instead of pointing."""

    class Reason(models.TextChoices):
        EXPIRED = "expired", "The event expired"
        REFUSED = "refused", "Refused photos, after a day"
        TAKEDOWN = "takedown", "A guest asked for it"

    event_public_id = models.UUIDField(db_index=True)
    event_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    removed_at = models.DateTimeField(default=timezone.now)
    snaps = models.PositiveIntegerField(default=0)
    strips = models.PositiveIntegerField(default=0)
    share_links = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField("bytes", default=0)

    class Meta:
        ordering = ["-removed_at"]

    def __str__(self) -> str:
        return f"{self.snaps} photos of {self.event_name}"
