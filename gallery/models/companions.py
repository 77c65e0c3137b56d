"""People elsewhere who are in a snap: their own pictures of the same moment.

The gallery knows who took part by an id alone; names are the booth's.
"""

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models.events import Event

MOST_SEATS = 3


class CompanionQuerySet(models.QuerySet[Any]):
    def of_snap(self, event: Event, snap_key: UUID) -> Self:
        return self.filter(event=event, snap_key=snap_key)

    def shown(self) -> Self:
        """Those that strips show: named by the booth, and with a picture."""
        return self.filter(seat__isnull=False).exclude(picture="")


def companion_path(companion: "Companion", filename: str) -> str:
    return f"{companion.folder}/{filename}"


class Companion(models.Model):
    """One person's picture that goes with a snap, on strips alone.

    It belongs to the snap by the snap's idempotency key, since either may reach the server first.
    Only the booth says who takes part: until then `seat` is empty and nobody sees the picture.
    """

    class Source(models.TextChoices):
        NONE = "none", "Not here yet"
        STAND_IN = "stand_in", "The booth's view of them"
        FULL = "full", "Their own camera's"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="companions")
    snap_key = models.UUIDField(editable=False)
    person = models.UUIDField(editable=False)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.NONE)
    picture = models.FileField(
        upload_to=companion_path, max_length=200, blank=True, help_text="Never served."
    )
    picture_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CompanionQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "snap_key", "person"], name="one_companion_per_person"
            ),
            models.UniqueConstraint(
                fields=["event", "snap_key", "seat"],
                condition=Q(seat__isnull=False),
                name="one_companion_per_seat",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(seat__range=(1, MOST_SEATS)),
                name="companion_seat_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(source="none", picture="")
                | Q(source__in=["stand_in", "full"]) & ~Q(picture=""),
                name="companion_source_fits_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"Companion of snap {self.snap_key}"

    @property
    def folder(self) -> str:
        return companion_folder(self.event, self.snap_key)


def companion_folder(event: Event, snap_key: UUID) -> str:
    """Where the pictures that go with one snap are kept."""
    return f"events/{event.public_id}/companions/{snap_key}"
