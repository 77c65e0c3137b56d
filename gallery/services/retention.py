"""The end of an event: some days after it has closed, its photos are deleted for good.

Links die at `Event.expires_at`, by themselves. What is done here is done in small steps, in the
order mark, files, rows; killed between any two, the next run goes on where this one was.
"""

import logging
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from gallery.models import Companion, Event, Removal, ShareLink, Snap, Strip, Work
from gallery.services.removals import Removed, record
from gallery.storage import StoredFile, photo_storage

logger = logging.getLogger(__name__)

FILES_AT_ONCE = 1000
ROWS_AT_ONCE = 500
LOCK = "gallery-retention"
# Longer than a step; a run that was killed holds up the next one so long at most.
LOCK_SECONDS = 180


def due_events(now: datetime | None = None) -> list[Event]:
    """Events whose photos have to go, the longest overdue first.

    Among them are those that are done already but had a photo since, from a booth that was
    without a network for long; such a photo is kept for as many days as the others were.
    """
    now = now or timezone.now()
    closed = Event.objects.filter(purged_at__isnull=True, expires_at__lte=now)
    late = Event.objects.filter(purged_at__isnull=False, snaps__isnull=False).distinct()
    due = [
        event for event in closed.order_by("expires_at") if _kept(event, event.expires_at) <= now
    ]
    return due + [event for event in late if _kept(event, _first_photo_at(event, now)) <= now]


def _first_photo_at(event: Event, now: datetime) -> datetime:
    times = Snap.objects.filter(event=event).order_by("created_at")
    return times.values_list("created_at", flat=True).first() or now


def _kept(event: Event, since: datetime) -> datetime:
    return since + timedelta(days=event.delete_after_days)


@contextmanager
def only_run() -> Iterator[bool]:
    """Whether no other run is at work; two would count the same files twice."""
    is_ours = cache.add(LOCK, "at work", LOCK_SECONDS)
    try:
        yield is_ours
    finally:
        if is_ours:
            cache.delete(LOCK)


def purge_due(*, seconds: float) -> bool:
    """Go on deleting for about so many seconds; return whether all that is due is done."""
    deadline = time.monotonic() + seconds
    with only_run() as is_ours:
        if not is_ours:
            return True  # another run sees to it
        for event in due_events():
            try:
                if not _purge_until(event, deadline):
                    return False
            except (OSError, DatabaseError):
                # The other events' guests need not wait for it; the next run tries it again.
                logger.exception("event %s: not everything could be deleted", event.slug)
    return True


def _purge_until(event: Event, deadline: float) -> bool:
    for _ in purge_event(event):
        if time.monotonic() > deadline:
            return False
    logger.info("event %s: its photos are deleted", event.slug)
    return True


def purge_event(event: Event) -> Generator[Removed, None, None]:
    """Delete everything about an event's guests, a step at a time; the event's row stays.

    Raises `OSError` when the storage does not answer; nothing is lost by trying again.
    """
    yield from _steps(event)
    Event.objects.filter(pk=event.pk, purged_at__isnull=True).update(purged_at=timezone.now())
    record(event, Removal.Reason.EXPIRED, Removed())


def _steps(event: Event) -> Iterator[Removed]:
    # Again, until nothing is left: a photo may have arrived, a picture been finished, meanwhile.
    while True:
        found = False
        for step in (_mark(event), _delete_files(event), _delete_rows(event)):
            for removed in step:
                found = True
                cache.touch(LOCK, LOCK_SECONDS)
                yield removed
        if not found:
            return


def _mark(event: Event) -> Iterator[Removed]:
    """Nothing is shown, and nothing more is made of these photos."""
    now = timezone.now()
    final: dict[str, Any] = {
        "purged_at": now,
        "published_at": None,
        "rendition_status": Work.FAILED,
    }
    for rows, more in ((Strip.objects, {"status": Work.FAILED}), (Snap.objects, {})):
        unmarked = rows.filter(event=event, purged_at__isnull=True)
        while batch := list(unmarked.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
            rows.filter(pk__in=batch).update(**final, **more)
            yield Removed()


def _delete_files(event: Event) -> Iterator[Removed]:
    storage = photo_storage()
    for batch in _batched(guest_files(event), FILES_AT_ONCE):
        storage.delete_all([file.name for file in batch])
        removed = Removed(files=len(batch), size=sum(file.size for file in batch))
        record(event, Removal.Reason.EXPIRED, removed)
        yield removed


def guest_files(event: Event) -> Iterator[StoredFile]:
    """Every stored file of an event but its logo, which shows nobody."""
    folder = f"events/{event.public_id}"
    for file in photo_storage().walk(folder):
        if not file.name.startswith(f"{folder}/logo/"):
            yield file


def _delete_rows(event: Event) -> Iterator[Removed]:
    for rows in (Strip.objects, Snap.objects):
        marked = rows.filter(event=event, purged_at__isnull=False)
        while batch := list(marked.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
            with transaction.atomic():
                _, counts = rows.filter(pk__in=batch).delete()
                removed = Removed(
                    snaps=counts.get(Snap._meta.label, 0),
                    strips=counts.get(Strip._meta.label, 0),
                    share_links=counts.get(ShareLink._meta.label, 0),
                )
                record(event, Removal.Reason.EXPIRED, removed)
            yield removed

    # They are counted as files; nobody's name is in them.
    companions = Companion.objects.filter(event=event)
    while batch := list(companions.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        companions.filter(pk__in=batch).delete()
        yield Removed()


def _batched(files: Iterable[StoredFile], size: int) -> Iterator[list[StoredFile]]:
    rest = iter(files)
    while batch := list(islice(rest, size)):
        yield batch
