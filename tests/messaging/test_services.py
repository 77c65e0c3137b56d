"""Ordering a text, and what becomes of it."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pytest_django.fixtures import Settings

from gallery import live
from gallery.errors import GalleryError, IdempotencyConflict, LinkUnavailable, UnknownPhoto
from gallery.models import Event, Moderation, ShareLink, Snap, Strip, Work
from gallery.services import publishing
from gallery.services.sharing import create_share
from messaging.models import Message
from messaging.phones import InvalidPhone
from messaging.services import BACK_OFF, ConsentMissing, request_message, send_message
from messaging.sms import SmsError, SmsUnknown, locmem
from tests.factories import an_hour_ago, make_event, make_published_snap, make_snap, make_strip
from tests.messaging.orders import PHONE, make_message, make_order

pytestmark = pytest.mark.django_db
Status = Message.Status


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make the backend raise an error."""

    def fail_with(error: Exception) -> None:
        def send(self: locmem.SmsBackend, **sms: str) -> str:
            raise error

        monkeypatch.setattr(locmem.SmsBackend, "send", send)

    return fail_with


def after_sending(message: Message) -> Message:
    send_message(pk=message.pk)
    message.refresh_from_db()
    return message


# --- Ordering


def test_an_order_records_number_link_and_consent(share: ShareLink) -> None:
    before = timezone.now()
    message, is_new = request_message(**make_order(share))
    assert is_new
    assert (message.status, message.recipient.reveal()) == (Status.QUEUED, PHONE)
    assert message.body == f"Your photo from {share.event.name}: {share.url}"
    consent = message.consent
    assert consent is not None
    assert consent.wording == share.event.consent_text
    assert before <= consent.given_at <= timezone.now()


def test_a_number_without_a_country_is_of_the_events(share: ShareLink) -> None:
    share.event.phone_region = "GH"
    message, _ = request_message(**make_order(share, phone="024 412 3456"))
    assert message.recipient.reveal() == "+233244123456"


def test_a_repeat_is_the_first_text_also_after_the_link_died(share: ShareLink) -> None:
    order = make_order(share)
    first, _ = request_message(**order)
    share.revoked_at = timezone.now()
    again, is_new = request_message(**{**order, "phone": "+1 415 555 0123"})
    assert (again, is_new) == (first, False)


@pytest.mark.parametrize("change", [{"phone": "4155550124"}, {"consent_text": "Yes."}])
def test_the_same_key_for_another_text_is_refused(share: ShareLink, change: dict[str, str]) -> None:
    order = make_order(share)
    request_message(**order)
    with pytest.raises(IdempotencyConflict):
        request_message(**{**order, **change})
    assert Message.objects.count() == 1


def test_the_same_key_for_another_link_is_refused(share: ShareLink) -> None:
    order = make_order(share)
    request_message(**order)
    other, _ = create_share(event=share.event, photo=share.photo, share_filter="sepia")
    with pytest.raises(IdempotencyConflict):
        request_message(**{**order, "share": other})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"consented": False}, ConsentMissing),
        ({"consent_text": "  "}, ConsentMissing),
        ({"phone": "415 555 01"}, InvalidPhone),
    ],
)
def test_refuses_what_may_not_be_sent(
    share: ShareLink, change: dict[str, Any], error: type[GalleryError]
) -> None:
    with pytest.raises(error):
        request_message(**make_order(share, **change))
    assert not Message.objects.exists()


