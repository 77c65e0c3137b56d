"""What phones answer: STOP stops at once, HELP is answered once, staff read the rest."""

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gallery.models import ShareLink
from messaging.models import Consent, InboundText, Message, OptOut
from messaging.receipts import Inbound
from messaging.recipients import Recipient
from messaging.services import lift_opt_out, opt_out, request_message, send_message, take_inbound
from messaging.services.inbound import read_keyword
from messaging.sms import locmem
from messaging.tasks import forget
from tests.messaging.orders import PHONE, make_message, make_order

pytestmark = pytest.mark.django_db
Status = Message.Status
Kind = InboundText.Kind
HASH = Recipient(PHONE).fingerprint
_numbers = itertools.count()


def inbound(text: str, **fields: Any) -> Inbound:
    defaults = {
        "backend": "vonage",
        "provider_message_id": f"in-{next(_numbers)}",
        "from_e164": PHONE,
        "to": "+14155550000",
        "text": text,
    }
    return Inbound(**{**defaults, **fields})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("STOP", Kind.STOP),
        (" stop. ", Kind.STOP),
        ("Stop texting me!", Kind.STOP),
        ("STOP ALL", Kind.STOP),
        ("stopall", Kind.STOP),
        ("Unsubscribe", Kind.STOP),
        ("cancel", Kind.STOP),
        ("END", Kind.STOP),
        ("quit", Kind.STOP),
        ("opt-out", Kind.STOP),
        ("Arrêt", Kind.STOP),
        ("ARRET svp", Kind.STOP),
        ("alto", Kind.STOP),
        ("\uff33\uff34\uff2f\uff30", Kind.STOP),
        ("start", Kind.START),
        ("UNSTOP", Kind.START),
        ("Help", Kind.HELP),
        ("¿ayuda?", Kind.HELP),
        ("end of the party was great", Kind.OTHER),
        ("Can't stop dancing", Kind.OTHER),
        ("helpful people!", Kind.OTHER),
        ("yes please stop", Kind.OTHER),
        ("👍", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_reads_what_they_want(text: str, kind: InboundText.Kind) -> None:
    assert read_keyword(text)[0] == kind


def test_stop_cancels_what_waits_and_refuses_what_comes(share: ShareLink) -> None:
    message = make_message(share)
    assert take_inbound(inbound("Stop"))
    message.refresh_from_db()
    assert message.status == Status.CANCELLED
    assert "STOP" in message.failure
    entry = OptOut.objects.active().get()
    assert (entry.recipient_hash, entry.keyword, entry.source) == (HASH, "STOP", "inbound")
    assert message.changes.last().source == "opt_out"  # type: ignore[union-attr]


def test_a_stop_between_order_and_send_is_heard_by_the_claim_itself(
    share: ShareLink, outbox: list[locmem.SentSms], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = make_message(share)

    def stop_now(sender: str) -> float:
        # The last moment before the claim: the earlier look at the ledger is over.
        OptOut.objects.create(recipient_hash=HASH, source=OptOut.Source.INBOUND)
        return 0.0

    monkeypatch.setattr("messaging.services.sending.wait_for_turn", stop_now)
    assert send_message(pk=message.pk) is None
    assert outbox == []
    message.refresh_from_db()
    assert (message.status, message.attempts, message.cost) == (Status.QUEUED, 0, Decimal(0))
    send_message(pk=message.pk)
    message.refresh_from_db()
    assert message.status == Status.CANCELLED


def test_stop_withdraws_the_yes_to_news(share: ShareLink) -> None:
    from messaging.models import EventMessaging

    texts = EventMessaging.objects.for_event(share.event)
    texts.marketing_wording = "News, please."
    texts.save()
    request_message(**make_order(share, wants_news=True))
    take_inbound(inbound("stop"))
    assert not Consent.objects.get().allows_marketing


def test_stop_twice_is_one_entry(share: ShareLink) -> None:
    take_inbound(inbound("stop"))
    take_inbound(inbound("stop"))
    assert OptOut.objects.count() == 1
    assert InboundText.objects.count() == 2


def test_start_lifts_it_and_stop_enters_it_again(share: ShareLink) -> None:
    take_inbound(inbound("stop"))
    take_inbound(inbound("start"))
    assert not OptOut.objects.active().exists()
    assert OptOut.objects.get().lifted_by == "START"
    make_message(share)
    take_inbound(inbound("stop"))
    assert OptOut.objects.active().count() == 1
    assert OptOut.objects.count() == 2


def test_the_same_answer_twice_acts_once(share: ShareLink) -> None:
    stop = inbound("stop")
    assert take_inbound(stop)
    take_inbound(inbound("start"))
    assert not take_inbound(stop)
    assert not OptOut.objects.active().exists()


def test_help_is_answered_once_a_day(share: ShareLink, outbox: list[locmem.SentSms]) -> None:
    make_message(share)
    take_inbound(inbound("help"))
    take_inbound(inbound("help"))
    answer = Message.objects.get(kind=Message.Kind.HELP)
    send_message(pk=answer.pk)
    (sent,) = outbox
    assert sent.to == PHONE
    assert share.event.name in sent.body
    assert sent.body.endswith("Reply STOP to end.")
    assert answer.consent is None


def test_help_from_a_stranger_is_not_answered(db: None) -> None:
    take_inbound(inbound("help"))
    assert InboundText.objects.get().event is None
    assert not Message.objects.exists()


def test_help_is_not_answered_after_stop(share: ShareLink) -> None:
    make_message(share)
    take_inbound(inbound("stop"))
    take_inbound(inbound("help"))
    assert not Message.objects.filter(kind=Message.Kind.HELP).exists()


def test_other_words_are_kept_for_staff_without_numbers(share: ShareLink) -> None:
    make_message(share)
    take_inbound(inbound(f"Thanks! Call me: {PHONE} or ada@example.org"))
    row = InboundText.objects.get()
    assert (row.event, row.recipient_hint) == (share.event, "•••• 123")
    assert row.text == "Thanks! Call me: •••• or ••••"
    assert PHONE[1:] not in str(vars(row))


def test_an_inbound_text_is_printed_without_number_and_words() -> None:
    printed = repr(inbound("secret", occurred_at=timezone.now()))
    assert PHONE not in printed
    assert "secret" not in printed


def test_lifting_what_is_not_there_changes_nothing(db: None) -> None:
    assert not lift_opt_out(HASH, by="staff")
    assert not opt_out("", source=OptOut.Source.STAFF)


def test_strangers_words_are_forgotten_after_a_month(share: ShareLink) -> None:
    take_inbound(inbound("hello?"))
    make_message(share)
    take_inbound(inbound("thanks"))
    forget()
    assert InboundText.objects.count() == 2
    InboundText.objects.update(received_at=timezone.now() - timedelta(days=31))
    forget()
    assert InboundText.objects.get().text == "thanks"
