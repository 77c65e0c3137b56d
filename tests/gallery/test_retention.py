"""An event's end: links die, then everything about its guests is deleted, and that is recorded."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from booth.models import BoothSession, Capture
from config.celery import app
from gallery import tasks
from gallery.models import Event, Removal, ShareLink, Snap, Strip, StripFrame, TakedownRequest
from gallery.services import publishing, retention, takedowns
from gallery.services.pictures import open_picture, render_snap
from gallery.services.sharing import create_share
from gallery.services.strips import compose
from gallery.storage import photo_storage, store
from messaging.models import Message
from tests.factories import (
    make_event,
    make_published_snap,
    make_snap,
    make_staff,
    make_strip,
)
from tests.gallery.refusals import refuse
from tests.messaging.orders import make_message
from tests.s3 import S3Server, new_bucket_name

pytestmark = pytest.mark.django_db


def over(event: Event, *, days_ago: float) -> Event:
    Event.objects.filter(pk=event.pk).update(expires_at=timezone.now() - timedelta(days=days_ago))
    event.refresh_from_db()
    return event


def full_event(**fields: Any) -> Event:
    """Two photos, one also in sepia, a strip, a link to each kind, a text and a wish."""
    event = make_event(**fields)
    one, two = (make_published_snap(event) for _ in range(2))
    strip = make_strip(event, [one, two], layout="card")
    open_picture(one, "photo.jpg", "sepia").close()
    link, _ = create_share(event=event, photo=one)
    create_share(event=event, photo=strip)
    make_message(link)
    takedowns.request_takedown(photo=two)
    session = BoothSession.objects.create(event=event)
    Capture.objects.create(snap=one, booth_session=session)
    return event


def files_of(event: Event) -> list[str]:
    return [file.name for file in photo_storage().walk(f"events/{event.public_id}")]


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("purge_expired", *arguments, stdout=output)
    return output.getvalue()


# --- When ---------------------------------------------------------------------------------------


def test_links_die_at_once_and_files_some_days_later(client: Client) -> None:
    event = full_event(delete_after_days=30)
    link = ShareLink.objects.filter(event=event).first()
    assert link is not None
    assert link.is_alive()
    over(event, days_ago=29)
    link = ShareLink.objects.get(pk=link.pk)
    assert not link.is_alive()
    assert client.get(link.get_absolute_url()).status_code == 410
    assert client.get(link.get_absolute_url() + "photo.jpg").status_code == 404
    assert retention.due_events() == []
    over(event, days_ago=31)
    assert retention.due_events() == [event]


def test_an_event_that_goes_on_or_is_done_is_not_due() -> None:
    make_event()
    over(make_event(purged_at=timezone.now()), days_ago=400)
    assert retention.due_events() == []


def test_a_photo_that_comes_after_the_end_is_kept_as_long_as_the_others_were() -> None:
    event = over(make_event(delete_after_days=30), days_ago=31)
    run()
    late = make_snap(event)
    assert retention.due_events() == []
    Snap.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert retention.due_events() == [event]
    run()
    assert not Snap.objects.exists()
    assert files_of(event) == []
    assert Removal.objects.get().snaps == 1
    assert retention.due_events() == []


# --- What ---------------------------------------------------------------------------------------


def check_purged(event: Event) -> None:
    event.refresh_from_db()
    assert event.purged_at is not None
    for model in (Snap, Strip, ShareLink, TakedownRequest):
        assert not model._default_manager.filter(event=event).exists()
    assert not StripFrame.objects.filter(snap__event=event).exists()
    assert [name for name in files_of(event) if "/logo/" not in name] == []
    message = Message.objects.get(event=event)
    assert message.share_link is None


def test_everything_about_guests_goes_and_is_counted() -> None:
    event, other = full_event(), full_event()
    event.logo.save("logo.png", ContentFile(b"a logo"))
    names = [name for name in files_of(event) if "/logo/" not in name]
    sizes = sum(default_storage.size(name) for name in names)
    others = files_of(other)
    over(event, days_ago=31)
    said = run()
    check_purged(event)
    assert files_of(event) == [event.logo.name]
    assert files_of(other) == others
    assert Snap.objects.filter(event=other).count() == 2
    removal = Removal.objects.get()
    assert (removal.event_public_id, removal.reason) == (event.public_id, "expired")
    assert (removal.snaps, removal.strips, removal.share_links) == (2, 1, 2)
    assert (removal.files, removal.size) == (len(names), sizes)
    assert f"{event.slug} (closed" in said
    assert f"2 photos, 1 strips, 2 links, {len(names)} files" in said


def test_an_event_without_photos_ends_as_well() -> None:
    event = over(make_event(), days_ago=31)
    run()
    event.refresh_from_db()
    assert event.purged_at
    assert Removal.objects.get().snaps == 0


def test_a_dry_run_changes_nothing() -> None:
    event = over(full_event(), days_ago=31)
    files = files_of(event)
    said = run("--dry-run")
    assert f"would go: 2 photos, 1 strips, 2 links, {len(files)} files" in said
    assert "nothing was deleted" in said
    assert files_of(event) == files
    assert Snap.objects.filter(event=event, purged_at=None).count() == 2
    assert not Removal.objects.exists()


def test_with_nothing_due_it_says_so() -> None:
    assert "Nothing has to go" in run()


def test_in_a_bucket_it_is_the_same(settings: Settings, s3_server: S3Server) -> None:
    backend = "gallery.object_storage.BucketStorage"
    options = s3_server.storage_options(new_bucket_name())
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": options},
    }
    event = full_event()
    names = files_of(event)
    over(event, days_ago=31)
    run()
    check_purged(event)
    assert Removal.objects.get().files == len(names)


# --- Killed, late, at once ----------------------------------------------------------------------


@pytest.mark.parametrize("steps", range(1, 7))
def test_killed_after_any_step_it_goes_on_and_counts_nothing_twice(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FILES_AT_ONCE", 4)
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 1)
    event = full_event()
    names = files_of(event)
    over(event, days_ago=31)
    work = retention.purge_event(event)
    for _ in range(steps):
        next(work)
    work.close()
    event.refresh_from_db()
    assert event.purged_at is None
    run()
    check_purged(event)
    removal = Removal.objects.get()
    assert (removal.snaps, removal.strips, removal.share_links) == (2, 1, 2)
    assert removal.files == len(names)


def test_a_photo_that_arrives_meanwhile_goes_too() -> None:
    event = over(full_event(), days_ago=31)
    work = retention.purge_event(event)
    next(work)
    late = make_snap(event)
    for _ in work:
        pass
    check_purged(event)
    assert not Snap.objects.filter(pk=late.pk).exists()
    assert Removal.objects.get().snaps == 3


def test_nothing_is_shown_or_made_from_the_first_step_on(client: Client, staff: User) -> None:
    event = full_event()
    snap, strip = Snap.objects.filter(event=event)[0], Strip.objects.get(event=event)
    over(event, days_ago=31)
    work = retention.purge_event(event)
    for _ in range(2):
        next(work)
    work.close()
    assert not publishing.approve(snap)
    render_snap(pk=snap.pk)
    compose(pk=strip.pk)
    snap.refresh_from_db()
    strip.refresh_from_db()
    assert not snap.is_published
    assert not strip.is_published
    assert snap.rendition_status == strip.status == "failed"


def test_a_storage_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    event = over(full_event(), days_ago=31)

    def refuse(name: str) -> None:
        raise PermissionError(name)

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "delete", refuse)
        with pytest.raises(PermissionError):
            run()
    event.refresh_from_db()
    assert event.purged_at is None
    assert Snap.objects.filter(event=event).count() == 2
    run()
    check_purged(event)


def test_an_event_that_cannot_be_deleted_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stuck, other = over(full_event(), days_ago=40), over(full_event(), days_ago=31)
    delete = default_storage.delete

    def refuse_one(name: str) -> None:
        if str(stuck.public_id) in name:
            raise PermissionError(name)
        delete(name)

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "delete", refuse_one)
        tasks.purge_expired()
    check_purged(other)
    stuck.refresh_from_db()
    assert stuck.purged_at is None
    tasks.purge_expired()
    check_purged(stuck)


def test_two_runs_at_once_are_one() -> None:
    event = over(full_event(), days_ago=31)
    with retention.only_run() as is_ours:
        assert is_ours
        with pytest.raises(CommandError, match="Another run"):
            run()
        tasks.purge_expired()
    event.refresh_from_db()
    assert event.purged_at is None
    assert cache.get(retention.LOCK) is None
    run()
    check_purged(event)


def test_the_task_does_a_little_and_hands_itself_the_rest(
    monkeypatch: pytest.MonkeyPatch, redis_client: Any
) -> None:
    event = over(full_event(), days_ago=31)
    monkeypatch.setattr(tasks, "RETENTION_SECONDS", -1)
    redis_client.flushall()
    tasks.purge_expired()
    event.refresh_from_db()
    assert event.purged_at is None
    assert any(redis_client.llen(key) for key in redis_client.keys("celery*"))
    monkeypatch.setattr(tasks, "RETENTION_SECONDS", 60)
    tasks.purge_expired()
    check_purged(event)


def test_beat_runs_it_every_hour() -> None:
    (entry,) = (
        each
        for each in app.conf.beat_schedule.values()
        if each["task"] == "gallery.tasks.purge_expired"
    )
    assert entry["schedule"] == 3600
    assert tasks.purge_expired.name == entry["task"]


def test_refused_photos_of_a_day_are_one_record() -> None:
    event, other = make_event(), make_event()
    for each in (event, event, other):
        refuse(each, ago=timedelta(days=2))
    tasks.purge_refused()
    removals = Removal.objects.filter(reason="refused")
    assert sorted(removal.snaps for removal in removals) == [1, 2]
    removal = removals.get(event_public_id=event.public_id)
    assert removal.files >= 4
    assert removal.size > 0
    yesterday = timezone.now() - timedelta(days=1)
    removals.update(removed_at=yesterday)
    refuse(event, ago=timedelta(days=2))
    tasks.purge_refused()
    assert removals.filter(event_public_id=event.public_id).count() == 2


# --- Read ---------------------------------------------------------------------------------------


def test_admins_read_the_record_and_change_nothing(admin_client: Client) -> None:
    event = over(full_event(name="Ana & Kwame"), days_ago=31)
    run()
    page = admin_client.get(reverse("admin:gallery_removal_changelist"))
    assert page.status_code == 200
    assert "Ana &amp; Kwame" in page.content.decode()
    removal = Removal.objects.get(event_public_id=event.public_id)
    change = reverse("admin:gallery_removal_change", args=[removal.pk])
    assert admin_client.get(change).status_code == 200
    assert admin_client.post(change, {"snaps": 0}).status_code == 403
    delete = reverse("admin:gallery_removal_delete", args=[removal.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403


def test_a_file_of_nobodys_in_the_events_folder_goes_too() -> None:
    event = over(make_event(), days_ago=31)
    make_staff(event)
    store(f"events/{event.public_id}/snaps/{uuid4()}/original.jpg", b"a face without a row")
    run()
    assert files_of(event) == []
