"""What may be asked for: where to, by whom, how often, at what cost."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from gallery.models import Event, ShareLink
from messaging.models import Consent, EventMessaging, Message, OptOut, TextTemplate
from messaging.recipients import InvalidAddress, Recipient
from messaging.services import TextsUnavailable, TooMany, opt_out, request_message, send_message
from messaging.wording import version_of
from tests.messaging.orders import PHONE, make_message, make_order

pytestmark = pytest.mark.django_db
Status = Message.Status


@pytest.fixture
def texts(event: Event) -> EventMessaging:
    return EventMessaging.objects.for_event(event)


def save(texts: EventMessaging, **fields: Any) -> None:
    EventMessaging.objects.filter(pk=texts.pk).update(**fields)


# --- Consent


def test_the_consent_holds_wording_version_time_and_booth(share: ShareLink) -> None:
    before = timezone.now()
    message, _ = request_message(**make_order(share, device="booth 1"))
    consent = message.consent
    assert consent is not None
    assert consent.wording == share.event.consent_text
    assert consent.version == version_of(consent.wording)
    assert before <= consent.given_at <= timezone.now()
    assert (consent.source, consent.device, consent.channel) == ("booth", "booth 1", "sms")
    assert consent.recipient_hash == Recipient(PHONE).fingerprint
    assert not consent.allows_marketing


def test_news_are_a_box_of_their_own_and_off(share: ShareLink, texts: EventMessaging) -> None:
    save(texts, marketing_wording="Send me news from Ada & Ben.")
    without, _ = request_message(**make_order(share))
    ticked, _ = request_message(**make_order(share, wants_news=True))
    assert without.consent is not None
    assert ticked.consent is not None
    assert not without.consent.allows_marketing
    assert ticked.consent.marketing_wording == "Send me news from Ada & Ben."


def test_a_box_that_was_not_offered_cannot_be_ticked(share: ShareLink) -> None:
    message, _ = request_message(**make_order(share, wants_news=True))
    assert message.consent is not None
    assert not message.consent.allows_marketing


def test_the_database_holds_one_message_to_one_consent(share: ShareLink) -> None:
    message, other = make_message(share), make_message(share)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=other.pk).update(consent=message.consent)


def test_an_order_that_is_refused_leaves_no_consent(share: ShareLink, settings: Settings) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = 1
    make_message(share)
    with pytest.raises(TooMany):
        make_message(share)
    assert Consent.objects.count() == 1


# --- Where to


@pytest.mark.parametrize(
    "number",
    [
        "+233 24 412 3456",  # Ghana
        "+1 876 555 0123",  # Jamaica, behind the same +1
        "+44 7400 123456",
    ],
)
def test_only_the_events_country_is_texted(share: ShareLink, number: str) -> None:
    with pytest.raises(TextsUnavailable, match="country"):
        request_message(**make_order(share, phone=number))
    assert not Message.objects.exists()


def test_more_countries_can_be_allowed(share: ShareLink, texts: EventMessaging) -> None:
    save(texts, countries="US, gh")
    for number in ("415 555 0123", "+233 24 412 3456"):
        assert request_message(**make_order(share, phone=number))[1]


@pytest.mark.parametrize(
    "number",
    [
        "1 900 234 5678",  # premium rate
        "+44 9098 790000",  # premium rate
        "+44 844 123 4567",  # shared cost
        "+870 773 111 632",  # satellite
        "+882 16 5550 1234",  # international networks
        "+979 123 456 789",  # international premium rate
        "1 800 356 9377",  # toll-free
        "911",
        "20202",  # a short code
    ],
)
def test_costly_and_odd_numbers_are_never_texted(
    share: ShareLink, texts: EventMessaging, number: str
) -> None:
    save(texts, countries="US GB")
    with pytest.raises(Exception, match=r"number|country|code") as caught:
        request_message(**make_order(share, phone=number))
    assert getattr(caught.value, "status", 500) in (400, 409)
    assert not Message.objects.exists()


def test_who_said_stop_is_not_texted(share: ShareLink) -> None:
    opt_out(Recipient(PHONE).fingerprint, source=OptOut.Source.INBOUND, keyword="STOP")
    with pytest.raises(TextsUnavailable, match="START"):
        request_message(**make_order(share))


def test_an_event_can_switch_texts_off(share: ShareLink, texts: EventMessaging) -> None:
    save(texts, is_enabled=False)
    with pytest.raises(TextsUnavailable):
        request_message(**make_order(share))


def test_an_e_mail_is_a_text_of_another_kind(share: ShareLink) -> None:
    message, _ = request_message(**make_order(share, phone="", email="Ada@Example.org"))
    assert (message.channel, message.recipient_hint) == ("email", "A•••@•••.org")
    assert message.recipient.reveal() == "Ada@example.org"


def test_an_event_can_switch_e_mail_off(share: ShareLink, texts: EventMessaging) -> None:
    save(texts, allows_email=False)
    with pytest.raises(TextsUnavailable):
        request_message(**make_order(share, phone="", email="ada@example.org"))
    with pytest.raises(InvalidAddress):
        request_message(**make_order(share, phone="", email="ada"))


# --- The text


def test_the_text_is_the_events_own_in_the_guests_language(
    share: ShareLink, texts: EventMessaging
) -> None:
    save(texts, organiser="Ada & Ben")
    TextTemplate.objects.create(messaging=texts, language="fr", text="Merci ! {link}")
    french, _ = request_message(**make_order(share, language="fr-CA"))
    german, _ = request_message(**make_order(share, language="de"))
    assert french.body == f"Merci ! {share.url}"
    assert german.body == f"Ada & Ben: Dein Foto von {share.event.name}: {share.url}"
    assert (french.segments, german.segments) == (1, 1)


# --- How often


def order(share: ShareLink, **changes: Any) -> Message:
    return request_message(**make_order(share, **changes))[0]


def test_a_number_is_texted_so_often_and_no_more(share: ShareLink, settings: Settings) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = 2
    first = order(share)
    order(share)
    with pytest.raises(TooMany) as caught:
        order(share)
    assert 3500 < caught.value.retry_after <= 3600
    assert caught.value.headers == {"Retry-After": str(caught.value.retry_after)}
    order(share, phone="415 555 0124")
    Message.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(hours=1))
    order(share)


def test_a_repeat_counts_as_no_second_order(share: ShareLink, settings: Settings) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = 1
    wanted = make_order(share)
    first, _ = request_message(**wanted)
    assert request_message(**wanted) == (first, False)


def test_the_day_has_its_own_limit(share: ShareLink, settings: Settings) -> None:
    settings.SMS_LIMIT_NUMBER_DAY = 1
    message = order(share)
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=5))
    with pytest.raises(TooMany) as caught:
        order(share)
    assert 18 * 3600 < caught.value.retry_after <= 19 * 3600


def test_one_number_after_the_other_is_stopped_at_the_booth(
    share: ShareLink, settings: Settings
) -> None:
    settings.SMS_LIMIT_BOOTH_MINUTE = 3
    for last in range(3):
        order(share, phone=f"415 555 010{last}", device="a")
    with pytest.raises(TooMany):
        order(share, phone="415 555 0109", device="a")
    order(share, phone="415 555 0109", device="b")


@pytest.mark.parametrize("name", ["SMS_LIMIT_EVENT_HOUR", "SMS_LIMIT_EVENT_DAY"])
def test_an_event_has_its_limits(share: ShareLink, settings: Settings, name: str) -> None:
    setattr(settings, name, 2)
    for last in range(2):
        order(share, phone=f"415 555 010{last}", device=str(last))
    with pytest.raises(TooMany):
        order(share, phone="415 555 0109", device="x")


def test_nought_is_no_limit(share: ShareLink, settings: Settings) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = settings.SMS_LIMIT_NUMBER_DAY = 0
    for _ in range(12):
        order(share)


# --- At what cost


def test_a_spent_budget_stops_texts_but_not_e_mail(share: ShareLink, texts: EventMessaging) -> None:
    save(texts, budget=Decimal("1.00"), price=Decimal("0.08"), spent=Decimal("0.93"))
    with pytest.raises(TextsUnavailable, match="used up"):
        order(share)
    order(share, phone="", email="ada@example.org")
    save(texts, spent=Decimal("0.92"))
    order(share)


def test_another_events_settings_do_not_count(share: ShareLink, event: Event) -> None:
    other = Event.objects.create(name="Other", slug="other", date=event.date)
    save(EventMessaging.objects.for_event(other), is_enabled=False)
    assert order(share).status == Status.QUEUED


def test_a_key_of_an_erased_text_tells_nothing(share: ShareLink) -> None:
    message = make_message(share)
    Message.objects.update(
        erased_at=timezone.now(),
        status=Status.CANCELLED,
        failure="Erased.",
        recipient_cipher="",
        recipient_hash="",
        recipient_hint="",
        body="",
    )
    again, is_new = request_message(
        **make_order(share, idempotency_key=message.idempotency_key, phone="415 555 0199")
    )
    assert (again, is_new) == (message, False)


@pytest.mark.parametrize("channel", ["mms", "whatsapp"])
def test_a_picture_goes_along_where_the_event_wants_it(
    share: ShareLink, texts: EventMessaging, outbox: list[Any], channel: str
) -> None:
    save(texts, channel=channel)
    message = order(share)
    send_message(pk=message.pk)
    (sent,) = outbox
    assert (sent.channel, sent.picture_url) == (channel, f"{share.url}photo.jpg")
    assert share.url in sent.body
    assert message.consent is not None
    assert message.consent.channel == channel
