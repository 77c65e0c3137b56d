"""Passcodes: typing them, guessing them, setting them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils.http import parse_http_date_safe

from gallery import passcodes
from gallery.access import cookie_name, passcode_print
from gallery.codes import ALPHABET, make_passcode, plain_passcode, propose_slug
from gallery.models import Event
from gallery.passcodes import hash_passcode, passcode_matches
from gallery.ratelimits import client_address, give_back, take_a_try
from gallery.robots import ROBOTS_TXT
from tests.factories import make_event, make_staff
from tests.gallery.test_admin import add_event, event_form

pytestmark = pytest.mark.django_db

PASSCODE = "k7m-4xp"
WIDE_PASSCODE = "".join(chr(ord(char) + 0xFEE0) for char in "k7m4xp")  # a Japanese keyboard's


@pytest.fixture
def private(db: None) -> Event:
    return make_event(
        gallery_privacy="passcode",
        gallery_passcode_hash=hash_passcode(PASSCODE),
        name="Ana & Kwame",
    )


def type_in(client: Client, event: Event, passcode: str, **fields: Any) -> Any:
    address = f"{event.get_absolute_url()}passcode/"
    return client.post(address, {"passcode": passcode, **fields})


def text(response: Any) -> str:
    return str(response.content.decode())


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


# --- Finding events ---------------------------------------------------------------------------


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


# --- Setting it ------------------------------------------------------------------------------


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def change_event(admin: Client, event: Event, **fields: Any) -> Any:
    address = f"/admin/gallery/event/{event.pk}/change/"
    form = admin.get(address).context["adminform"].form
    initial = {
        name: form[name].value()
        for name in form.fields
        if name != "logo" and form[name].value() not in (None, False)
    }
    named = {"name": event.name, "slug": event.slug, "date": event.date}
    return admin.post(address, {**initial, **event_form(**named), **fields}, follow=True)


def test_staff_set_a_passcode_and_never_read_it(admin: Client) -> None:
    add_event(admin, gallery_privacy="passcode", new_passcode="Silver Spoon")
    event = Event.objects.get()
    assert passcode_matches(event, "silver-spoon")
    page = text(admin.get(f"/admin/gallery/event/{event.pk}/change/"))
    assert "A passcode is set." in page
    assert "spoon" not in page.lower()
    assert event.gallery_passcode_hash not in page


def test_a_passcode_is_made_where_one_is_needed(admin: Client) -> None:
    response = add_event(admin, gallery_privacy="passcode")
    (said,) = [str(each) for each in response.context["messages"] if "passcode is" in str(each)]
    passcode = said.partition("passcode is ")[2].partition(".")[0]
    assert passcode_matches(Event.objects.get(), passcode)


def test_a_passcode_stays_when_the_event_is_saved(admin: Client, private: Event) -> None:
    change_event(admin, private, place="Kumasi")
    before = private.gallery_passcode_hash
    private.refresh_from_db()
    assert (private.place, private.gallery_passcode_hash) == ("Kumasi", before)


def test_a_new_one_is_made_on_request(admin: Client, private: Event) -> None:
    response = change_event(admin, private, make_passcode="on")
    assert "it is not shown again" in text(response)
    private.refresh_from_db()
    assert not passcode_matches(private, PASSCODE)


@pytest.mark.parametrize("weak", ["abc12", "1-2-3-4-5", "123456", "password"])
def test_a_weak_passcode_is_refused(admin: Client, weak: str) -> None:
    response = add_event(admin, gallery_privacy="passcode", new_passcode=weak)
    assert "new_passcode" in response.context["adminform"].form.errors
    assert not Event.objects.exists()


def test_an_event_gets_a_code_that_nobody_guesses(admin: Client) -> None:
    add_event(admin, slug="")
    slug = Event.objects.get().slug
    name, _, suffix = slug.rpartition("-")
    assert name == "ana-kwame"
    assert len(suffix) == 8
    assert set(suffix) <= set(ALPHABET)


def test_codes_differ_and_suit_every_name() -> None:
    assert len({propose_slug("Ana") for _ in range(100)}) == 100
    assert propose_slug("حفل").startswith("party-")
    assert len(propose_slug("long " * 40)) <= 60
    assert len({make_passcode() for _ in range(100)}) == 100
    assert len(plain_passcode(make_passcode())) == 6


def test_staff_say_when_the_gallery_closes(admin: Client) -> None:
    add_event(admin, expires_at="2027-03-01T12:00", delete_after_days=7)
    event = Event.objects.get()
    assert (event.expires_at.isoformat(), event.delete_after_days) == (
        "2027-03-01T12:00:00+00:00",
        7,
    )
