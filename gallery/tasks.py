"""Background work of the gallery. A task takes a primary key and calls one service."""

from celery import shared_task

from gallery.models import ShareLink, Snap, Strip, TakedownRequest
from gallery.outages import outage_not_counted
from gallery.queue import MESSAGE, RENDITION, STRIP, enqueue
from gallery.services import pictures, purging, retention, strips, takedowns

SWEEP_BATCH = 200
# A photo has about five files: far within a task's time, also where each is a network call.
PURGE_BATCH = 100
# Half of a task's time: a step may take a while where the bucket is slow.
RETENTION_SECONDS = 30


@shared_task
def render_snap(pk: int) -> None:
    with outage_not_counted(Snap.objects.all(), pk=pk):
        pictures.render_snap(pk=pk)


@shared_task
def render_strip(pk: int) -> None:
    with outage_not_counted(Strip.objects.all(), pk=pk):
        pictures.render_strip(pk=pk)


@shared_task
def compose(pk: int) -> None:
    with outage_not_counted(Strip.objects.all(), pk=pk):
        strips.compose(pk=pk)


@shared_task
def prepare_shared_photo(pk: int) -> None:
    share = ShareLink.objects.select_related("snap__event").get(pk=pk)
    if share.snap is not None:
        pictures.stored_picture(share.snap, "photo.jpg", share.filter)


@shared_task
def purge_refused() -> None:
    purging.purge_refused(limit=PURGE_BATCH)
    purging.purge_taken_down(limit=PURGE_BATCH)


@shared_task
def purge_expired() -> None:
    if not retention.purge_due(seconds=RETENTION_SECONDS):
        purge_expired.apply_async(countdown=1, priority=9)


@shared_task
def mail_takedown(pk: int) -> None:
    takedowns.mail_staff(pk=pk)


@shared_task
def sweep() -> None:
    """Enqueue again what a lost task or a dead worker left behind."""
    for pk in TakedownRequest.objects.needing_mail().values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue("gallery.tasks.mail_takedown", pk, priority=MESSAGE)
    for pk in Snap.objects.needing_renditions().values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue("gallery.tasks.render_snap", pk, priority=RENDITION)
    for pk in Strip.objects.needing_composition().values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue("gallery.tasks.compose", pk, priority=STRIP)
    for pk in Strip.objects.needing_renditions().values_list("pk", flat=True)[:SWEEP_BATCH]:
        enqueue("gallery.tasks.render_strip", pk, priority=RENDITION)
