"""Let go of photos one by one: the refused, and those that a guest had taken down."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from gallery.models import Moderation, Removal, Snap, Strip, TakedownRequest, Work
from gallery.services.companions import forget_companions
from gallery.services.pictures import folder_of
from gallery.services.removals import Removed, record
from gallery.services.strips import GONE
from gallery.storage import delete_folder

logger = logging.getLogger(__name__)

# So long may a member of staff approve a refused photo, or bring back one taken down.
REFUSED_KEPT = timedelta(days=1)

TAKEN_DOWN = "It was taken down and is no longer kept."


def purge_refused(*, limit: int) -> int:
    """Delete the pictures of photos refused over a day ago, and of strips that show them.

    Originals, copies, filtered versions: every file. What stays is a row without a face: so
    its links say that the photo is gone (not that it is on its way), a text that waits for it is
    cancelled, and a booth that sends it once more from its own memory is told that it was there.

    Returns how many are done. Killed at any point, it goes on from there the next time.
    """
    due = Snap.objects.refused_before(timezone.now() - REFUSED_KEPT).select_related("event")
    still_refused = Snap.objects.filter(is_refused=True)
    return sum(
        _purge(snap, still_refused, Removal.Reason.REFUSED) for snap in due.order_by("pk")[:limit]
    )


def purge_taken_down(*, limit: int) -> int:
    """Delete, in the same way, what staff agreed over a day ago to take down.

    With a strip go the photos that were hidden along with it: the faces are the same. What staff
    have shown again since stays.
    """
    upheld = TakedownRequest.objects.filter(
        status=TakedownRequest.Status.UPHELD, resolved_at__lt=timezone.now() - REFUSED_KEPT
    )
    hidden_snaps = Snap.objects.filter(
        Q(pk__in=upheld.filter(snap__isnull=False).values("snap"))
        | Q(pk__in=upheld.values("also_hidden")),
        hidden_at__isnull=False,
    )
    hidden_strips = Strip.objects.filter(pk__in=upheld.values("strip"), hidden_at__isnull=False)
    snaps = hidden_snaps.exclude(original="").select_related("event").order_by("pk")[:limit]
    strips = hidden_strips.exclude(image="").select_related("event").order_by("pk")[:limit]
    done = sum(_purge(snap, hidden_snaps, Removal.Reason.TAKEDOWN) for snap in snaps)
    return done + sum(_purge_strip(strip, hidden_strips) for strip in strips)


def _purge(snap: Snap, still_due: QuerySet[Snap], reason: str) -> bool:
    strips = _give_up(snap, still_due)
    if strips is None:
        return False
    shown = [strip for strip in strips if strip.image]
    photos: list[Snap | Strip] = [*strips, snap]
    try:
        files = [delete_folder(folder_of(photo)) for photo in photos]
        files.append(forget_companions(snap))
    except OSError:
        logger.exception("snap %s: not all of its files could be deleted", snap.public_id)
        return False
    removed = sum(
        (Removed(files=count, size=size) for count, size in files),
        Removed(snaps=1, strips=len(shown)),
    )
    with transaction.atomic():
        _without_picture(strips, GONE)
        # Without an original it counts as done.
        purged = Snap.objects.filter(pk=snap.pk, purged_at__isnull=False)
        if not purged.update(original="", rendition_widths=[], placeholder=""):
            return False
        record(snap.event, reason, removed)
    return True


def _give_up(snap: Snap, still_due: QuerySet[Snap]) -> list[Strip] | None:
    """Mark the photo and its strips, so that nobody approves what is about to go.

    Returns the strips; None when somebody has approved the photo meanwhile.
    """
    with transaction.atomic():
        if not still_due.filter(pk=snap.pk).update(**_final(), rendition_status=Work.FAILED):
            return None
        strips = list(Strip.objects.filter(snaps=snap).select_related("event"))
        Strip.objects.filter(pk__in=[strip.pk for strip in strips]).update(
            **_final(), published_at=None
        )
    return strips


def _purge_strip(strip: Strip, still_due: QuerySet[Strip]) -> bool:
    if not still_due.filter(pk=strip.pk).update(**_final()):
        return False
    try:
        files, size = delete_folder(folder_of(strip))
    except OSError:
        logger.exception("strip %s: not all of its files could be deleted", strip.public_id)
        return False
    with transaction.atomic():
        _without_picture([strip], TAKEN_DOWN)
        removed = Removed(strips=1, files=files, size=size)
        record(strip.event, Removal.Reason.TAKEDOWN, removed)
    return True


def _final() -> dict[str, object]:
    now = timezone.now()
    return {"purged_at": Coalesce("purged_at", now), "moderation": Moderation.REJECTED}


def _without_picture(strips: list[Strip], failure: str) -> None:
    Strip.objects.filter(pk__in=[strip.pk for strip in strips]).update(
        image="", rendition_widths=[], placeholder="", status=Work.FAILED, failure=failure
    )
