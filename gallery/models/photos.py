"""Photos: what snaps and strips have in common, and snaps.

Work to be done is a status in the row. A task claims its row with a conditional update; the
sweep finds rows whose task got lost and enqueues them again.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from gallery.models.events import Event

# A row claimed longer ago than this belongs to a worker that died.
STALE_CLAIM = timedelta(seconds=30)
# A row nobody has claimed for this long has lost its task.
LOST_TASK = timedelta(seconds=10)
# A photo that brings the worker down this often is given up, not retried for ever.
MAX_ATTEMPTS = 5


class Moderation(models.TextChoices):
    NOT_NEEDED = "not_needed", "Not needed"
    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class Work(models.TextChoices):
    """How far a piece of background work has come."""

    QUEUED = "queued", "Queued"
    WORKING = "working", "Working"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class PhotoQuerySet(models.QuerySet[Any]):
    def for_event(self, event: Event) -> Self:
        return self.filter(event=event)

    def published(self) -> Self:
        """What guests may see."""
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def claim_renditions(self, pk: int) -> bool:
        return self.claim_work("rendition_status", pk)

    def needing_renditions(self) -> Self:
        return self.filter(lost("rendition_status", Work.QUEUED, Work.WORKING, "claimed_at"))

    def claim_work(self, field: str, pk: int, **others: Any) -> bool:
        """Take the work in `field` of one row; False when somebody else has it or it is done."""
        now = timezone.now()
        free = Q(**{field: Work.QUEUED}) | Q(
            **{field: Work.WORKING}, claimed_at__lt=now - STALE_CLAIM
        )
        return (
            self.filter(free, pk=pk).update(
                **{field: Work.WORKING}, claimed_at=now, attempts=F("attempts") + 1, **others
            )
            == 1
        )


class Photo(models.Model):
    """What snaps and strips have in common."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="%(class)ss")
    idempotency_key = models.UUIDField(
        default=uuid.uuid4,
        editable=False,
        help_text="Made by the client; a repeat changes nothing.",
    )
    moderation = models.CharField(
        max_length=12, choices=Moderation.choices, default=Moderation.NOT_NEEDED
    )
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when guests see it; empty: they do not.",
    )
    purged_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when it is given up: its pictures are deleted for good.",
    )
    rendition_status = models.CharField(max_length=8, choices=Work.choices, default=Work.QUEUED)
    rendition_widths = models.JSONField(
        default=list, blank=True, help_text="Names of the WebP copies that are there."
    )
    placeholder = models.TextField(blank=True, help_text="Shown until the picture has loaded.")
    claimed_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_purged(self) -> bool:
        return self.purged_at is not None

    def rendition_path(self, picture: str) -> str:
        """Where a copy such as `w640.webp` is stored; the same name holds the same picture."""
        raise NotImplementedError


class SnapQuerySet(PhotoQuerySet):
    def claim_smile_check(self, pk: int) -> bool:
        now = timezone.now()
        free = Q(smile_status=Snap.Smile.PENDING) | Q(
            smile_status=Snap.Smile.CHECKING, smile_claimed_at__lt=now - STALE_CLAIM
        )
        return (
            self.filter(free, pk=pk).update(
                smile_status=Snap.Smile.CHECKING,
                smile_claimed_at=now,
                smile_attempts=F("smile_attempts") + 1,
            )
            == 1
        )

    def needing_smile_check(self) -> Self:
        return self.filter(
            lost("smile_status", Snap.Smile.PENDING, Snap.Smile.CHECKING, "smile_claimed_at")
        )

    def refused_before(self, time: datetime) -> Self:
        """Those refused before `time` of which pictures are left, also half purged ones."""
        return (
            self.filter(is_refused=True, rendition_status__in=[Work.READY, Work.FAILED])
            .exclude(original="")
            .alias(refused_at=Coalesce("smile_claimed_at", "created_at"))
            .filter(refused_at__lt=time)
        )


def lost(field: str, queued: str, working: str, claimed: str) -> Q:
    """Rows that wait for work nobody has taken up, or whose worker died."""
    now = timezone.now()
    return Q(**{field: queued}, created_at__lt=now - LOST_TASK) | Q(
        **{field: working, f"{claimed}__lt": now - STALE_CLAIM}
    )


