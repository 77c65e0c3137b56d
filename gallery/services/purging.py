"""Let go of refused photos: they were never shown, and nobody asked to keep them."""

import logging
import posixpath
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from gallery.models import Moderation, Snap, Strip, Work
from gallery.models.photos import snap_path, strip_path
from gallery.services.strips import GONE

logger = logging.getLogger(__name__)

# So long may a member of staff approve a photo after all.
REFUSED_KEPT = timedelta(days=1)


def purge_refused(*, limit: int) -> int:
    """Delete the pictures of photos refused over a day ago, and of strips that show them.

    Originals, thumbnails, filtered versions: every file. What stays is a row without a face: so
    its links say that the photo is gone (not that it is on its way), a text that waits for it is
    cancelled, and a booth that sends it once more from its own memory is told that it was there.

    Returns how many are done. Killed at any point, it goes on from there the next time.
    """
    due = Snap.objects.refused_before(timezone.now() - REFUSED_KEPT).select_related("event")
    return sum(_purge(snap) for snap in due.order_by("pk")[:limit])


def _purge(snap: Snap) -> bool:
    strips = _give_up(snap, timezone.now())
    if strips is None:
        return False
    try:
        for strip in strips:
            _empty_folder(posixpath.dirname(strip_path(strip, "strip.jpg")))
        _empty_folder(posixpath.dirname(snap_path(snap, "photo.jpg")))
    except OSError:
        logger.exception("snap %s: not all of its files could be deleted", snap.public_id)
        return False
    Strip.objects.filter(pk__in=[strip.pk for strip in strips]).update(
        image="", rendition_widths=[], placeholder="", status=Work.FAILED, failure=GONE
    )
    # Without an original it counts as done.
    purged = Snap.objects.filter(pk=snap.pk, purged_at__isnull=False)
    return bool(purged.update(original="", rendition_widths=[], placeholder=""))


def _give_up(snap: Snap, now: datetime) -> list[Strip] | None:
    """Mark the photo and its strips, so that nobody approves what is about to go.

    Returns the strips; None when somebody has approved the photo meanwhile.
    """
    final = {"purged_at": Coalesce("purged_at", now), "moderation": Moderation.REJECTED}
    with transaction.atomic():
        still_refused = Snap.objects.filter(pk=snap.pk, is_refused=True)
        if not still_refused.update(**final, rendition_status=Work.FAILED):
            return None
        strips = list(Strip.objects.filter(snaps=snap).select_related("event"))
        Strip.objects.filter(pk__in=[strip.pk for strip in strips]).update(**final)
    return strips


def _empty_folder(folder: str) -> None:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(posixpath.join(folder, name))
    default_storage.delete(folder)
