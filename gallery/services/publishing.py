"""Decide what guests see, and tell open pages of it."""

from django.db import transaction
from django.utils import timezone

from gallery import live
from gallery.api.serializers import SnapSerializer, StripSerializer
from gallery.models import Moderation, Snap, Strip, Work
from gallery.models.photos import Photo


def settle_snap(*, pk: int) -> Snap:
    """Publish the snap, or take it back, by what its row now says; and so its strips."""
    with transaction.atomic():
        snap: Snap = Snap.objects.select_for_update(of=("self",)).select_related("event").get(pk=pk)
        _set_published(snap, snap.is_allowed and _can_be_shown(snap), kind="snap")
        live.publish(snap.event, "booth", "snap", dict(SnapSerializer(snap).data))
    for strip_pk in snap.strips.values_list("pk", flat=True):
        settle_strip(pk=strip_pk)
    return snap


def settle_strip(*, pk: int) -> Strip:
    """Publish the strip, or take it back. It shows faces, so every snap on it counts."""
    with transaction.atomic():
        strip: Strip = (
            Strip.objects.select_for_update(of=("self",)).select_related("event").get(pk=pk)
        )
        _set_published(strip, _can_be_shown(strip) and strip.is_allowed, kind="strip")
        live.publish(strip.event, "booth", "strip", dict(StripSerializer(strip).data))
    return strip


def _can_be_shown(photo: Snap | Strip) -> bool:
    """Whether its copies are there; a photo that is out already stays while they are remade."""
    return photo.rendition_status == Work.READY or photo.is_published


def _set_published(photo: Photo, may_be_seen: bool, *, kind: str) -> None:
    if may_be_seen == photo.is_published:
        return
    photo.published_at = timezone.now() if may_be_seen else None
    photo.save(update_fields=["published_at"])
    live.publish(
        photo.event,
        "public",
        "item" if may_be_seen else "removed",
        {"kind": kind, "id": str(photo.public_id)},
    )


def hide(photo: Snap | Strip) -> bool:
    """Take a photo from guests' eyes at once: page, feed, links and image addresses.

    This, and each of the following, returns False for a photo that has been purged.
    """
    return _change(photo, hidden_at=timezone.now(), published_at=None)


def unhide(photo: Snap | Strip) -> bool:
    return _change(photo, hidden_at=None)


def approve(photo: Snap | Strip) -> bool:
    """Let guests see a photo, also one that was refused for want of a smile."""
    if isinstance(photo, Snap):
        return _change(photo, moderation=Moderation.APPROVED, is_refused=False)
    return _change(photo, moderation=Moderation.APPROVED)


def reject(photo: Snap | Strip) -> bool:
    return _change(photo, moderation=Moderation.REJECTED, published_at=None)


def _change(photo: Snap | Strip, **fields: object) -> bool:
    was_published = photo.is_published
    with transaction.atomic():
        unpurged = type(photo).objects.filter(pk=photo.pk, purged_at__isnull=True)
        if not unpurged.update(**fields):
            return False
        if was_published and "published_at" in fields:
            kind = "snap" if isinstance(photo, Snap) else "strip"
            live.publish(
                photo.event, "public", "removed", {"kind": kind, "id": str(photo.public_id)}
            )
    if isinstance(photo, Snap):
        settle_snap(pk=photo.pk)
    else:
        settle_strip(pk=photo.pk)
    photo.refresh_from_db()
    return True
