"""Finding an event by its code: guests do, guessers and search engines do not."""

import re
from typing import Any

import pytest
from django.test import Client

from gallery.models import Event
from gallery.robots import ROBOTS_TXT
from tests.factories import make_staff
from tests.gallery.passcodes import text

pytestmark = pytest.mark.django_db


def without_chance(response: Any) -> str:
    return re.sub(r'nonce="[^"]+"', "", text(response))


def test_a_gallery_for_staff_is_answered_like_no_event(client: Client, event: Event) -> None:
    Event.objects.update(gallery_privacy="staff")
    unknown = client.get("/", {"code": "no-such-party"})
    private = client.get("/", {"code": event.slug})
    assert unknown.status_code == private.status_code == 200
    assert without_chance(private).replace(event.slug, "no-such-party") == without_chance(unknown)
    client.force_login(make_staff(event))
    assert client.get("/", {"code": event.slug})["Location"] == event.get_absolute_url()


def test_a_gallery_with_a_passcode_is_found(client: Client, private: Event) -> None:
    assert client.get("/", {"code": private.slug})["Location"] == private.get_absolute_url()


def test_event_codes_are_not_guessed_without_end(
    client: Client, event: Event, settings: Any
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "event-code": "3/minute"}
    for _ in range(5):
        assert client.get("/", {"code": event.slug}).status_code == 302
    statuses = [client.get("/", {"code": f"no-{number}"}).status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_search_engines_are_kept_out(client: Client, private: Event) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert text(response) == ROBOTS_TXT
    assert text(response).endswith("User-agent: *\nDisallow: /\n")
    for address in ("/", "/nothing", private.get_absolute_url(), "/accounts/login/", "/s/no-link/"):
        assert "noindex" in client.get(address)["X-Robots-Tag"], address
