"""Links that open one photo, without an account."""

import re
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gallery.models.events import Event, filter_choices
from gallery.models.photos import Snap
from gallery.models.strips import Strip

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# 22 characters of base64url are 16 random bytes: 128 bits.
TOKEN_PATTERN = re.compile(r"^[A-Za-z0-9_-]{22,64}$")


def make_token() -> str:
    return secrets.token_urlsafe(16)


class ShareLink(models.Model):
    """An unguessable, expiring, revocable link to one snap (in a filter) or one strip."""

    token = models.CharField(
        max_length=64,
        unique=True,
        default=make_token,
        editable=False,
        validators=[RegexValidator(TOKEN_PATTERN)],
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="share_links")
    snap = models.ForeignKey(
        Snap, on_delete=models.CASCADE, null=True, blank=True, related_name="share_links"
    )
    strip = models.ForeignKey(
        Strip, on_delete=models.CASCADE, null=True, blank=True, related_name="share_links"
    )
    filter = models.SlugField(choices=filter_choices, default="natural")
    created_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # How often people opened it, and on which day last: not who, from where or with what.
    opened_count = models.PositiveIntegerField(default=0, editable=False)
    last_opened_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(snap__isnull=False, strip__isnull=True)
                | Q(snap__isnull=True, strip__isnull=False),
                name="share_link_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="share_link_expires_after_creation",
            ),
        ]
        indexes = [models.Index(fields=["event", "-created_at"], name="share_event_created")]

    def __str__(self) -> str:
        return f"Link to {self.photo}"

    def get_absolute_url(self) -> str:
        return reverse("gallery:share", args=[self.token])

    @property
    def url(self) -> str:
        """The full address that goes into a QR code or a text."""
        return settings.SITE_URL + self.get_absolute_url()

    @property
    def photo(self) -> Snap | Strip:
        return self.snap or cast("Strip", self.strip)  # share_link_has_one_target

    def is_alive(self, now: datetime | None = None) -> bool:
        """Whether it opens: not revoked, not expired, and its event is not over."""
        is_valid = self.revoked_at is None and self.expires_at > (now or timezone.now())
        return is_valid and not self.event.is_over
