"""Photos refused for want of a smile, for the tests."""

from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from booth.services import check_snap
from gallery.models import Event, Snap, Strip
from gallery.services.pictures import render_snap
from tests.factories import make_snap

A_DAY = timedelta(days=1)


def refuse(event: Event, *, ago: timedelta = timedelta()) -> Snap:
    """Take a photo without a face and let the booth refuse it, some time ago."""
    snap = make_snap(event)
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    then = timezone.now() - ago
    Snap.objects.filter(pk=snap.pk).update(created_at=then, smile_claimed_at=then)
    snap.refresh_from_db()
    assert snap.status == "refused"
    return snap


def folder_of(photo: Snap | Strip) -> Path:
    kind = "snaps" if isinstance(photo, Snap) else "strips"
    return Path(default_storage.path(f"events/{photo.event.public_id}/{kind}/{photo.public_id}"))


def files_of(photo: Snap | Strip) -> list[str]:
    folder = folder_of(photo)
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def addresses(snap: Snap) -> list[str]:
    pictures = ["w320.webp", "w640.webp", "photo.jpg"]
    found = [
        reverse("gallery:snap-image", args=[snap.event.slug, snap.public_id, each])
        for each in pictures
    ]
    return [*found, found[-1] + "?filter=sepia"]
