"""Strips: snaps composed on a page that can be printed."""

from typing import Self

from django.db import models
from django.db.models import Q

from gallery.models.events import filter_choices, layout_choices
from gallery.models.photos import (
    Moderation,
    Photo,
    PhotoQuerySet,
    Snap,
    Work,
    lost,
    strip_path,
)


class StripQuerySet(PhotoQuerySet):
    def claim(self, pk: int) -> bool:
        return self.claim_work("status", pk)

    def claim_renditions(self, pk: int) -> bool:
        return self.filter(status=Work.READY).claim_work("rendition_status", pk)

    def needing_renditions(self) -> Self:
        """Strips are composed first; there is nothing to make copies of before."""
        return super().needing_renditions().filter(status=Work.READY)

    def needing_composition(self) -> Self:
        return self.filter(lost("status", Work.QUEUED, Work.WORKING, "claimed_at"))


class Strip(Photo):
    """Snaps composed by a layout, in a filter. A change of look makes a new revision."""

    layout = models.SlugField(choices=layout_choices)
    filter = models.SlugField(choices=filter_choices, default="natural")
    revision = models.PositiveIntegerField(default=1)
    snaps = models.ManyToManyField(Snap, through="StripFrame", related_name="strips")

    status = models.CharField(max_length=8, choices=Work.choices, default=Work.QUEUED)
    failure = models.CharField(max_length=200, blank=True)
    image = models.FileField(upload_to=strip_path, max_length=200, blank=True)
    picture_revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Which revision the picture shows; 0: none is there."
    )
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)

    objects = StripQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "idempotency_key"], name="one_strip_per_idempotency_key"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(
                    hidden_at__isnull=True,
                    moderation__in=["not_needed", "approved"],
                    width__isnull=False,
                    height__isnull=False,
                ),
                name="strip_published_only_when_allowed",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(purged_at__isnull=True),
                name="strip_purged_is_not_published",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "-published_at", "-id"],
                condition=Q(published_at__isnull=False),
                name="strip_gallery",
            ),
            models.Index(fields=["event", "-created_at"], name="strip_event_created"),
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["queued", "working"])
                | Q(rendition_status__in=["queued", "working"]),
                name="strip_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"Strip {self.public_id}"

    def rendition_path(self, picture: str) -> str:
        return strip_path(self, f"r{self.picture_revision}-{picture}")

    def frames(self) -> list[Snap]:
        """The snaps in the order they were taken for this strip."""
        return [frame.snap for frame in self.strip_frames.select_related("snap__event")]

    def is_allowed_with(self, frames: list[Snap]) -> bool:
        """Whether guests may have it: itself allowed, and so is every face on it."""
        return (
            not self.is_hidden
            and self.moderation in (Moderation.NOT_NEEDED, Moderation.APPROVED)
            and all(snap.is_allowed for snap in frames)
        )

    @property
    def is_allowed(self) -> bool:
        return self.is_allowed_with(self.frames())

    @property
    def is_ruled_out(self) -> bool:
        return (
            self.is_hidden
            or self.moderation == Moderation.REJECTED
            or any(snap.is_ruled_out for snap in self.frames())
        )


class StripFrame(models.Model):
    """A snap's place in a strip."""

    strip = models.ForeignKey(Strip, on_delete=models.CASCADE, related_name="strip_frames")
    snap = models.ForeignKey(Snap, on_delete=models.CASCADE, related_name="strip_frames")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["strip", "position"], name="one_snap_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.strip} #{self.position}"
