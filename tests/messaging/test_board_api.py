"""The staff's board: what it shows, what it lets them do, and to whom."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from gallery.models import Event, ShareLink
from messaging.models import EventMessaging, Message
from messaging.receipts import Inbound
from messaging.services import request_message, send_message, take_inbound
from messaging.services.board import GROUPS, PAGE
from tests.factories import an_hour_ago, make_event, make_staff
from tests.messaging.orders import PHONE, make_message, make_order

pytestmark = pytest.mark.django_db
Status = Message.Status


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = settings.SMS_LIMIT_NUMBER_DAY = 0
    settings.SMS_LIMIT_BOOTH_MINUTE = 0


def base(event: Event) -> str:
    return f"/api/v1/events/{event.slug}/messages/"


def test_shows_texts_newest_first_with_totals_and_cost(
    api: APIClient, share: ShareLink, outbox: Any
) -> None:
    failed = make_message(share, status=Status.FAILED, failure="No such number.")
    sent = make_message(share)
    send_message(pk=sent.pk)
    board = api.get(f"{base(share.event)}board/").json()
    assert [each["id"] for each in board["results"]] == [str(sent.public_id), str(failed.public_id)]
    assert board["next"] is None
    assert board["totals"] == {
        **dict.fromkeys(GROUPS, 0),
        "all": 2,
        "sent": 1,
        "failed": 1,
    }
    assert board["budget"] == {
        "spent": "0.08",
        "amount": "50.00",
        "currency": "EUR",
        "share": pytest.approx(0.0016),
        "is_nearly_spent": False,
        "is_spent": False,
        "sentence": "0.08 of 50.00 EUR spent.",
    }
    first, second = board["results"]
    assert (first["status_label"], first["group"]) == ("Sent", "sent")
    assert first["can"] == {"resend": False, "cancel": False, "settle": False}
    assert (second["failure"], second["recipient_hint"]) == ("No such number.", "•••• 123")
    assert second["can"] == {"resend": True, "cancel": False, "settle": False}
    assert (first["photo"], first["photo_id"]) == ("snap", str(share.photo.public_id))
    assert "5550123" not in str(board)


def test_filters_and_pages(api: APIClient, share: ShareLink) -> None:
    messages = [make_message(share) for _ in range(PAGE + 5)]
    Message.objects.filter(pk=messages[0].pk).update(status=Status.UNKNOWN, failure="Died.")
    first = api.get(f"{base(share.event)}board/").json()
    assert len(first["results"]) == PAGE
    rest = api.get(f"{base(share.event)}board/", {"after": first["next"]}).json()
    assert len(rest["results"]) == 5
    assert rest["next"] is None
    seen = [each["id"] for each in first["results"] + rest["results"]]
    assert seen == [str(each.public_id) for each in reversed(messages)]
    unknown = api.get(f"{base(share.event)}board/", {"show": "unknown,nonsense"}).json()
    assert [each["id"] for each in unknown["results"]] == [str(messages[0].public_id)]
    assert unknown["results"][0]["can"]["settle"]


@pytest.mark.parametrize("after", ["nonsense", str(uuid4())])
def test_bears_odd_cursors(api: APIClient, share: ShareLink, after: str) -> None:
    make_message(share)
    assert api.get(f"{base(share.event)}board/", {"after": after}).status_code == 200


def test_costs_the_same_for_many(
    api: APIClient, share: ShareLink, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        make_message(share)
    with django_assert_max_num_queries(6):
        assert len(api.get(f"{base(share.event)}board/").json()["results"]) == 12


def test_sends_again_and_counts_the_failure_no_more(api: APIClient, share: ShareLink) -> None:
    failed = make_message(share, status=Status.FAILED, failure="No such number.")
    address = f"{base(share.event)}{failed.public_id}/resend/"
    order = {"idempotency_key": str(uuid4()), "phone": "415 555 0199"}
    first, again = api.post(address, order), api.post(address, order)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["replaces"] == str(failed.public_id)
    assert first.json()["recipient_hint"] == "•••• 199"
    board = api.get(f"{base(share.event)}board/").json()
    assert (board["totals"]["failed"], board["totals"]["queued"]) == (0, 1)
    old = board["results"][1]
    assert old["replaced_by"] == first.json()["id"]
    assert not old["can"]["resend"]


def test_a_bad_number_is_explained_and_replaces_nothing(api: APIClient, share: ShareLink) -> None:
    failed = make_message(share, status=Status.FAILED, failure="No such number.")
    response = api.post(
        f"{base(share.event)}{failed.public_id}/resend/",
        {"idempotency_key": str(uuid4()), "phone": "415 555 01"},
    )
    assert (response.status_code, response.json()["code"]) == (400, "invalid_phone")
    failed.refresh_from_db()
    assert failed.replaced_at is None


def test_cancels_and_settles(api: APIClient, share: ShareLink, staff: Any) -> None:
    waiting = make_message(share)
    unknown = make_message(share, status=Status.UNKNOWN, failure="Died.")
    cancelled = api.post(f"{base(share.event)}{waiting.public_id}/cancel/")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    again = api.post(f"{base(share.event)}{waiting.public_id}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "not_now")
    settled = api.post(f"{base(share.event)}{unknown.public_id}/settle/", {"has_arrived": True})
    assert settled.json()["status"] == "delivered"
    detail = api.get(f"{base(share.event)}{unknown.public_id}/").json()
    assert [step["to_status"] for step in detail["history"]] == ["queued", "delivered"]
    assert detail["history"][-1]["actor"] == staff.username
    assert detail["consent"]["wording"] == share.event.consent_text


def test_finds_by_number_without_a_number_in_an_address(api: APIClient, share: ShareLink) -> None:
    wanted = make_message(share)
    request_message(**make_order(share, phone="415 555 0199"))
    found = api.post(f"{base(share.event)}find/", {"phone": "+1 415 555 0123"}).json()
    assert [each["id"] for each in found["results"]] == [str(wanted.public_id)]
    assert "5550123" not in str(found)
    nobody = api.post(f"{base(share.event)}find/", {"email": "ada@example.org"}).json()
    assert nobody["results"] == []
    assert api.post(f"{base(share.event)}find/", {}).status_code == 400
    assert api.get(f"{base(share.event)}find/").status_code == 405


def test_shows_what_phones_answered(api: APIClient, share: ShareLink) -> None:
    make_message(share)
    take_inbound(Inbound("vonage", "1", PHONE, "+1", "Thank you!"))
    (row,) = api.get(f"{base(share.event)}inbound/").json()["results"]
    assert (row["text"], row["recipient_hint"], row["kind"]) == ("Thank you!", "•••• 123", "other")


def test_tells_the_keypad_how_to_ask(api: APIClient, event: Event) -> None:
    texting = api.get(f"/api/v1/events/{event.slug}/texting/").json()
    assert (texting["can_text"], texting["can_email"], texting["news"]) == (True, True, "")
    assert texting["consent"]["wording"] == event.consent_text
    assert texting["countries"] == [event.region]
    texts = EventMessaging.objects.for_event(event)
    EventMessaging.objects.filter(pk=texts.pk).update(spent=texts.effective_budget)
    assert not api.get(f"/api/v1/events/{event.slug}/texting/").json()["can_text"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "board/"),
        ("post", "find/"),
        ("get", "inbound/"),
        ("get", "{id}/"),
        ("post", "{id}/resend/"),
        ("post", "{id}/cancel/"),
        ("post", "{id}/settle/"),
    ],
)
def test_is_for_the_events_own_staff(share: ShareLink, method: str, path: str) -> None:
    message = make_message(share)
    address = base(share.event) + path.format(id=message.public_id)
    order = {"idempotency_key": str(uuid4()), "has_arrived": True, "phone": PHONE}
    stranger = APIClient()
    assert getattr(stranger, method)(address, order).status_code == 403
    stranger.force_authenticate(make_staff(make_event()))
    assert getattr(stranger, method)(address, order).status_code == 404
    message.refresh_from_db()
    assert (message.status, Message.objects.count()) == (Status.QUEUED, 1)


def test_another_events_text_is_unknown_here(api: APIClient, share: ShareLink, staff: Any) -> None:
    other = make_event()
    other.memberships.create(user=staff)
    message = make_message(share, status=Status.FAILED, failure="No.", created_at=an_hour_ago())
    for path in ("resend/", "cancel/", "settle/"):
        order = {"idempotency_key": str(uuid4()), "has_arrived": True}
        response = api.post(f"{base(other)}{message.public_id}/{path}", order)
        assert response.status_code == 404


def test_actions_want_the_csrf_header(share: ShareLink, staff: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    message = make_message(share)
    response = client.post(f"{base(share.event)}{message.public_id}/cancel/")
    assert response.status_code == 403
    message.refresh_from_db()
    assert message.status == Status.QUEUED


def test_an_order_too_many_says_when_to_come_back(
    api: APIClient, share: ShareLink, settings: Settings
) -> None:
    settings.SMS_LIMIT_NUMBER_HOUR = 1
    make_message(share)
    order = {
        "idempotency_key": str(uuid4()),
        "token": share.token,
        "phone": PHONE,
        "consent": True,
        "consent_text": share.event.consent_text,
    }
    response = api.post(base(share.event), order)
    assert (response.status_code, response.json()["code"]) == (429, "too_many")
    assert 0 < int(response["Retry-After"]) <= 3600
