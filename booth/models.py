"""Runs of a booth, which snaps they took, and who comes to them from elsewhere."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from gallery.models import Event, Snap
from gallery.models.sharing import make_token

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# A booth's page says something every five seconds; staff see within fifteen that it does not.
SILENT_AFTER = timedelta(seconds=12)


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
    state = models.JSONField(
        default=dict, blank=True, help_text="What the page last said of itself: booth.health."
    )
    video_session_id = models.CharField(
        max_length=255, blank=True, editable=False, help_text="The video provider's room."
    )

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

    @property
    def is_online(self) -> bool:
        return self.last_seen_at > timezone.now() - SILENT_AFTER


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


class BoothCommand(models.Model):
    """What staff at a distance ask of a booth. It is carried out once, or not at all."""

    class Kind(models.TextChoices):
        COUNTDOWN = "countdown", "Start the countdown"
        AUTO_ON = "auto_on", "Snap on a smile"
        AUTO_OFF = "auto_off", "Snap by button"
        PAUSE = "pause", "Pause with a message"
        RESUME = "resume", "Go on"
        RESTART = "restart", "Load the page again"
        LOOK = "look", "Filter and layout"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booth_session = models.ForeignKey(
        BoothSession, on_delete=models.CASCADE, related_name="commands"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    options = models.JSONField(default=dict, blank=True)
    given_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "countdown",
                        "auto_on",
                        "auto_off",
                        "pause",
                        "resume",
                        "restart",
                        "look",
                    ]
                ),
                name="booth_command_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("given_at")),
                name="booth_command_expires_after_it_is_given",
            ),
        ]
        indexes = [
            models.Index(
                fields=["booth_session", "given_at"],
                condition=models.Q(done_at__isnull=True),
                name="booth_command_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.booth_session}"


class BoothIncident(models.Model):
    """What went wrong at a booth and what it did about it, in words for staff."""

    booth_session = models.ForeignKey(
        BoothSession, on_delete=models.CASCADE, related_name="incidents"
    )
    key = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Made by the page; a repeat changes nothing."
    )
    happened_at = models.DateTimeField(default=timezone.now)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booth_session", "key"], name="one_booth_incident_per_key"
            )
        ]
        indexes = [
            models.Index(fields=["booth_session", "-happened_at"], name="booth_incident_newest")
        ]

    def __str__(self) -> str:
        return self.text


class Invitation(models.Model):
    """An unguessable link by which people elsewhere come to a booth; it ends by itself."""

    token = models.CharField(max_length=64, unique=True, default=make_token, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    booth_session = models.ForeignKey(
        BoothSession,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        help_text="Empty: any booth of the event.",
    )
    created_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    most_guests = models.PositiveSmallIntegerField(
        default=10, help_text="So many people at most may come by it."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="invitation_expires_after_creation",
            ),
            models.CheckConstraint(
                condition=models.Q(most_guests__range=(1, 50)), name="invitation_guests_1_to_50"
            ),
        ]
        indexes = [models.Index(fields=["event", "-created_at"], name="invitation_event")]

    def __str__(self) -> str:
        return f"Invitation to {self.event}"

    @property
    def url(self) -> str:
        """The full address that guests get."""
        return settings.SITE_URL + reverse("booth:join", args=[self.event.slug, self.token])

    @property
    def is_alive(self) -> bool:
        """Whether one may come in by it: not revoked, not expired, and its event is not over."""
        is_valid = self.revoked_at is None and self.expires_at > timezone.now()
        return is_valid and not self.event.is_over


class RemoteGuest(models.Model):
    """Somebody who has come by an invitation, on one device."""

    class Status(models.TextChoices):
        WAITING = "waiting", "In the waiting room"
        ADMITTED = "admitted", "On the booth's screen"
        REMOVED = "removed", "Put out by staff"
        LEFT = "left", "Has gone"

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="guests")
    # Known to the guest's page alone: by it the page proves who it is.
    key = models.UUIDField(unique=True, editable=False)
    # Known to everybody in the room.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    booth_session = models.ForeignKey(
        BoothSession, on_delete=models.CASCADE, null=True, blank=True, related_name="remote_guests"
    )
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    was_admitted = models.BooleanField(default=False, editable=False)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "admitted", "removed", "left"]),
                name="remote_guest_status_known",
            ),
            # Three seats, one guest each: so there are never more than three at a booth.
            models.UniqueConstraint(
                fields=["booth_session", "seat"],
                condition=models.Q(seat__isnull=False),
                name="one_remote_guest_per_seat",
            ),
            models.CheckConstraint(
                condition=models.Q(seat__isnull=True) | models.Q(seat__range=(1, 3)),
                name="remote_guest_seat_1_to_3",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status="admitted", seat__isnull=False, booth_session__isnull=False
                )
                | ~models.Q(status="admitted") & models.Q(seat__isnull=True),
                name="remote_guest_admitted_has_a_seat",
            ),
        ]
        indexes = [models.Index(fields=["invitation", "status"], name="remote_guest_status")]

    def __str__(self) -> str:
        return f"Guest {self.public_id}"

    @property
    def is_online(self) -> bool:
        return self.last_seen_at > timezone.now() - SILENT_AFTER