def snap_path(snap: "Snap", filename: str) -> str:
    return f"events/{snap.event.public_id}/snaps/{snap.public_id}/{filename}"


class Snap(Photo):
    """One photo."""

    class Smile(models.TextChoices):
        PENDING = "pending", "Waiting for the check"
        CHECKING = "checking", "Being checked"
        SMILING = "smiling", "Smiling"
        NOT_SMILING = "not_smiling", "Not smiling"
        NO_FACE = "no_face", "No face"
        UNCHECKED = "unchecked", "Check failed, accepted"
        OFF = "off", "Not asked for"

    class Origin(models.TextChoices):
        BOOTH = "booth", "Booth"
        FILE = "file", "Photo file"
        GUEST = "guest", "Guest's phone"

    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.BOOTH)
    original = models.FileField(
        upload_to=snap_path, max_length=200, help_text="The bytes as received. Never served."
    )
    original_sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(help_text="Pixels, after orientation.")
    height = models.PositiveIntegerField(help_text="Pixels, after orientation.")
    taken_at = models.DateTimeField(default=timezone.now)

    smile_status = models.CharField(max_length=12, choices=Smile.choices, default=Smile.PENDING)
    smile_score = models.FloatField(null=True, blank=True)
    face_count = models.PositiveSmallIntegerField(null=True, blank=True)
    smile_backend = models.CharField(max_length=40, blank=True)
    is_refused = models.BooleanField(
        default=False, help_text="The event required a smile and there was none."
    )
    smile_claimed_at = models.DateTimeField(null=True, editable=False)
    smile_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = SnapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "idempotency_key"], name="one_snap_per_idempotency_key"
            ),
            models.CheckConstraint(
                condition=Q(smile_score__isnull=True) | Q(smile_score__range=(0, 1)),
                name="snap_smile_score_0_to_1",
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="snap_has_a_size"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(
                    hidden_at__isnull=True,
                    is_refused=False,
                    moderation__in=["not_needed", "approved"],
                )
                & ~Q(smile_status__in=["pending", "checking"]),
                name="snap_published_only_when_allowed",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(purged_at__isnull=True),
                name="snap_purged_is_not_published",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "-published_at", "-id"],
                condition=Q(published_at__isnull=False),
                name="snap_gallery",
            ),
            models.Index(fields=["event", "-created_at"], name="snap_event_created"),
            models.Index(
                fields=["created_at"],
                condition=Q(rendition_status__in=["queued", "working"])
                | Q(smile_status__in=["pending", "checking"]),
                name="snap_unfinished",
            ),
            models.Index(fields=["id"], condition=Q(is_refused=True), name="snap_refused"),
        ]

    def __str__(self) -> str:
        return f"Snap {self.public_id}"

    def rendition_path(self, picture: str) -> str:
        return snap_path(self, picture)

    @property
    def is_allowed(self) -> bool:
        """Whether guests may have it: checked, not refused, approved and not hidden."""
        return (
            not self.is_hidden
            and not self.is_refused
            and self.smile_status not in (self.Smile.PENDING, self.Smile.CHECKING)
            and self.moderation in (Moderation.NOT_NEEDED, Moderation.APPROVED)
        )

    @property
    def is_ruled_out(self) -> bool:
        """Whether it has been decided that guests do not get it."""
        return self.is_hidden or self.is_refused or self.moderation == Moderation.REJECTED

    @property
    def status(self) -> str:
        """One word for programs: received, processing, ready, failed or refused."""
        if self.is_refused:
            return "refused"
        if self.rendition_status == Work.FAILED:
            return "failed"
        smile_settled = self.smile_status not in (self.Smile.PENDING, self.Smile.CHECKING)
        if self.rendition_status == Work.READY and smile_settled:
            return "ready"
        untouched = self.rendition_status == Work.QUEUED and self.smile_status == self.Smile.PENDING
        return "received" if untouched else "processing"


def strip_path(strip: Any, filename: str) -> str:
    return f"events/{strip.event.public_id}/strips/{strip.public_id}/{filename}"
