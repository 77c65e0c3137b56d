"""A photo refused for want of a smile is gone after a day."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booth.services import check_snap, take_snap
from config.celery import app
from gallery import tasks
from gallery.models import Event, Snap, Strip, Work
from gallery.services import publishing, purging, strips
from gallery.services.pictures import open_picture, render_snap
from gallery.services.purging import purge_refused
from gallery.services.sharing import create_share
from gallery.services.strips import compose, create_strip, restyle_strip
from messaging.models import Message
from messaging.services import send_message
from tests.factories import jpeg_bytes, make_published_snap, make_snap, make_strip
from tests.gallery.refusals import A_DAY, addresses, files_of, folder_of, refuse
from tests.messaging.orders import make_message

pytestmark = pytest.mark.django_db


def test_after_a_day_every_file_of_it_is_deleted(event: Event) -> None:
    snap = refuse(event, ago=A_DAY + timedelta(minutes=1))
    open_picture(snap, "photo.jpg", "sepia").close()
    assert len(files_of(snap)) == 4
    assert purge_refused(limit=10) == 1
    assert not folder_of(snap).exists()
    snap.refresh_from_db()
    assert snap.is_purged
    left = [snap.original.name, *snap.rendition_widths, snap.placeholder]
    assert not any(left)
    assert snap.status == "refused"


def test_within_the_day_it_is_kept(event: Event) -> None:
    snap = refuse(event, ago=A_DAY - timedelta(minutes=1))
    assert purge_refused(limit=10) == 0
    assert files_of(snap)


def test_the_day_begins_with_the_verdict(event: Event) -> None:
    snap = refuse(event)
    Snap.objects.filter(pk=snap.pk).update(created_at=timezone.now() - 3 * A_DAY)
    assert purge_refused(limit=10) == 0


def test_an_approval_within_the_day_keeps_it(client: Client, event: Event) -> None:
    snap = refuse(event, ago=A_DAY - timedelta(minutes=1))
    assert publishing.approve(snap)
    Snap.objects.filter(pk=snap.pk).update(smile_claimed_at=timezone.now() - 2 * A_DAY)
    assert purge_refused(limit=10) == 0
    assert {client.get(each).status_code for each in addresses(snap)} == {200}


def test_an_approval_while_it_runs_keeps_it(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    snap = refuse(event, ago=2 * A_DAY)
    give_up = purging._give_up

    def approve_first(*arguments: Any) -> Any:
        publishing.approve(snap)
        return give_up(*arguments)

    monkeypatch.setattr(purging, "_give_up", approve_first)
    assert purge_refused(limit=10) == 0
    snap.refresh_from_db()
    assert files_of(snap)
    assert snap.is_published


def test_only_refused_photos_go(event: Event) -> None:
    others = [make_published_snap(event), make_snap(event, smile_status="no_face")]
    publishing.hide(others[0])
    Snap.objects.update(created_at=timezone.now() - 5 * A_DAY)
    assert purge_refused(limit=10) == 0
    assert all(files_of(snap) for snap in others)


def test_strips_that_show_it_go_too_and_the_other_photos_stay(event: Event) -> None:
    others = [make_published_snap(event) for _ in range(3)]
    strip = make_strip(event, [refuse(event, ago=2 * A_DAY), *others])
    good_strip = make_strip(event, others)
    assert purge_refused(limit=10) == 1
    strip.refresh_from_db()
    good_strip.refresh_from_db()
    assert not folder_of(strip).exists()
    assert (strip.status, bool(strip.image), strip.is_purged) == (Work.FAILED, False, True)
    assert len(files_of(good_strip)) == 3
    assert good_strip.is_published
    assert all(len(files_of(snap)) == 3 for snap in others)


def test_it_can_be_neither_approved_nor_composed_afterwards(event: Event) -> None:
    others = [make_published_snap(event) for _ in range(3)]
    snap = refuse(event, ago=2 * A_DAY)
    strip = make_strip(event, [snap, *others])
    purge_refused(limit=10)
    assert not publishing.approve(snap)
    strip.refresh_from_db()
    assert not publishing.approve(strip)
    restyle_strip(strip=strip, layout="card", strip_filter=None)
    compose(pk=strip.pk)
    late, _ = create_strip(
        event=event,
        snap_keys=[snap.idempotency_key],
        layout="four-tints",
        strip_filter="natural",
    )
    compose(pk=late.pk)
    for each in (strip, late):
        each.refresh_from_db()
        assert (each.status, bool(each.image), each.is_published) == (Work.FAILED, False, False)
        assert "refused" in each.failure
    snap.refresh_from_db()
    assert (snap.is_refused, snap.is_published) == (True, False)


def test_a_strip_that_is_being_made_meanwhile_leaves_no_picture(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip = make_strip(event, [refuse(event, ago=2 * A_DAY)], layout="four-tints")
    restyle_strip(strip=strip, layout=None, strip_filter="grey")
    draw = strips._draw

    def draw_while_it_is_purged(each: Strip) -> Any:
        drawn = draw(each)
        assert purge_refused(limit=10) == 1
        return drawn

    monkeypatch.setattr(strips, "_draw", draw_while_it_is_purged)
    compose(pk=strip.pk)
    strip.refresh_from_db()
    assert (files_of(strip), bool(strip.image), strip.is_published) == ([], False, False)


def test_the_database_refuses_to_publish_what_was_purged(event: Event) -> None:
    snap = make_published_snap(event)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snap.objects.filter(pk=snap.pk).update(purged_at=timezone.now())


def test_twice_is_once(event: Event) -> None:
    snap = refuse(event, ago=2 * A_DAY)
    assert purge_refused(limit=10) == 1
    snap.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        assert purge_refused(limit=10) == 0
    assert len(queries) == 1
    assert Snap.objects.get(pk=snap.pk).purged_at == snap.purged_at


@pytest.mark.parametrize("survivors", [1, 2, 3])
def test_killed_half_way_it_goes_on_the_next_time(
    event: Event, monkeypatch: pytest.MonkeyPatch, survivors: int
) -> None:
    snap = refuse(event, ago=2 * A_DAY)
    delete, calls = default_storage.delete, iter(range(3 - survivors))

    class Killed(BaseException):
        pass

    def die_soon(name: str) -> None:
        if next(calls, None) is None:
            raise Killed
        delete(name)

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "delete", die_soon)
        with pytest.raises(Killed):
            purge_refused(limit=10)
    assert len(files_of(snap)) == survivors
    assert not publishing.approve(snap)  # there is nothing whole left to show
    assert purge_refused(limit=10) == 1
    assert not folder_of(snap).exists()


def test_a_file_that_cannot_be_deleted_does_not_hold_up_the_others(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = (refuse(event, ago=2 * A_DAY) for _ in range(2))
    delete = default_storage.delete

    def refuse_one(name: str) -> None:
        if str(stuck.public_id) in name:
            raise PermissionError(name)
        delete(name)

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "delete", refuse_one)
        assert purge_refused(limit=10) == 1
    assert (len(files_of(stuck)), files_of(other)) == (3, [])
    assert purge_refused(limit=10) == 1
    assert files_of(stuck) == []


def test_a_batch_has_a_limit(event: Event) -> None:
    for _ in range(3):
        refuse(event, ago=2 * A_DAY)
    assert [purge_refused(limit=2) for _ in range(3)] == [2, 1, 0]


def test_its_link_says_that_it_is_gone_and_the_text_is_cancelled(
    client: Client, event: Event
) -> None:
    Event.objects.filter(pk=event.pk).update(is_moderated=True)
    event.refresh_from_db()
    snap = make_snap(event)
    share, _ = create_share(event=event, photo=snap)
    message = make_message(share, status=Message.Status.HELD)
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    long_ago = timezone.now() - 2 * A_DAY
    Snap.objects.update(smile_claimed_at=long_ago)
    Message.objects.update(next_attempt_at=long_ago)
    assert purge_refused(limit=10) == 1
    assert client.get(share.get_absolute_url()).status_code == 410
    assert message in Message.objects.lost()  # the next sweep takes it up
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert message.status == Message.Status.CANCELLED


def test_staff_find_no_picture_at_its_addresses(client: Client, event: Event, staff: User) -> None:
    snap = refuse(event, ago=2 * A_DAY)
    purge_refused(limit=10)
    client.force_login(staff)
    assert {client.get(each).status_code for each in addresses(snap)} == {404}
    told = client.get(
        reverse("booth-api:snap-list", args=[event.slug]), {"keys": str(snap.idempotency_key)}
    ).json()
    assert told["results"][0]["status"] == "refused"
    assert told["results"][0]["thumb_url"] is None


def test_a_booth_that_sends_it_once_more_does_not_bring_it_back(event: Event) -> None:
    content = jpeg_bytes()
    snap = make_snap(event, content)
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    Snap.objects.update(smile_claimed_at=timezone.now() - 2 * A_DAY)
    purge_refused(limit=10)
    again, is_new = take_snap(
        event=event,
        file=BytesIO(content),
        size=len(content),
        idempotency_key=snap.idempotency_key,
    )
    assert (again.pk, is_new, again.is_purged) == (snap.pk, False, True)
    assert files_of(snap) == []


def test_the_admin_says_what_it_could_not_approve(admin_client: Client, event: Event) -> None:
    gone, refused = refuse(event, ago=2 * A_DAY), refuse(event)
    purge_refused(limit=10)
    answer = admin_client.post(
        reverse("admin:gallery_snap_changelist"),
        {"action": "approve", "_selected_action": [gone.pk, refused.pk]},
        follow=True,
    )
    page = answer.content.decode()
    assert "1 approved." in page
    assert "1 left alone" in page


def test_beat_runs_it_every_ten_minutes() -> None:
    (entry,) = (
        each
        for each in app.conf.beat_schedule.values()
        if each["task"] == "gallery.tasks.purge_refused"
    )
    assert entry["schedule"] == 600
    assert entry["task"] in app.tasks
    assert tasks.purge_refused.name == entry["task"]


def test_the_task_purges(event: Event) -> None:
    snap = refuse(event, ago=2 * A_DAY)
    tasks.purge_refused()
    assert files_of(snap) == []
