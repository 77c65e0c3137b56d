"""A person is forgotten; counts, history and their STOP stay."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from gallery.models import Event, ShareLink
from messaging.models import Consent, EventMessaging, InboundText, Message, OptOut
from messaging.receipts import Inbound
from messaging.recipients import Recipient
from messaging.services import (
    erase_purged_events,
    erase_recipient,
    send_message,
    take_inbound,
)
from messaging.services.board import totals_of
from messaging.sms import SmsError, locmem
from tests.messaging.orders import PHONE, make_message, make_order

pytestmark = pytest.mark.django_db
Status = Message.Status
RECIPIENT = Recipient(PHONE)


def say(text: str) -> None:
    take_inbound(Inbound("vonage", uuid4().hex, PHONE, "+1", text))


def everything() -> str:
    """Every value of every table of this app, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("messaging_"):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # our own tables
                found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_table_holds_a_number_in_plain_text(share: ShareLink) -> None:
    make_message(share)
    say("hello from 415 555 0123")
    assert "5550123" not in everything().replace(" ", "")


def test_erasing_takes_number_words_and_consent_and_leaves_counts(
    share: ShareLink, outbox: Any
) -> None:
    sent, waiting = make_message(share), make_message(share)
    send_message(pk=sent.pk)
    say("lovely")
    say("stop")
    before = totals_of(share.event)
    spent = EventMessaging.objects.for_event(share.event).spent

    assert erase_recipient(RECIPIENT) == 2

    left = everything().replace(OptOut.objects.get().recipient_hash, "", 1)
    for trace in (RECIPIENT.fingerprint, RECIPIENT.hint, "lovely", share.token):
        assert trace not in left
    for message in (sent, waiting):
        message.refresh_from_db()
        assert (message.recipient_cipher, message.body) == ("", "")
        assert message.changes.last().source == "erasure"  # type: ignore[union-attr]
    assert str(sent) == "Text to erased"
    assert totals_of(share.event) == before
    assert EventMessaging.objects.for_event(share.event).spent == spent
    assert Consent.objects.filter(wording=share.event.consent_text).count() == 2
    assert OptOut.objects.active().get().recipient_hash == RECIPIENT.fingerprint


def test_what_waits_is_not_sent(share: ShareLink, outbox: list[Any]) -> None:
    message = make_message(share)
    erase_recipient(RECIPIENT)
    send_message(pk=message.pk)
    assert outbox == []
    message.refresh_from_db()
    assert message.status == Status.CANCELLED


def test_another_number_is_left_alone(share: ShareLink) -> None:
    from messaging.services import request_message

    make_message(share)
    other, _ = request_message(**make_order(share, phone="415 555 0124"))
    assert erase_recipient(RECIPIENT) == 1
    other.refresh_from_db()
    assert other.recipient.reveal() == "+14155550124"
    assert erase_recipient(RECIPIENT) == 0


@pytest.mark.parametrize("error", [None, SmsError("busy")])
def test_erasing_while_it_is_being_sent(
    share: ShareLink, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    message = make_message(share)

    def send(self: locmem.SmsBackend, **sms: str) -> str:
        erase_recipient(RECIPIENT)
        if error:
            raise error
        return "id"

    monkeypatch.setattr(locmem.SmsBackend, "send", send)
    assert send_message(pk=message.pk) is None
    message.refresh_from_db()
    assert message.status == (Status.CANCELLED if error else Status.SUBMITTED)
    assert message.recipient_cipher == ""


def test_a_purged_events_numbers_go_by_themselves(share: ShareLink, event: Event) -> None:
    message = make_message(share)
    say("lovely")
    assert erase_purged_events() == 0
    Event.objects.filter(pk=event.pk).update(purged_at=timezone.now())
    share.delete()
    assert erase_purged_events() == 1
    message.refresh_from_db()
    assert (message.status, message.share_link, message.recipient_hash) == ("cancelled", None, "")
    assert Consent.objects.get().recipient_hash == ""
    assert InboundText.objects.get().text == ""
    assert erase_purged_events() == 0
    assert Message.objects.count() == 1


def test_a_deleted_link_cancels_its_text(share: ShareLink, outbox: list[Any]) -> None:
    message = make_message(share)
    share.delete()
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert (message.status, outbox) == (Status.CANCELLED, [])


def test_a_held_text_whose_link_was_deleted_is_found_by_the_sweep(share: ShareLink) -> None:
    from tests.factories import an_hour_ago

    message = make_message(share, status=Status.HELD, next_attempt_at=an_hour_ago())
    share.delete()
    assert message in Message.objects.lost()
