"""Ordering strips and links as programs do."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.test import APIClient

from gallery.models import Event, ShareLink, Strip
from gallery.services import publishing
from tests.factories import make_event, make_published_snap, make_snap, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(staff: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(staff)
    return client


def test_orders_a_strip(api: APIClient, event: Event) -> None:
    snaps = [make_snap(event) for _ in range(4)]
    key = str(uuid4())
    order = {
        "idempotency_key": key,
        "snap_keys": [str(snap.idempotency_key) for snap in snaps],
        "layout": "card",
        "filter": "sepia",
    }
    url = f"/api/v1/events/{event.slug}/strips/"
    first, again = api.post(url, order), api.post(url, order)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["status"] == "queued"
    assert Strip.objects.get().frames() == snaps
    status = api.get(url, {"keys": key}).json()["results"]
    assert [(each["layout"], each["filter"]) for each in status] == [("card", "sepia")]
    assert api.get(f"{url}{key}/").json() == status[0]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"layout": "poster"}, 400),
        ({"filter": "infrared"}, 400),
        ({"snap_keys": []}, 400),
        ({"snap_keys": [str(uuid4())] * 9}, 400),
        ({"snap_keys": "nonsense"}, 400),
        ({"idempotency_key": "1"}, 400),
        ({"snap_keys": [str(uuid4())]}, 404),
    ],
)
def test_refuses_bad_orders(
    api: APIClient, event: Event, change: dict[str, object], status: int
) -> None:
    snap = make_snap(event)
    order = {"idempotency_key": str(uuid4()), "snap_keys": [str(snap.idempotency_key)]}
    response = api.post(f"/api/v1/events/{event.slug}/strips/", {**order, **change})
    assert response.status_code == status
    assert set(response.json()) >= {"code", "detail"}
    assert not Strip.objects.exists()


def test_changes_a_strips_look(api: APIClient, event: Event) -> None:
    snap, key = make_snap(event), str(uuid4())
    url = f"/api/v1/events/{event.slug}/strips/"
    api.post(url, {"idempotency_key": key, "snap_keys": [str(snap.idempotency_key)]})
    changed = api.patch(f"{url}{key}/", {"filter": "grey"})
    assert changed.status_code == 200
    assert (changed.json()["filter"], changed.json()["revision"]) == ("grey", 2)
    assert api.patch(f"{url}{key}/", {"filter": "infrared"}).status_code == 400
    assert api.patch(f"{url}{uuid4()}/", {"filter": "grey"}).status_code == 404


def test_shares_a_photo_by_a_token_of_the_booth(api: APIClient, event: Event) -> None:
    snap = make_snap(event)
    order = {"token": "C" * 22, "snap_key": str(snap.idempotency_key), "filter": "sepia"}
    url = f"/api/v1/events/{event.slug}/shares/"
    first, again = api.post(url, order), api.post(url, order)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["url"].endswith("/s/" + "C" * 22 + "/")
    assert ShareLink.objects.get().filter == "sepia"
    assert api.post(url, {**order, "filter": "grey"}).status_code == 409


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"token": "short"},
        {"token": "has spaces and more than 22"},
        {"snap_key": str(uuid4()), "strip_key": str(uuid4())},
    ],
)
def test_refuses_bad_shares(api: APIClient, event: Event, order: dict[str, str]) -> None:
    assert api.post(f"/api/v1/events/{event.slug}/shares/", order).status_code == 400


def test_a_hidden_photo_is_not_shared(api: APIClient, event: Event) -> None:
    snap = make_published_snap(event)
    publishing.hide(snap)
    response = api.post(
        f"/api/v1/events/{event.slug}/shares/", {"snap_key": str(snap.idempotency_key)}
    )
    assert response.status_code == 409
    assert response.json()["code"] == "not_shareable"


@pytest.mark.parametrize("what", ["strips", "shares"])
def test_only_the_events_staff_may_order(event: Event, what: str) -> None:
    client = APIClient()
    url = f"/api/v1/events/{event.slug}/{what}/"
    assert client.post(url, {}).status_code == 403
    client.force_authenticate(make_staff(make_event()))
    assert client.post(url, {}).status_code == 404


def test_the_schema_describes_the_api(client: APIClient) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    assert "/api/v1/events/{slug}/snaps/" in schema["paths"]
    upload = schema["paths"]["/api/v1/events/{slug}/snaps/"]["post"]
    assert set(upload["responses"]) >= {"200", "201", "400", "409", "413", "415"}


def test_the_schema_is_without_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert "openapi:" in capsys.readouterr().out
