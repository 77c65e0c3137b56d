"""What staff agreed to take down is deleted a day later, every file of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gallery import tasks
from gallery.models import Removal, Snap, Strip, TakedownRequest
from gallery.services import publishing, takedowns
from gallery.services.purging import purge_taken_down
from gallery.storage import photo_storage
from tests.factories import (
    make_event,
    make_published_snap,
    make_strip,
)

pytestmark = pytest.mark.django_db


def settled(takedown: TakedownRequest, *, days_ago: float) -> None:
    then = timezone.now() - timedelta(days=days_ago)
    TakedownRequest.objects.filter(pk=takedown.pk).update(resolved_at=then)


def folder_files(photo: Snap | Strip) -> list[Any]:
    return list(photo_storage().walk(str(Path(photo.rendition_path("x")).parent)))


def test_a_photo_taken_down_is_deleted_a_day_after_staff_agreed() -> None:
    event = make_event()
    snaps = [make_published_snap(event) for _ in range(2)]
    strip = make_strip(event, snaps, layout="card")
    takedown, _ = takedowns.request_takedown(photo=snaps[0])
    assert purge_taken_down(limit=10) == 0
    takedowns.uphold(takedown, None)
    assert purge_taken_down(limit=10) == 0
    settled(takedown, days_ago=1.1)
    files = len(folder_files(snaps[0])) + len(folder_files(strip))
    assert purge_taken_down(limit=10) == 1
    assert folder_files(snaps[0]) == folder_files(strip) == []
    assert folder_files(snaps[1])
    removal = Removal.objects.get()
    assert (removal.reason, removal.snaps, removal.strips) == ("takedown", 1, 1)
    assert removal.files == files
    assert purge_taken_down(limit=10) == 0
    assert Snap.objects.get(pk=snaps[0].pk).is_purged


def test_with_a_strip_go_the_photos_that_were_hidden_with_it() -> None:
    event = make_event()
    snaps = [make_published_snap(event) for _ in range(2)]
    strip = make_strip(event, snaps, layout="card")
    takedown, _ = takedowns.request_takedown(photo=strip)
    takedowns.uphold(takedown, None)
    settled(takedown, days_ago=2)
    tasks.purge_refused()
    assert folder_files(strip) == folder_files(snaps[0]) == folder_files(snaps[1]) == []
    removal = Removal.objects.get()
    assert (removal.snaps, removal.strips) == (2, 1)


@pytest.mark.parametrize("kind", ["dismissed", "open", "shown again"])
def test_what_staff_did_not_agree_to_stays(kind: str) -> None:
    snap = make_published_snap(make_event())
    takedown, _ = takedowns.request_takedown(photo=snap)
    if kind == "dismissed":
        takedowns.dismiss(takedown, None)
    elif kind == "shown again":
        takedowns.uphold(takedown, None)
        publishing.unhide(snap)
    settled(takedown, days_ago=9)
    assert purge_taken_down(limit=10) == 0
    assert folder_files(snap)
    assert not Removal.objects.exists()


def test_a_strip_alone_is_deleted_when_its_photos_were_shown_again() -> None:
    event = make_event()
    snap = make_published_snap(event)
    strip = make_strip(event, [snap], layout="four-tints")
    takedown, _ = takedowns.request_takedown(photo=strip)
    takedowns.uphold(takedown, None)
    publishing.unhide(snap)
    settled(takedown, days_ago=2)
    assert purge_taken_down(limit=10) == 1
    strip.refresh_from_db()
    assert (strip.is_purged, bool(strip.image), folder_files(strip)) == (True, False, [])
    assert folder_files(snap)
    assert not publishing.unhide(strip)
