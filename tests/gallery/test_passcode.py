"""Passcodes: typing them, guessing them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils.http import parse_http_date_safe

from gallery import passcodes
from gallery.access import cookie_name, passcode_print
from gallery.models import Event
from gallery.passcodes import hash_passcode, passcode_matches
from gallery.ratelimits import client_address, give_back, take_a_try
from tests.factories import make_event, make_staff
from tests.gallery.passcodes import PASSCODE, text

pytestmark = pytest.mark.django_db

WIDE_PASSCODE = "".join(chr(ord(char) + 0xFEE0) for char in "k7m4xp")  # a Japanese keyboard's


def type_in(client: Client, event: Event, passcode: str, **fields: Any) -> Any:
    address = f"{event.get_absolute_url()}passcode/"
    return client.post(address, {"passcode": passcode, **fields})


# --- Typing it --------------------------------------------------------------------------


def test_the_gallery_asks_for_it(client: Client, private: Event) -> None:
    response = client.get(private.get_absolute_url())
    assert response.status_code == 403
    assert "Ana &amp; Kwame" in text(response)
    assert 'name="passcode"' in text(response)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("typed", [PASSCODE, "K7M4XP", "k7m 4xp", " K7M\u20134XP ", WIDE_PASSCODE])
def test_opens_however_a_phone_spells_it(client: Client, private: Event, typed: str) -> None:
    response = type_in(client, private, typed)
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200


def test_the_cookie_says_nothing_and_is_for_no_script(client: Client, private: Event) -> None:
    response = type_in(client, private, PASSCODE)
    (cookie,) = (morsel for name, morsel in response.cookies.items() if "gallery" in name)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 0 or parse_http_date_safe(cookie["expires"])
    assert PASSCODE not in cookie.value
    assert private.gallery_passcode_hash not in cookie.value


def test_a_cookie_made_by_hand_opens_nothing(client: Client, private: Event) -> None:
    client.cookies[cookie_name(private)] = passcode_print(private)
    assert client.get(private.get_absolute_url()).status_code == 403


def test_a_wrong_one_is_said_kindly(client: Client, private: Event) -> None:
    response = type_in(client, private, "wrong one")
    assert response.status_code == 403
    assert "That is not the passcode." in text(response)
    assert 'aria-invalid="true"' in text(response)
    assert "wrong one" not in text(response)


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_form_is_no_try(client: Client, private: Event, typed: str) -> None:
    for _ in range(40):
        response = type_in(client, private, typed)
    assert response.status_code == 403
    assert "Type the passcode first." in text(response)


def test_goes_on_to_the_page_that_was_asked_for(client: Client, private: Event) -> None:
    wanted = f"{private.get_absolute_url()}?kind=strips"
    assert f'value="{wanted}"' in text(client.get(wanted))
    assert type_in(client, private, PASSCODE, next=wanted)["Location"] == wanted


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/e/", "/admin/", "javascript:alert(1)"]
)
def test_goes_nowhere_else(client: Client, private: Event, elsewhere: str) -> None:
    response = type_in(client, private, PASSCODE, next=elsewhere)
    assert response["Location"] == private.get_absolute_url()


def test_a_passcode_in_the_address_opens_nothing(client: Client, private: Event) -> None:
    for name in ("code", "passcode"):
        address = f"{private.get_absolute_url()}?{name}={PASSCODE}"
        assert client.get(address).status_code == 403
    response = client.get(f"{private.get_absolute_url()}passcode/?passcode={PASSCODE}")
    assert response.status_code == 302
    assert not response.cookies


def test_a_form_from_another_site_is_refused(private: Event) -> None:
    response = type_in(Client(enforce_csrf_checks=True), private, PASSCODE)
    assert response.status_code == 403
    assert "Please try that again" in text(response)


def test_a_name_from_right_to_left_keeps_its_direction(client: Client, private: Event) -> None:
    Event.objects.update(name="حفل آنا وكوامي " * 6)
    assert '<h1 dir="auto" class="is-long">حفل' in text(client.get(private.get_absolute_url()))


def test_staff_need_none(client: Client, private: Event) -> None:
    client.force_login(make_staff(private))
    assert client.get(private.get_absolute_url()).status_code == 200


def test_an_open_gallery_asks_nobody(client: Client, event: Event) -> None:
    assert type_in(client, event, "anything").status_code == 302


# --- Guessing it ----------------------------------------------------------------------------


def guess(client: Client, event: Event, times: int, **headers: str) -> Any:
    for number in range(times):
        response = client.post(
            f"/e/{event.slug}/passcode/", {"passcode": f"guess {number}"}, headers=headers
        )
    return response


def test_too_many_tries_have_to_wait(client: Client, private: Event, settings: Any) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "passcode-address": "3/minute"}
    assert guess(client, private, 3).status_code == 403
    response = guess(client, private, 1)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert "Wait a minute" in text(response)
    # Also the right one: or the limit would tell nobody anything.
    assert type_in(client, private, PASSCODE).status_code == 429
    assert client.get(private.get_absolute_url()).status_code == 403


def test_the_event_has_a_limit_over_all_addresses(
    client: Client, private: Event, settings: Any
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "passcode-event": "3/minute"}
    settings.TRUSTED_PROXIES = 1
    for number in range(3):
        address = f"192.0.2.{number}"
        assert guess(client, private, 1, X_Forwarded_For=address).status_code == 403
    assert guess(client, private, 1, X_Forwarded_For="192.0.2.9").status_code == 429


def test_a_whole_party_behind_one_address_gets_in(private: Event, settings: Any) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "passcode-address": "3/minute"}
    for _ in range(10):
        assert type_in(Client(), private, PASSCODE).status_code == 302


def test_one_who_is_out_of_tries_uses_up_nobody_elses(
    client: Client, private: Event, settings: Any
) -> None:
    limits = {"passcode-address": "3/minute", "passcode-event": "5/minute"}
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, **limits}
    settings.TRUSTED_PROXIES = 1
    guess(client, private, 20, X_Forwarded_For="192.0.2.1")
    assert guess(client, private, 1, X_Forwarded_For="192.0.2.2").status_code == 403


def test_unknown_events_are_guessed_no_faster(client: Client, settings: Any, db: None) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "passcode-address": "3/minute"}
    statuses = [
        client.post(f"/e/no-{number}/passcode/", {"passcode": "guess"}).status_code
        for number in range(4)
    ]
    assert statuses == [404, 404, 404, 429]


def test_an_unknown_event_is_hashed_for_like_a_known_one(
    private: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        worked.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = []
    for event in (private, make_event(), None):
        worked.clear()
        assert not passcode_matches(event, "guess")
        work.append(len(worked))
    assert work == [1, 1, 1]


def test_the_slow_hash_is_worked_out_once_for_a_party(
    private: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert passcode_matches(private, PASSCODE)
    monkeypatch.setattr(passcodes, "check_password", lambda *_: pytest.fail("hashed again"))
    assert passcode_matches(private, PASSCODE.upper())
    monkeypatch.undo()
    private.gallery_passcode_hash = hash_passcode("another one")
    assert not passcode_matches(private, PASSCODE)


def test_neither_passcode_nor_address_is_kept_in_redis(
    client: Client, private: Event, redis_client: Any
) -> None:
    guess(client, private, 1)
    type_in(client, private, PASSCODE)
    names = redis_client.keys("*")
    assert names
    for name in names:
        assert b"127.0.0.1" not in name
        assert b"k7m" not in name


# --- Counting over processes, proxies, and a Redis that is away -----------------------------


def test_processes_count_together(settings: Any, redis_url: str) -> None:
    script = (
        "import django; django.setup()\n"
        "from gallery.ratelimits import take_a_try\n"
        "for _ in range(20): take_a_try('event-code', 'somebody')"
    )
    command = [sys.executable, "-c", script]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SMILEBOOTH_DATA": str(settings.DATA_DIR),
    }
    running = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    assert take_a_try("event-code", "somebody") > 0  # the 41st, where 30 are allowed
    assert take_a_try("event-code", "somebody else") == 0


@pytest.fixture
def redis_away(settings: Any, tmp_path: Path) -> None:
    address = f"unix://{tmp_path}/nobody.sock"
    settings.REDIS_URL = address
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}


@pytest.mark.usefixtures("redis_away")
def test_guests_get_in_and_guessers_do_not_while_redis_is_away(
    private: Event, settings: Any
) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "passcode-address": "3/minute"}
    with pytest.raises(Exception, match="No such file"):
        cache.get("anything")
    client = Client(REMOTE_ADDR="198.51.100.7")
    assert type_in(client, private, PASSCODE).status_code == 302
    assert client.get(private.get_absolute_url()).status_code == 200
    guesser = Client(REMOTE_ADDR="198.51.100.8")
    assert guess(guesser, private, 3).status_code == 403
    assert guess(guesser, private, 1).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.5", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        (2, "1.2.3.4, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        (2, "203.0.113.5", "203.0.113.5"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_the_address_is_what_our_own_proxies_heard(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers=headers)
    assert client_address(request) == address


def test_a_try_can_be_given_back(settings: Any) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "event-code": "1/minute"}
    assert take_a_try("event-code", "somebody") == 0
    give_back("event-code", "somebody")
    assert take_a_try("event-code", "somebody") == 0
    assert take_a_try("event-code", "somebody") > 0
