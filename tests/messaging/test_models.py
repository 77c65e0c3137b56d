"""What the database itself refuses, and which rows the sweep finds."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery.models import Event, Moderation, ShareLink, Snap, Strip
from gallery.services.sharing import create_share
from messaging.models import LOST_TASK, STALE_SENDING, Message
from messaging.tasks import KILL_SECONDS, SEND_SECONDS
from tests.factories import an_hour_ago, make_published_snap, make_strip
from tests.messaging.orders import make_message

pytestmark = pytest.mark.django_db
Status = Message.Status


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"status": "delivring"}, "message_status_known"),
        ({"consent": None}, "message_has_consent"),
        ({"channel": "pigeon"}, "message_channel_known"),
        ({"recipient_cipher": ""}, "message_that_waits_has_recipient"),
        ({"erased_at": timezone.now()}, "message_erased_is_empty"),
        ({"status": "delivered"}, "message_delivered_has_time"),
        ({"status": "undeliverable"}, "message_that_ended_badly_says_why"),
        ({"status": "sending"}, "message_sending_has_time"),
        ({"status": "submitted"}, "message_submitted_has_time"),
        ({"status": "failed"}, "message_that_ended_badly_says_why"),
        ({"status": "unknown"}, "message_that_ended_badly_says_why"),
        ({"status": "cancelled"}, "message_that_ended_badly_says_why"),
    ],
)
def test_the_database_refuses(share: ShareLink, fields: dict[str, str], constraint: str) -> None:
    message = make_message(share)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**fields)


def test_the_database_refuses_a_second_text_for_one_key(share: ShareLink) -> None:
    message, other = make_message(share), make_message(share)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=other.pk).update(idempotency_key=message.idempotency_key)


def test_is_claimed_once(share: ShareLink) -> None:
    message = make_message(share)
    assert Message.objects.claim(message.pk)
    assert not Message.objects.claim(message.pk)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.SENDING, 1)
    assert message.sending_at is not None


def test_is_not_claimed_before_its_time(share: ShareLink) -> None:
    message = make_message(share, next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert not Message.objects.claim(message.pk)


def test_names_no_number(share: ShareLink) -> None:
    message = make_message(share)
    assert str(message) == "Text to •••• 123"
    assert "555" not in repr(message)


def test_what_is_due_and_not_done_has_lost_its_task(share: ShareLink) -> None:
    message = make_message(share)
    assert not Message.objects.lost().exists()
    overdue = timezone.now() - LOST_TASK - timedelta(seconds=1)
    Message.objects.update(next_attempt_at=overdue)
    assert list(Message.objects.lost()) == [message]


@pytest.mark.parametrize(
    "status", [Status.SENDING, Status.SUBMITTED, Status.FAILED, Status.UNKNOWN, Status.CANCELLED]
)
def test_what_is_over_is_not_looked_at_again(share: ShareLink, status: Status) -> None:
    then = an_hour_ago()
    fields: dict[str, Any] = {"sending_at": then, "submitted_at": then, "failure": "Told."}
    make_message(share, status=status, next_attempt_at=then, **fields)
    assert not Message.objects.lost().exists()


@pytest.fixture
def held(event: Event) -> Message:
    """A held text with the link to a strip; strip and snap wait for a moderator."""
    snap = make_published_snap(event)
    strip = make_strip(event, [snap])
    Snap.objects.update(moderation=Moderation.WAITING, published_at=None)
    Strip.objects.update(moderation=Moderation.WAITING, published_at=None)
    link, _ = create_share(event=event, photo=strip)
    return make_message(link, status=Status.HELD, next_attempt_at=an_hour_ago())


@pytest.mark.parametrize("verdict", [Moderation.APPROVED, Moderation.REJECTED])
def test_a_held_strip_goes_on_when_all_of_it_was_decided(held: Message, verdict: str) -> None:
    assert not Message.objects.lost().exists()
    Strip.objects.update(moderation=verdict)
    assert not Message.objects.lost().exists()
    Snap.objects.update(moderation=verdict)
    assert list(Message.objects.lost()) == [held]


def test_a_held_snap_goes_on_when_it_was_decided(event: Event) -> None:
    snap = make_published_snap(event)
    Snap.objects.update(moderation=Moderation.WAITING, published_at=None)
    link, _ = create_share(event=event, photo=snap)
    held = make_message(link, status=Status.HELD, next_attempt_at=an_hour_ago())
    assert not Message.objects.lost().exists()
    Snap.objects.update(moderation=Moderation.APPROVED)
    assert list(Message.objects.lost()) == [held]


@pytest.mark.parametrize("field", ["revoked_at", "expires_at"])
def test_a_held_text_ends_with_its_link(held: Message, field: str) -> None:
    moment = timezone.now()
    ShareLink.objects.update(created_at=an_hour_ago(), **{field: moment})
    assert list(Message.objects.lost()) == [held]


def test_what_was_begun_long_ago_is_stranded(share: ShareLink) -> None:
    message = make_message(share)
    Message.objects.claim(message.pk)
    assert not Message.objects.stranded().exists()
    then = timezone.now() - STALE_SENDING - timedelta(seconds=1)
    Message.objects.update(sending_at=then)
    assert list(Message.objects.stranded()) == [message]


def test_a_task_ends_before_its_text_counts_as_stranded() -> None:
    assert SEND_SECONDS < KILL_SECONDS < STALE_SENDING.total_seconds()
