"""Links to one photo."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery.errors import IdempotencyConflict
from gallery.models import Event, ShareLink, Snap, Strip
from gallery.models.sharing import make_token
from gallery.queue import RENDITION, enqueue

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OTHER_PHOTO = "This link already belongs to another photo."


def create_share(
    *,
    event: Event,
    photo: Snap | Strip,
    share_filter: str = "natural",
    token: str | None = None,
    user: "User | None" = None,
) -> tuple[ShareLink, bool]:
    """Make a link to a photo; return it and whether it is new.

    The booth makes the token itself, so that its QR code is on the screen before anything is
    uploaded; the same token again is the same link. Raises `IdempotencyConflict`.
    """
    token = token or make_token()
    snap = photo if isinstance(photo, Snap) else None
    strip = photo if isinstance(photo, Strip) else None
    if known := _known_share(token, event, photo, share_filter):
        return known, False
    now = timezone.now()
    try:
        with transaction.atomic():
            share = ShareLink.objects.create(
                event=event,
                token=token,
                snap=snap,
                strip=strip,
                filter=share_filter,
                created_by=user,
                created_at=now,
                expires_at=now + timedelta(days=event.link_days),
            )
            if snap is not None:
                enqueue("gallery.tasks.prepare_shared_photo", share.pk, priority=RENDITION)
    except IntegrityError:
        if known := _known_share(token, event, photo, share_filter):
            return known, False
        raise
    return share, True


def _known_share(
    token: str, event: Event, photo: Snap | Strip, share_filter: str
) -> ShareLink | None:
    share = ShareLink.objects.select_related("event", "snap", "strip").filter(token=token).first()
    if share is None:
        return None
    same = share.event_id == event.pk and share.photo == photo and share.filter == share_filter
    if not same:
        raise IdempotencyConflict(OTHER_PHOTO)
    return share
