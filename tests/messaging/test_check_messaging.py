"""The command that says what is missing and sends a test, and its page in the admin."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from gallery.models import Event
from messaging.models import EventMessaging, Message, OptOut
from messaging.recipients import Recipient
from messaging.services import opt_out
from messaging.sms import locmem
from tests.factories import make_staff
from tests.messaging import fake_vonage
from tests.messaging.fake_vonage import FakeVonage
from tests.messaging.vonage_setup import use_vonage

pytestmark = pytest.mark.django_db
NUMBER = "+14155550123"
PAGE = "/admin/messaging/setup/"


@pytest.fixture
def vendor(settings: Settings) -> Iterator[FakeVonage]:
    with FakeVonage() as vendor:
        use_vonage(settings, vendor)
        yield vendor


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("check_messaging", *arguments, stdout=out, stderr=out, no_color=True)
    return out.getvalue()


def fails(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


class TestCommand:
    def test_prints_the_addresses_to_enter_at_vonage(self, vendor: FakeVonage) -> None:
        printed = run()
        assert "Vonage, Messages API" in printed
        assert "Nothing is missing." in printed
        assert "https://booth.example.org/webhooks/vonage/status/" in printed
        assert "https://booth.example.org/webhooks/vonage/inbound/" in printed

    @pytest.mark.parametrize("api", ["messages", "sms"])
    def test_prints_no_secret(self, vendor: FakeVonage, settings: Settings, api: str) -> None:
        use_vonage(settings, vendor, api)
        printed = run()
        assert "(set)" in printed
        assert "PRIVATE KEY-" not in printed
        assert fake_vonage.SECRET not in printed
        assert fake_vonage.SIGNATURE_SECRET not in printed

    def test_says_what_is_missing_and_fails(self, vendor: FakeVonage, settings: Settings) -> None:
        settings.VONAGE_APPLICATION_ID = ""
        out = io.StringIO()
        with pytest.raises(CommandError, match="1 to mend"):
            call_command("check_messaging", "--to", NUMBER, "--yes", stdout=out)
        assert "Missing: SMS_BACKEND is vonage, but VONAGE_APPLICATION_ID is empty." in (
            out.getvalue()
        )
        assert "webhooks/vonage/status/" in out.getvalue()
        assert vendor.posts == 0

    def test_says_that_the_console_reaches_nobody(self, settings: Settings) -> None:
        settings.SMS_BACKEND = "messaging.sms.console.SmsBackend"
        printed = run()
        assert "Console: texts are printed" in printed
        assert "Mind: SMS_BACKEND is console" in printed

    def test_sends_one_text(self, vendor: FakeVonage) -> None:
        printed = run("--to", NUMBER, "--yes")
        (text,) = vendor.accepted
        assert f"Sent to •••• 123, as {text.id}." in printed
        assert text.to == NUMBER[1:]
        assert "https://booth.example.org" in text.text
        assert "5550123" not in printed
        assert not Message.objects.exists()

    def test_sends_as_the_event_would(self, vendor: FakeVonage, event: Event) -> None:
        messaging = EventMessaging.objects.for_event(event)
        messaging.sender = "AdaAndBen"
        messaging.save()
        run("--to", "(415) 555-0123", "--event", event.slug, "--yes")
        (text,) = vendor.accepted
        assert (text.to, text.fields["from"]) == (NUMBER[1:], "AdaAndBen")
        assert event.name in text.text

    @pytest.mark.parametrize(("answer", "count"), [("y", 1), ("yes", 1), ("", 0), ("n", 0)])
    def test_asks_before_it_sends(
        self, vendor: FakeVonage, monkeypatch: pytest.MonkeyPatch, answer: str, count: int
    ) -> None:
        asked: list[str] = []

        def say(words: str) -> str:
            asked.append(words)
            return answer

        monkeypatch.setattr("builtins.input", say)
        if count:
            run("--to", NUMBER)
        else:
            assert fails("--to", NUMBER) == "Nothing was sent."
        assert len(vendor.accepted) == count
        assert "your own number •••• 123" in asked[0]

    def test_says_why_nothing_was_sent(self, vendor: FakeVonage) -> None:
        vendor.moods = ["401"]
        assert "Nothing was sent. Vonage answered 401" in fails("--to", NUMBER, "--yes")
        assert "Nothing was sent." in fails("--to", "415 555", "--yes")

    def test_says_when_it_does_not_know(self, vendor: FakeVonage) -> None:
        vendor.moods = ["drops_after"]
        assert "may have been sent to •••• 123" in fails("--to", NUMBER, "--yes")

    def test_a_number_that_said_stop_gets_no_test(self, vendor: FakeVonage) -> None:
        opt_out(Recipient(NUMBER).fingerprint, source=OptOut.Source.STAFF)
        assert "STOP" in fails("--to", NUMBER, "--yes")
        assert vendor.posts == 0

    def test_an_unknown_event_is_named(self) -> None:
        assert fails("--event", "nothing") == "There is no event 'nothing'."


class TestPage:
    @pytest.fixture
    def admin(self, client: Client) -> Client:
        client.force_login(make_staff(is_staff=True, is_superuser=True))
        return client

    def test_is_linked_from_the_index_for_superusers(self, admin: Client, client: Client) -> None:
        assert f'href="{PAGE}"' in admin.get("/admin/").content.decode()
        client.force_login(make_staff(is_staff=True))
        assert PAGE not in client.get("/admin/").content.decode()

    def test_is_for_superusers(self, client: Client) -> None:
        assert client.get(PAGE).status_code == 302
        client.force_login(make_staff(is_staff=True))
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"number": NUMBER, "is_agreed": "on"}).status_code == 403

    def test_shows_what_the_command_prints(
        self, admin: Client, vendor: FakeVonage, settings: Settings
    ) -> None:
        settings.VONAGE_SIGNATURE_SECRET = ""
        page = admin.get(PAGE).content.decode()
        assert "Vonage, Messages API" in page
        assert "VONAGE_SIGNATURE_SECRET is empty" in page
        assert "https://booth.example.org/webhooks/vonage/inbound/" in page
        assert "PRIVATE KEY-" not in page

    def test_sends_one_text(self, admin: Client, vendor: FakeVonage, event: Event) -> None:
        order = {"number": NUMBER, "event": event.pk, "is_agreed": "on"}
        answer: Any = admin.post(PAGE, order, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
        page = answer.content.decode()
        assert "Sent to •••• 123" in page
        assert "5550123" not in page
        assert len(vendor.accepted) == 1

    @pytest.mark.parametrize(
        ("order", "words"),
        [
            ({"number": NUMBER}, "This field is required."),
            ({"number": "415 555", "is_agreed": "on"}, "number looks"),
            ({"is_agreed": "on"}, "This field is required."),
        ],
    )
    def test_says_what_is_wrong_with_the_form(
        self, admin: Client, vendor: FakeVonage, order: dict[str, str], words: str
    ) -> None:
        assert words in admin.post(PAGE, order).content.decode()
        assert vendor.posts == 0

    def test_says_why_nothing_was_sent(self, admin: Client, vendor: FakeVonage) -> None:
        vendor.moods = ["402"]
        page = admin.post(PAGE, {"number": NUMBER, "is_agreed": "on"}).content.decode()
        assert "Nothing was sent. Vonage answered 402" in page

    def test_wants_the_csrf_token(self, vendor: FakeVonage) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(make_staff(is_staff=True, is_superuser=True))
        assert strict.post(PAGE, {"number": NUMBER, "is_agreed": "on"}).status_code == 403
        assert vendor.posts == 0

    def test_works_without_a_provider(self, admin: Client, outbox: list[locmem.SentSms]) -> None:
        admin.post(PAGE, {"number": NUMBER, "is_agreed": "on"})
        assert [text.to for text in outbox] == [NUMBER]
