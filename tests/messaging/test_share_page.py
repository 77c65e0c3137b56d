"""Asking from a shared link's page, as guests do and as attackers would."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from gallery.models import ShareLink
from gallery.services import publishing
from gallery.services.sharing import create_share
from messaging.models import Consent, EventMessaging, Message, OptOut
from messaging.recipients import Recipient
from messaging.services import opt_out
from messaging.wording import email_consent, version_of
from tests.factories import make_event, make_published_snap
from tests.messaging.orders import PHONE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def allowed(share: ShareLink) -> EventMessaging:
    texts = EventMessaging.objects.for_event(share.event)
    texts.allows_share_page = True
    texts.save()
    return texts


def address(share: ShareLink) -> str:
    return f"/s/{share.token}/messages/"


def order(share: ShareLink, **changes: Any) -> dict[str, Any]:
    wanted = {
        "idempotency_key": str(uuid4()),
        "phone": "(415) 555-0123",
        "consent": True,
        "consent_version": version_of(share.event.consent_text),
    }
    return {**wanted, **changes}


def post(client: Client, share: ShareLink, **changes: Any) -> Any:
    return client.post(address(share), json.dumps(order(share, **changes)), "application/json")


def test_a_guest_asks_by_json_and_follows(client: Client, share: ShareLink) -> None:
    wanted = order(share)
    response = client.post(address(share), json.dumps(wanted), "application/json")
    assert response.status_code == 201
    assert response.json() == {
        "idempotency_key": wanted["idempotency_key"],
        "status": "queued",
        "recipient_hint": "•••• 123",
    }
    consent = Message.objects.get().consent
    assert consent is not None
    assert (consent.source, consent.wording) == ("share_page", share.event.consent_text)
    key = wanted["idempotency_key"]
    status = client.get(f"{address(share)}?key={key}", headers={"accept": "application/json"})
    assert status.json() == response.json()
    assert client.post(address(share), json.dumps(wanted), "application/json").status_code == 200


def test_a_guest_asks_without_javascript(client: Client, share: ShareLink) -> None:
    page = client.get(address(share)).content.decode()
    assert share.event.consent_text in page
    assert 'name="consent" value="true"' in page
    assert " checked" not in page
    response = client.post(address(share), order(share, consent="true"))
    assert response.status_code == 200
    assert "On its way" in response.content.decode()
    assert Message.objects.count() == 1


def test_a_mistake_is_explained_on_the_page(client: Client, share: ShareLink) -> None:
    response = client.post(address(share), order(share, consent="true", phone="415 555 01"))
    assert response.status_code == 400
    assert "That number looks two digits short." in response.content.decode()
    assert "415 555 01" not in response.content.decode()


def test_asks_for_an_e_mail(client: Client, share: ShareLink) -> None:
    wanted = order(
        share,
        email="ada@example.org",
        consent_version=version_of(email_consent(share.event.name)),
    )
    del wanted["phone"]
    response = client.post(address(share), json.dumps(wanted), "application/json")
    assert response.status_code == 201
    assert Message.objects.get().channel == "email"


# --- As an attacker would


def test_nobody_asks_where_the_event_does_not_offer_it(
    client: Client, share: ShareLink, allowed: EventMessaging
) -> None:
    opt_out(Recipient(PHONE).fingerprint, source=OptOut.Source.STAFF)
    EventMessaging.objects.update(allows_share_page=False)
    response = post(client, share)
    assert (response.status_code, response.json()["code"]) == (409, "texts_unavailable")
    # Nor is it told of the number, which had opted out.
    assert response.json()["detail"] == "This event takes no orders from here."
    assert client.get(address(share)).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("change", ["revoked", "expired", "hidden"])
def test_a_dead_link_gives_no_right(client: Client, share: ShareLink, change: str) -> None:
    if change == "hidden":
        publishing.hide(share.photo)
    else:
        now = timezone.now()
        field = "revoked_at" if change == "revoked" else "expires_at"
        ShareLink.objects.filter(pk=share.pk).update(
            created_at=now - timedelta(days=2), **{field: now}
        )
    assert post(client, share).status_code == 404
    assert client.get(address(share)).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("token", ["D" * 22, "short", "x" * 300, "%00" * 22])
def test_a_guessed_link_gives_no_right(client: Client, share: ShareLink, token: str) -> None:
    body = json.dumps(order(share))
    assert client.post(f"/s/{token}/messages/", body, "application/json").status_code == 404


def test_a_link_of_one_event_sends_no_other_events_texts(client: Client, share: ShareLink) -> None:
    other = make_event()
    link, _ = create_share(event=other, photo=make_published_snap(other))
    assert post(client, link).status_code == 409
    body = order(share, token=link.token, event=other.slug, body="Buy!", sender="Bank")
    client.post(address(share), json.dumps(body), "application/json")
    message = Message.objects.get()
    assert (message.event, message.share_link) == (share.event, share)
    assert "Buy" not in message.body


@pytest.mark.parametrize("consent", [False, None, "", 0, "no"])
def test_without_consent_there_is_no_text(
    client: Client, share: ShareLink, consent: object
) -> None:
    assert post(client, share, consent=consent).status_code == 400
    assert not Consent.objects.exists()


def test_consent_to_other_words_does_not_count(client: Client, share: ShareLink) -> None:
    response = post(client, share, consent_version="0" * 12)
    assert (response.status_code, response.json()["code"]) == (409, "consent_changed")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "phone",
    [
        "+44 7400 123456",
        "+1 876 555 0123",
        "1 900 234 5678",
        "+979 123 456 789",
        "+882 16 5550 1234",
        "911",
        "٩١١",
        "4155550123,4155550124",
        "4155550123;ext=5",
        "4155550123\n4155550124",
        "4155550123" * 5,
        ["4155550123"],
        {"$ne": ""},
        12345,
    ],
)
def test_sends_nowhere_else(client: Client, share: ShareLink, phone: object) -> None:
    assert post(client, share, phone=phone).status_code in (400, 409)
    assert not Message.objects.exists()


def test_digits_of_any_script_are_one_number_to_every_limit(
    client: Client, share: ShareLink, settings: Settings
) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR, settings.SMS_LIMIT_LINK_DAY = 1, 0
    assert post(client, share).status_code == 201
    for same in (
        "٤١٥٥٥٥٠١٢٣",
        "+1 (415) 555 0123",
        "\uff14\uff11\uff15 5550123",
        "001-415-5550123",
    ):
        assert post(client, share, phone=same).status_code in (400, 429)
    assert Message.objects.count() == 1


def test_a_thousand_numbers_in_a_row_get_three_texts(
    client: Client, share: ShareLink, settings: Settings
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "texts": "10000/hour"}
    answers = [
        post(client, share, phone=f"415 555 {number:04}").status_code
        for number in range(0, 1000, 20)
    ]
    assert answers == [201] * 3 + [429] * 47
    response = post(client, share, phone="415 555 1111")
    assert int(response["Retry-After"]) > 3600
    assert "share" in response.json()["detail"]


def test_one_address_is_stopped_whatever_it_writes_about_itself(
    client: Client, share: ShareLink, settings: Settings
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "texts": "3/hour"}
    body = json.dumps(order(share, phone="nobody"))
    answers = [
        client.post(
            address(share),
            body,
            "application/json",
            headers={"x-forwarded-for": f"10.0.0.{number}", "x-real-ip": f"10.0.1.{number}"},
        )
        for number in range(5)
    ]
    assert [each.status_code for each in answers] == [400, 400, 400, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_behind_a_proxy_its_own_entry_counts(
    client: Client, share: ShareLink, settings: Settings
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "texts": "1/hour"}
    settings.TRUSTED_PROXIES = 1
    body = json.dumps(order(share, phone="nobody"))

    def ask(forwarded: str) -> int:
        headers = {"x-forwarded-for": forwarded}
        return client.post(address(share), body, "application/json", headers=headers).status_code

    assert ask("1.1.1.1, 203.0.113.5") == 400
    assert ask("2.2.2.2, 203.0.113.5") == 429
    assert ask("1.1.1.1, 203.0.113.6") == 400


def test_a_replayed_key_with_another_number_is_refused(client: Client, share: ShareLink) -> None:
    wanted = order(share)
    client.post(address(share), json.dumps(wanted), "application/json")
    body = json.dumps({**wanted, "phone": "415 555 0124"})
    response = client.post(address(share), body, "application/json")
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_conflict")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"[]",
        b"null",
        b"{",
        b'"x"',
        b"\xff\xfe",
        b'{"idempotency_key": {"a": 1}}',
        b'{"phone": "4155550123", "phone": null}',
        b"[" * 5000,
        json.dumps({"phone": "1" * 15000}).encode(),
    ],
)
def test_odd_bodies_are_refused(client: Client, share: ShareLink, body: bytes) -> None:
    response = client.post(address(share), body, "application/json")
    assert response.status_code == 400
    assert response.json()["detail"]
    assert not Message.objects.exists()


def test_huge_bodies_are_refused_unread(client: Client, share: ShareLink) -> None:
    body = json.dumps(order(share, phone="1" * 100_000))
    response = client.post(address(share), body, "application/json")
    assert (response.status_code, response.json()["detail"]) == (
        400,
        "That is too large for an order.",
    )


def test_another_site_cannot_ask_for_a_guest(share: ShareLink) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(share), order(share, consent="true")).status_code == 403
    assert post(client, share).status_code == 403
    assert not Message.objects.exists()


def test_the_status_of_anothers_text_is_not_told(client: Client, share: ShareLink) -> None:
    wanted = order(share)
    client.post(address(share), json.dumps(wanted), "application/json")
    other, _ = create_share(event=share.event, photo=share.photo, share_filter="sepia")
    for key in (wanted["idempotency_key"], "nonsense", str(uuid4())):
        response = client.get(f"{address(other)}?key={key}", headers={"accept": "application/json"})
        assert response.status_code == 404


def test_the_page_is_kept_by_nobody(client: Client, share: ShareLink) -> None:
    response = client.get(address(share))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