def test_refuses_another_events_link(share: ShareLink) -> None:
    with pytest.raises(UnknownPhoto):
        request_message(**make_order(share, event=make_event()))


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": an_hour_ago()}])
def test_refuses_a_link_that_no_longer_opens(share: ShareLink, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(share, name, value)
    with pytest.raises(LinkUnavailable):
        request_message(**make_order(share))


def test_refuses_a_photo_that_was_taken_down(share: ShareLink) -> None:
    publishing.hide(share.photo)
    with pytest.raises(LinkUnavailable):
        request_message(**make_order(share))


def test_an_order_is_queued_by_its_key_alone(
    share: ShareLink,
    redis_client: "redis.Redis",
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = make_message(share)
    (task,) = [json.loads(item) for item in redis_client.lrange("celery\x06\x163", 0, -1)]
    assert task["headers"]["task"] == "messaging.tasks.deliver"
    assert task["headers"]["argsrepr"] == f"({message.pk},)"


# --- Sending


def test_sends_an_allowed_photo_once(share: ShareLink, outbox: list[locmem.SentSms]) -> None:
    message = after_sending(make_message(share))
    assert outbox == [locmem.SentSms(PHONE, message.body, str(message.public_id))]
    assert (message.status, message.attempts) == (Status.SUBMITTED, 1)
    assert message.provider_message_id == "locmem-1"
    assert message.backend == "messaging.sms.locmem.SmsBackend"
    assert message.submitted_at is not None
    after_sending(message)
    assert len(outbox) == 1


def test_waits_for_the_smile_check(event: Event, outbox: list[locmem.SentSms]) -> None:
    snap = make_snap(event)
    message = make_message(create_share(event=event, photo=snap)[0])
    assert send_message(pk=message.pk) == timedelta(seconds=1)
    # Whoever comes too early (a second task) neither sends nor looks again.
    assert send_message(pk=message.pk) is None
    Snap.objects.update(smile_status=Snap.Smile.SMILING)
    Message.objects.update(next_attempt_at=timezone.now())
    assert send_message(pk=message.pk) is None
    assert len(outbox) == 1


def test_looks_less_often_when_the_check_takes_long(event: Event) -> None:
    message = make_message(
        create_share(event=event, photo=make_snap(event))[0], created_at=an_hour_ago()
    )
    assert send_message(pk=message.pk) == timedelta(seconds=15)


def test_waits_for_the_strips_picture(event: Event, outbox: list[locmem.SentSms]) -> None:
    strip = make_strip(event)
    image = strip.image.name
    Strip.objects.update(image="", status=Work.WORKING)
    message = make_message(create_share(event=event, photo=strip)[0])
    assert send_message(pk=message.pk) is not None
    assert outbox == []
    Strip.objects.update(image=image)
    Message.objects.update(next_attempt_at=timezone.now())
    assert after_sending(message).status == Status.SUBMITTED


def test_a_strip_that_cannot_be_made_fails_its_text(
    event: Event, outbox: list[locmem.SentSms]
) -> None:
    strip = make_strip(event)
    Strip.objects.update(image="", status=Work.FAILED)
    message = after_sending(make_message(create_share(event=event, photo=strip)[0]))
    assert (message.status, message.failure) == (Status.FAILED, "The strip could not be made.")
    assert outbox == []


@pytest.mark.parametrize("on_strip", [False, True])
def test_is_held_until_the_photo_is_approved(
    event: Event, outbox: list[locmem.SentSms], on_strip: bool
) -> None:
    snap = make_published_snap(event)
    photo = make_strip(event, [snap]) if on_strip else snap
    Snap.objects.update(moderation=Moderation.WAITING, published_at=None)
    message = make_message(create_share(event=event, photo=photo)[0])
    assert send_message(pk=message.pk) is None
    message.refresh_from_db()
    assert (message.status, outbox) == (Status.HELD, [])
    Snap.objects.update(moderation=Moderation.APPROVED)
    Message.objects.update(next_attempt_at=timezone.now())
    assert after_sending(message).status == Status.SUBMITTED


@pytest.mark.parametrize(
    "ruled_out", [{"is_refused": True}, {"moderation": "rejected"}, {"hidden_at": timezone.now()}]
)
@pytest.mark.parametrize("status", [Status.QUEUED, Status.HELD])
def test_a_refused_photo_cancels_its_text(
    share: ShareLink, outbox: list[locmem.SentSms], ruled_out: dict[str, Any], status: Status
) -> None:
    message = make_message(share, status=status)
    Snap.objects.update(published_at=None, **ruled_out)
    message = after_sending(message)
    assert (message.status, outbox) == (Status.CANCELLED, [])
    assert message.failure == "The photo was refused or hidden."


def test_a_dead_link_cancels_its_text(share: ShareLink, outbox: list[locmem.SentSms]) -> None:
    message = make_message(share)
    ShareLink.objects.update(revoked_at=timezone.now())
    message = after_sending(message)
    assert (message.status, outbox) == (Status.CANCELLED, [])


@pytest.mark.parametrize(
    "status", [Status.SENDING, Status.SUBMITTED, Status.FAILED, Status.UNKNOWN, Status.CANCELLED]
)
def test_only_waiting_texts_are_sent(
    share: ShareLink, outbox: list[locmem.SentSms], status: Status
) -> None:
    now = timezone.now()
    message = make_message(share, status=status, sending_at=now, submitted_at=now, failure="Told.")
    assert after_sending(message).status == status
    assert outbox == []


# --- When the provider does not take it


def test_a_temporary_refusal_is_tried_again_later_and_at_last_given_up(
    share: ShareLink, failing: Callable[[Exception], None]
) -> None:
    failing(SmsError("busy"))
    message = make_message(share)
    for seconds in BACK_OFF:
        assert send_message(pk=message.pk) == timedelta(seconds=seconds)
        assert send_message(pk=message.pk) is None, "tried again at once"
        message.refresh_from_db()
        assert (message.status, message.failure) == (Status.QUEUED, "busy")
        Message.objects.update(next_attempt_at=timezone.now())
    message = after_sending(message)
    assert (message.status, message.attempts) == (Status.FAILED, len(BACK_OFF) + 1)


def test_success_after_a_refusal_leaves_no_failure(
    share: ShareLink, failing: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(SmsError("busy"))
    message = make_message(share)
    send_message(pk=message.pk)
    monkeypatch.undo()
    Message.objects.update(next_attempt_at=timezone.now())
    message = after_sending(message)
    assert (message.status, message.failure, message.attempts) == (Status.SUBMITTED, "", 2)


def test_a_permanent_refusal_fails_at_once(
    share: ShareLink, failing: Callable[[Exception], None]
) -> None:
    failing(SmsError("no such subscriber", permanent=True))
    message = after_sending(make_message(share))
    assert (message.status, message.failure) == (Status.FAILED, "no such subscriber")


@pytest.mark.parametrize("error", [SmsUnknown("no answer"), TimeoutError(), ValueError("odd")])
def test_doubt_is_unknown_and_never_sent_again(
    share: ShareLink, failing: Callable[[Exception], None], error: Exception
) -> None:
    failing(error)
    message = make_message(share)
    assert send_message(pk=message.pk) is None
    message.refresh_from_db()
    assert message.status == Status.UNKNOWN
    assert message.failure
    Message.objects.update(next_attempt_at=an_hour_ago())
    assert not Message.objects.claim(message.pk)
    assert not Message.objects.lost().exists()


@pytest.mark.parametrize(
    "error", [SmsError(f"bad: {PHONE}", permanent=True), OSError(f"to {PHONE}")]
)
def test_no_number_gets_into_a_log_or_reason(
    share: ShareLink,
    failing: Callable[[Exception], None],
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing(error)
    with caplog.at_level(logging.DEBUG):
        message = after_sending(make_message(share))
    assert "5550123" not in message.failure
    assert "5550123" not in caplog.text
    assert str(message.public_id) in caplog.text


def test_a_wrong_setting_costs_nobody_a_text(share: ShareLink, settings: Settings) -> None:
    settings.SMS_BACKEND = "messaging.sms.nowhere.SmsBackend"
    message = make_message(share)
    with pytest.raises(ImproperlyConfigured, match="SMS_BACKEND"):
        send_message(pk=message.pk)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.QUEUED, 0)


def test_an_answer_after_the_sweep_gave_up_still_counts(
    share: ShareLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(self: locmem.SmsBackend, **sms: str) -> str:
        Message.objects.update(status=Status.UNKNOWN, failure="Swept.")
        return "late"

    monkeypatch.setattr(locmem.SmsBackend, "send", send)
    message = after_sending(make_message(share))
    assert (message.status, message.provider_message_id) == (Status.SUBMITTED, "late")
    assert message.failure == ""


# --- What the booth hears


def test_the_booth_hears_every_step_and_no_number(
    share: ShareLink, redis_client: "redis.Redis", django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = make_message(share)
        send_message(pk=message.pk)
    entries: Any = redis_client.xrange(live.stream_name(share.event, "booth"))
    heard = [json.loads(fields[b"data"]) for _, fields in entries if fields[b"kind"] == b"message"]
    assert [each["status"] for each in heard] == ["queued", "sending", "submitted"]
    assert {each["idempotency_key"] for each in heard} == {str(message.idempotency_key)}
    keys = {"id", "idempotency_key", "status", "failure", "recipient_hint"}
    assert {frozenset(each) for each in heard} == {frozenset(keys)}
    assert "5550123" not in str(entries)


def test_a_wait_is_told_once(
    event: Event, redis_client: "redis.Redis", django_capture_on_commit_callbacks: Any
) -> None:
    snap = make_snap(event, moderation=Moderation.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        message = make_message(create_share(event=event, photo=snap)[0])
        for _ in range(3):
            send_message(pk=message.pk)
            Message.objects.update(next_attempt_at=timezone.now())
    entries: Any = redis_client.xrange(live.stream_name(event, "booth"))
    heard = [json.loads(fields[b"data"]) for _, fields in entries if fields[b"kind"] == b"message"]
    assert [each["status"] for each in heard] == ["queued", "held"]
    assert heard[0]["id"] == str(message.public_id)
