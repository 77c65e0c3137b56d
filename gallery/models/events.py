"""An event and the people who run it."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from gallery.color import contrasting_ink
from gallery.filters import FILTERS
from gallery.layouts import LAYOUTS

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def filter_choices() -> list[tuple[str, str]]:
    return [(choice.slug, choice.name) for choice in FILTERS.values()]


def layout_choices() -> list[tuple[str, str]]:
    return [(layout.slug, layout.name) for layout in LAYOUTS.values()]


def logo_path(event: "Event", filename: str) -> str:
    return f"events/{event.public_id}/logo/{uuid.uuid4()}.png"


def in_ninety_days() -> datetime:
    return timezone.now() + timedelta(days=90)


class EventQuerySet(models.QuerySet["Event"]):
    def run_by(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Events whose booth this user may run; superusers run all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if getattr(user, "is_superuser", False):
            return self
        return self.filter(memberships__user_id=user.pk).distinct()

    def with_open_takedowns(self) -> Self:
        """Each with the number of guests' wishes that wait for staff, as `open_takedowns`."""
        is_open = models.Q(takedown_requests__status="open")
        return self.annotate(
            open_takedowns=models.Count("takedown_requests", filter=is_open, distinct=True)
        )


class Event(models.Model):
    """The party: whose booth it is, how it looks and what it asks of a photo."""

    class SmilePolicy(models.TextChoices):
        REQUIRE = "require", "Require: a photo without a smile is refused"
        PREFER = "prefer", "Prefer: say so, but keep the photo"
        OFF = "off", "Off: photos are not checked for smiles"

    class SmileRule(models.TextChoices):
        ANY = "any", "One smile is enough"
        ALL = "all", "Everyone must smile"

    class GalleryPrivacy(models.TextChoices):
        LINK = "link", "Anyone with the link"
        PASSCODE = "passcode", "Whoever knows the passcode"
        STAFF = "staff", "Staff only"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="The event code: part of the gallery's address."
    )
    date = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    welcome_text = models.CharField(
        max_length=240, blank=True, help_text="Shown to guests on the booth and in the gallery."
    )
    accent_color = models.CharField(
        max_length=7,
        default="#ffb703",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as #rrggbb.")],
    )
    logo = models.ImageField(upload_to=logo_path, blank=True)

    first_countdown = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Seconds before the first photo.",
    )
    next_countdown = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Seconds before each further photo.",
    )
    frame_count = models.PositiveSmallIntegerField(
        "number of frames",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text="Photos in one go.",
    )
    smile_policy = models.CharField(
        max_length=10, choices=SmilePolicy.choices, default=SmilePolicy.REQUIRE
    )
    smile_rule = models.CharField(
        max_length=3,
        choices=SmileRule.choices,
        default=SmileRule.ANY,
        help_text="Where several faces are in the picture.",
    )
    smile_threshold = models.FloatField(
        default=0.5,
        validators=[MinValueValidator(0.05), MaxValueValidator(0.95)],
        help_text=(
            "From which score, of 0 to 1, a face counts as smiling. The detector was measured at"
            " 0.5; higher is stricter. At least 0.05, at most 0.95."
        ),
    )
    layout = models.SlugField("default layout", choices=layout_choices, default="classic-strip")
    filter = models.SlugField("default filter", choices=filter_choices, default="natural")
    is_moderated = models.BooleanField(
        default=False, help_text="Photos wait for approval before guests see them."
    )
    gallery_privacy = models.CharField(
        max_length=10, choices=GalleryPrivacy.choices, default=GalleryPrivacy.LINK
    )
    gallery_passcode_hash = models.CharField(max_length=128, blank=True, editable=False)
    allows_guest_uploads = models.BooleanField(
        "guests may add photos",
        default=False,
        help_text="From their own phones; staff approve each one first.",
    )
    link_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Days until a shared link expires.",
    )
    phone_region = models.CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", "Two capital letters, such as US or GH.")],
        help_text="Country of numbers typed without +. Empty: the installation's default.",
    )
    expires_at = models.DateTimeField(
        "closes",
        default=in_ninety_days,
        help_text="From then on the gallery is closed and no link opens.",
    )
    delete_after_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MaxValueValidator(3650)],
        help_text="Days from closing until the photos are deleted for good.",
    )
    purged_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when its photos are deleted, and everything about its guests.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(frame_count__range=(1, 8)), name="event_frame_count_1_to_8"
            ),
            models.CheckConstraint(
                condition=models.Q(first_countdown__range=(1, 30), next_countdown__range=(1, 30)),
                name="event_countdowns_1_to_30",
            ),
            models.CheckConstraint(
                condition=models.Q(smile_threshold__gt=0, smile_threshold__lt=1),
                name="event_smile_threshold_0_to_1",
            ),
            models.CheckConstraint(
                condition=models.Q(smile_policy__in=["require", "prefer", "off"]),
                name="event_smile_policy_known",
            ),
            models.CheckConstraint(
                condition=models.Q(smile_rule__in=["any", "all"]), name="event_smile_rule_known"
            ),
            models.CheckConstraint(
                condition=models.Q(gallery_privacy__in=["link", "passcode", "staff"]),
                name="event_gallery_privacy_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(gallery_privacy="passcode")
                | ~models.Q(gallery_passcode_hash=""),
                name="event_with_passcode_has_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("gallery:event", args=[self.slug])

    @property
    def on_accent_color(self) -> str:
        """The ink, dark or light, that reads best on the accent."""
        return contrasting_ink(self.accent_color)

    @property
    def region(self) -> str:
        return self.phone_region or settings.PHONE_REGION

    @property
    def consent_text(self) -> str:
        """The sentence a guest agrees to before a text is sent."""
        return f"Send me one text with the link to my photo from {self.name}. Reply STOP to end."

    def is_run_by(self, user: "AbstractBaseUser | AnonymousUser") -> bool:
        return Event.objects.filter(pk=self.pk).run_by(user).exists()

    @property
    def is_over(self) -> bool:
        """Whether guests come too late: it has expired, or its photos are deleted."""
        return self.purged_at is not None or self.expires_at <= timezone.now()


class EventMembership(models.Model):
    """A member of staff's role at one event."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        OPERATOR = "operator", "Operator"
        MODERATOR = "moderator", "Moderator"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="memberships")
    user: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_memberships"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.OPERATOR)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="one_membership_per_event"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "operator", "moderator"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.event}"
