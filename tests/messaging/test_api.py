"""Texting a link, as the booth's page does."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from gallery.models import Event, ShareLink
from gallery.services.sharing import create_share
from messaging.models import Message
from tests.factories import make_event, make_published_snap, make_staff
from tests.messaging.orders import make_message

pytestmark = pytest.mark.django_db


def address(event: Event) -> str:
    return reverse("messaging-api:message-list", args=[event.slug])


def make_order(share: ShareLink, **changes: Any) -> dict[str, Any]:
    order = {
        "idempotency_key": str(uuid4()),
        "token": share.token,
        "phone": "(415) 555-0123",
        "consent": True,
        "consent_text": share.event.consent_text,
    }
    return {**order, **changes}


def test_has_its_stable_address(event: Event) -> None:
    assert address(event) == f"/api/v1/events/{event.slug}/messages/"


def test_orders_a_text_and_answers_without_the_number(api: APIClient, share: ShareLink) -> None:
    order = make_order(share)
    response = api.post(address(share.event), order)
    assert response.status_code == 201
    message = Message.objects.get()
    assert response.json() == {
        "id": str(message.public_id),
        "idempotency_key": order["idempotency_key"],
        "status": "queued",
        "recipient_hint": "•••• 123",
        "failure": "",
    }


def test_a_repeat_is_answered_with_the_first(api: APIClient, share: ShareLink) -> None:
    order = make_order(share)
    first, again = api.post(address(share.event), order), api.post(address(share.event), order)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Message.objects.count() == 1


def test_the_same_key_for_another_number_conflicts(api: APIClient, share: ShareLink) -> None:
    order = make_order(share)
    api.post(address(share.event), order)
    response = api.post(address(share.event), {**order, "phone": "415 555 0124"})
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_conflict")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"phone": "415 555 01"}, 400, "invalid_phone"),
        ({"phone": "nobody"}, 400, "invalid_phone"),
        ({"phone": ""}, 400, "invalid"),
        ({"phone": "1" * 65}, 400, "invalid"),
        ({"consent": False}, 400, "consent_missing"),
        ({"consent": "maybe"}, 400, "invalid"),
        ({"consent_text": ""}, 400, "invalid"),
        ({"consent_text": "x" * 301}, 400, "invalid"),
        ({"token": "short"}, 400, "invalid"),
        ({"token": "D" * 22}, 404, "unknown_photo"),
        ({"idempotency_key": "1"}, 400, "invalid"),
    ],
)
def test_refuses_bad_orders(
    api: APIClient, share: ShareLink, change: dict[str, object], status: int, code: str
) -> None:
    response = api.post(address(share.event), make_order(share, **change))
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["detail"]
    assert not Message.objects.exists()


def test_a_mistyped_number_is_explained(api: APIClient, share: ShareLink) -> None:
    response = api.post(address(share.event), make_order(share, phone="415 555 01"))
    assert response.json()["detail"] == "That number looks two digits short."


def test_a_dead_link_is_not_sent(api: APIClient, share: ShareLink) -> None:
    ShareLink.objects.update(revoked_at=timezone.now())
    response = api.post(address(share.event), make_order(share))
    assert (response.status_code, response.json()["code"]) == (409, "not_shareable")


def test_another_events_link_is_unknown(api: APIClient, share: ShareLink, staff: Any) -> None:
    other = make_event()
    other.memberships.create(user=staff)
    assert api.post(address(other), make_order(share)).status_code == 404
    assert not Message.objects.exists()


def test_tells_how_far_texts_have_come(api: APIClient, share: ShareLink) -> None:
    wanted, _unasked = make_message(share), make_message(share)
    keys = f"{wanted.idempotency_key},{uuid4()},nonsense"
    results = api.get(address(share.event), {"keys": keys}).json()["results"]
    assert [each["id"] for each in results] == [str(wanted.public_id)]
    assert "555" not in str(results[0]["recipient_hint"])
    assert api.get(address(share.event)).json() == {"results": []}


def test_does_not_tell_of_another_events_texts(api: APIClient, staff: Any) -> None:
    other = make_event()
    link, _ = create_share(event=other, photo=make_published_snap(other))
    message = make_message(link)
    own = staff.event_memberships.get().event
    response = api.get(address(own), {"keys": str(message.idempotency_key)})
    assert response.json() == {"results": []}


def test_status_costs_the_same_for_many(
    api: APIClient, share: ShareLink, django_assert_num_queries: Any
) -> None:
    keys = ",".join(str(make_message(share).idempotency_key) for _ in range(5))
    with django_assert_num_queries(2):
        assert len(api.get(address(share.event), {"keys": keys}).json()["results"]) == 5


def test_only_the_events_staff_may_send(share: ShareLink) -> None:
    client, order = APIClient(), make_order(share)
    assert client.post(address(share.event), order).status_code == 403
    client.force_authenticate(make_staff(make_event()))
    assert client.post(address(share.event), order).status_code == 404
    assert client.get(address(share.event)).status_code == 404
    assert not Message.objects.exists()


def test_wants_the_csrf_header(share: ShareLink, staff: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    response = client.post(address(share.event), make_order(share), "application/json")
    assert response.status_code == 403
    assert not Message.objects.exists()


def test_the_schema_describes_it(client: Client) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    path = schema["paths"]["/api/v1/events/{slug}/messages/"]
    assert set(path["post"]["responses"]) >= {"200", "201", "400", "404", "409"}
    assert "phone" not in str(path["get"]["responses"])
