"""Find rows whose files are missing: the first half of `manage.py check_storage`."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from gallery.models import Companion, Event, Snap, Strip, Work
from gallery.queue import RENDITION, STRIP, enqueue
from gallery.services.storage_findings import Finding, Kind
from gallery.storage import photo_storage

ROWS_AT_ONCE = 200


def missing_files(event: Event, before: datetime) -> Iterator[Finding | None]:
    """Yield what is wrong with an event's rows, and None for each that is right.

    Rows made since `before` may still be at work and are left alone. Reads a few hundred rows at
    a time, in the order of their folders, so that a bucket is asked for near names together.
    """
    for model in (Snap, Strip):
        yield from _missing_of(model, event, before)
    yield from _missing_companions(event, before)
    if event.logo and not photo_storage().existing([str(event.logo.name)]):
        detail = "The event's logo is lost; upload it again."
        yield Finding(Kind.LOST, str(event.logo.name), event.slug, detail)


def _missing_of(model: Any, event: Event, before: datetime) -> Iterator[Finding | None]:
    rows = model.objects.filter(event=event, purged_at__isnull=True, created_at__lt=before)
    rows = rows.select_related("event").order_by("public_id")
    last = None
    while batch := list((rows.filter(public_id__gt=last) if last else rows)[:ROWS_AT_ONCE]):
        expected = {photo.pk: _expected(photo) for photo in batch}
        names = [name for each in expected.values() for name in each]
        there = photo_storage().existing(names)
        for photo in batch:
            missing = [name for name in expected[photo.pk] if name not in there]
            yield _finding(photo, missing) if missing else None
        last = batch[-1].public_id


def _missing_companions(event: Event, before: datetime) -> Iterator[Finding | None]:
    """What goes with snaps. One that is lost may come again, if its sender has not been told."""
    rows = Companion.objects.filter(event=event, created_at__lt=before).exclude(picture="")
    for companion in rows.order_by("snap_key", "pk").iterator(chunk_size=ROWS_AT_ONCE):
        name = str(companion.picture.name)
        if photo_storage().existing([name]):
            yield None
            continue
        detail = "The picture of somebody elsewhere is lost; strips go on without it."
        yield Finding(Kind.LOST, name, event.slug, detail, partial(_forget, companion.pk))


def _forget(pk: int) -> None:
    Companion.objects.filter(pk=pk).update(
        picture="", picture_sha256="", source=Companion.Source.NONE
    )


def _expected(photo: Snap | Strip) -> list[str]:
    """Storage names of what has to be there, the one that cannot be made again first."""
    main = photo.original if isinstance(photo, Snap) else photo.image
    names = [str(main.name)] if main else []
    if photo.rendition_status == Work.READY:
        names += [photo.rendition_path(f"w{width}.webp") for width in photo.rendition_widths]
    return names


def _finding(photo: Snap | Strip, missing: list[str]) -> Finding:
    slug = photo.event.slug
    if isinstance(photo, Strip) and str(photo.image.name) in missing:
        detail = "A strip's picture is missing; it can be composed again."
        return Finding(Kind.REMAKE, missing[0], slug, detail, lambda: compose_again(photo))
    if isinstance(photo, Snap) and str(photo.original.name) in missing:
        detail = "A photo's original is lost; its row and what copies there are stay."
        return Finding(Kind.LOST, missing[0], slug, detail)
    detail = f"{len(missing)} of a photo's copies are missing; they can be made again."
    return Finding(Kind.REMAKE, missing[0], slug, detail, lambda: render_again(photo))


def compose_again(strip: Strip) -> None:
    """Order a strip's picture anew; guests do not see it until it is there."""
    Strip.objects.filter(pk=strip.pk, purged_at__isnull=True).update(
        status=Work.QUEUED, attempts=0, failure="", published_at=None
    )
    enqueue("gallery.tasks.compose", strip.pk, priority=STRIP)


def render_again(photo: Snap | Strip) -> None:
    """Order a photo's copies anew; until then pages show it at full size."""
    task = "gallery.tasks.render_snap" if isinstance(photo, Snap) else "gallery.tasks.render_strip"
    type(photo).objects.filter(pk=photo.pk, purged_at__isnull=True).update(
        rendition_status=Work.QUEUED, rendition_widths=[], attempts=0
    )
    enqueue(task, photo.pk, priority=RENDITION)
