"""What staff decide about a text, and that it never makes two of one."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gallery.errors import IdempotencyConflict, LinkUnavailable
from gallery.models import ShareLink
from messaging.models import Message, OptOut
from messaging.recipients import Recipient
from messaging.services import (
    NotNow,
    TextsUnavailable,
    TooMany,
    cancel_message,
    opt_out,
    resend_message,
    send_message,
    settle_unknown,
)
from tests.factories import an_hour_ago
from tests.messaging.orders import PHONE, make_message
from tests.messaging.test_tasks import at_once

pytestmark = pytest.mark.django_db
Status = Message.Status


@pytest.fixture
def failed(share: ShareLink) -> Message:
    return make_message(share, status=Status.FAILED, failure="No such number.")


def again(message: Message, **changes: Any) -> tuple[Message, bool]:
    order = {"message": message, "idempotency_key": uuid4(), "actor": None}
    return resend_message(**{**order, **changes})


def test_sends_again_to_a_corrected_number_on_the_same_consent(
    failed: Message, staff: User, outbox: list[Any]
) -> None:
    new, is_new = again(failed, phone="415 555 0199", actor=staff)
    assert is_new
    send_message(pk=new.pk)
    assert [each.to for each in outbox] == ["+14155550199"]
    failed.refresh_from_db()
    assert (new.consent, new.replaces) == (failed.consent, failed)
    assert failed.replaced_at is not None
    step = new.changes.first()
    assert step is not None
    assert (step.actor, step.cause) == (staff, "Sent again, corrected")
    assert new.consent is not None
    assert new.consent.recipient_hash == Recipient("+14155550199").fingerprint


def test_sends_again_to_the_same_number(failed: Message) -> None:
    new, _ = again(failed)
    assert new.recipient.reveal() == PHONE


def test_asked_twice_it_is_one_text(failed: Message) -> None:
    first, _ = again(failed)
    second, is_new = again(failed)
    assert (second, is_new) == (first, False)
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_asked_by_many_at_once_it_is_one_text(share: ShareLink) -> None:
    message = make_message(share, status=Status.FAILED, failure="No.")
    answers = at_once(5, lambda: again(Message.objects.get(pk=message.pk)))
    assert [is_new for _, is_new in answers].count(True) == 1
    assert Message.objects.count() == 2


def test_a_failed_second_try_can_be_tried_again(failed: Message) -> None:
    second, _ = again(failed)
    Message.objects.filter(pk=second.pk).update(status=Status.FAILED, failure="Again.")
    second.refresh_from_db()
    third, is_new = again(second)
    assert is_new
    assert third.consent == failed.consent


@pytest.mark.parametrize(
    "status",
    [
        Status.QUEUED,
        Status.HELD,
        Status.SENDING,
        Status.SUBMITTED,
        Status.DELIVERED,
        Status.UNKNOWN,
    ],
)
def test_what_may_have_arrived_is_not_sent_again(share: ShareLink, status: Status) -> None:
    then = an_hour_ago()
    times = {"sending_at": then, "submitted_at": then, "delivered_at": then}
    message = make_message(share, status=status, failure="Told.", **times)
    with pytest.raises(NotNow):
        again(message, phone="415 555 0199")
    assert Message.objects.count() == 1


def test_an_unknown_one_only_after_a_person_said_that_it_is_lost(
    share: ShareLink, staff: User
) -> None:
    message = make_message(share, status=Status.UNKNOWN, failure="Died.")
    settle_unknown(message=message, has_arrived=False, actor=staff)
    assert message.status == Status.FAILED
    assert again(message)[1]
    step = message.changes.last()
    assert step is not None
    assert (step.actor, step.source) == (staff, "staff")


def test_a_person_says_that_it_arrived(share: ShareLink, staff: User) -> None:
    message = make_message(share, status=Status.UNKNOWN, failure="Died.")
    settle_unknown(message=message, has_arrived=True, actor=staff)
    message.refresh_from_db()
    assert (message.status, message.failure) == (Status.DELIVERED, "")
    with pytest.raises(NotNow):
        settle_unknown(message=message, has_arrived=False, actor=staff)


def test_cancels_what_waits(share: ShareLink, staff: User, outbox: list[Any]) -> None:
    message = make_message(share)
    cancel_message(message=message, actor=staff)
    send_message(pk=message.pk)
    assert outbox == []
    with pytest.raises(NotNow):
        cancel_message(message=message, actor=staff)


def test_all_that_rules_an_order_out_rules_this_out(
    failed: Message, settings: Any, share: ShareLink
) -> None:
    with pytest.raises(TextsUnavailable):
        again(failed, phone="+44 7400 123456")
    settings.SMS_LIMIT_NUMBER_HOUR = 1
    with pytest.raises(TooMany):
        again(failed)
    settings.SMS_LIMIT_NUMBER_HOUR = 0
    opt_out(Recipient(PHONE).fingerprint, source=OptOut.Source.STAFF)
    with pytest.raises(TextsUnavailable):
        again(failed)
    ShareLink.objects.update(revoked_at=timezone.now())
    failed.refresh_from_db()
    with pytest.raises(LinkUnavailable):
        again(failed, phone="415 555 0199")
    failed.refresh_from_db()
    assert failed.replaced_at is None
    assert Message.objects.count() == 1


def test_what_was_erased_or_lost_its_link_cannot_be_sent(failed: Message) -> None:
    ShareLink.objects.all().delete()
    failed.refresh_from_db()
    with pytest.raises(LinkUnavailable):
        again(failed)
    empty = {"recipient_cipher": "", "recipient_hash": "", "recipient_hint": "", "body": ""}
    Message.objects.update(erased_at=timezone.now(), **empty)
    failed.refresh_from_db()
    with pytest.raises(NotNow):
        again(failed, phone="415 555 0199")


def test_a_key_of_another_text_is_refused(failed: Message, share: ShareLink) -> None:
    other = make_message(share)
    with pytest.raises(IdempotencyConflict):
        again(failed, idempotency_key=other.idempotency_key)
    failed.refresh_from_db()
    assert failed.replaced_at is None
