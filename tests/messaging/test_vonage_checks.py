"""What `manage.py check` says of Vonage's settings before a guest finds out."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error, Warning  # noqa: A004
from pytest_django.fixtures import Settings

from messaging import checks
from tests.messaging import fake_vonage

ALL = [
    checks.check_vonage_credentials,
    checks.check_vonage_private_key,
    checks.check_vonage_sender,
    checks.check_vonage_webhooks,
    checks.check_vonage_endpoint,
    checks.check_links_open_elsewhere,
]


@pytest.fixture(params=["messages", "sms"])
def api(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Fill in everything that one of the APIs needs."""
    chosen: str = request.param
    fill_in(settings, chosen)
    return chosen


def fill_in(settings: Settings, api: str) -> None:
    messages = {
        **fake_vonage.MESSAGES_SETTINGS,
        "VONAGE_PRIVATE_KEY": fake_vonage.application_pem(),
    }
    for name, value in (messages if api == "messages" else fake_vonage.SMS_SETTINGS).items():
        setattr(settings, name, value)
    settings.VONAGE_SIGNATURE_SECRET = fake_vonage.SIGNATURE_SECRET
    settings.SITE_URL = "https://booth.example.org"


def found() -> list[Any]:
    return [message for check in ALL for message in check()]


def test_says_nothing_where_nothing_is_set(settings: Settings) -> None:
    assert found() == []


def test_says_nothing_when_all_is_well(api: str) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("api", "name", "number"),
    [
        ("messages", "VONAGE_APPLICATION_ID", "E010"),
        ("messages", "VONAGE_PRIVATE_KEY", "E010"),
        ("messages", "VONAGE_SENDER", "E013"),
        ("messages", "VONAGE_SIGNATURE_SECRET", "W014"),
        ("sms", "VONAGE_API_KEY", "E011"),
        ("sms", "VONAGE_SENDER", "E013"),
        ("sms", "VONAGE_SIGNATURE_SECRET", "W014"),
    ],
)
def test_names_what_is_missing(settings: Settings, api: str, name: str, number: str) -> None:
    fill_in(settings, api)
    setattr(settings, name, "")
    (message,) = found()
    assert message.id == f"messaging.{number}"
    assert name in message.msg
    assert message.hint


def test_a_signature_secret_does_for_the_sms_api(settings: Settings) -> None:
    fill_in(settings, "sms")
    settings.VONAGE_API_SECRET = ""
    assert found() == []
    settings.VONAGE_SIGNATURE_SECRET = ""
    assert {message.id for message in found()} == {"messaging.E011", "messaging.W014"}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("VONAGE_APPLICATION_ID", "W010"),
        ("VONAGE_PRIVATE_KEY", "W010"),
        ("VONAGE_API_SECRET", "W011"),
    ],
)
def test_warns_of_what_is_half_filled_while_texts_are_printed(
    settings: Settings, name: str, number: str
) -> None:
    setattr(settings, name, fake_vonage.application_pem())
    (message,) = found()
    assert isinstance(message, Warning)
    assert message.id == f"messaging.{number}"


def test_a_key_where_a_path_belongs_is_caught(settings: Settings) -> None:
    fill_in(settings, "messages")
    settings.VONAGE_PRIVATE_KEY_PATH = settings.VONAGE_PRIVATE_KEY
    settings.VONAGE_PRIVATE_KEY = ""
    (message,) = found()
    assert isinstance(message, Error)
    assert message.id == "messaging.E012"
    assert "belongs into VONAGE_PRIVATE_KEY" in message.msg
    assert "MII" not in message.msg


def test_a_path_where_a_key_belongs_is_caught(settings: Settings, tmp_path: Path) -> None:
    fill_in(settings, "messages")
    settings.VONAGE_PRIVATE_KEY = str(tmp_path / "private.key")
    (message,) = found()
    assert message.id == "messaging.E012"
    assert "VONAGE_PRIVATE_KEY_PATH" in message.hint


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        ("a secret, but no key", "is no PEM key"),
        ("-----BEGIN PRIVATE KEY-----\nMIIcutshort\n", "copy the whole of the file"),
    ],
)
def test_a_key_file_that_is_none_is_caught(
    settings: Settings, tmp_path: Path, content: str | None, words: str
) -> None:
    fill_in(settings, "messages")
    file = tmp_path / "private.key"
    if content is not None:
        file.write_text(content)
    settings.VONAGE_PRIVATE_KEY, settings.VONAGE_PRIVATE_KEY_PATH = "", str(file)
    (message,) = found()
    assert message.id == "messaging.E012"
    assert words in message.msg


def test_two_keys_are_one_too_many(settings: Settings) -> None:
    fill_in(settings, "messages")
    settings.VONAGE_PRIVATE_KEY_PATH = "/etc/vonage.key"
    assert [message.id for message in found()] == ["messaging.W012"]


@pytest.mark.parametrize("sender", ["+12015550100", "12015550100", "54321", "Ada Ben 23"])
def test_a_sender_is_a_number_or_a_short_name(api: str, settings: Settings, sender: str) -> None:
    settings.VONAGE_SENDER = sender
    assert found() == []


@pytest.mark.parametrize("sender", ["Ada & Ben's wedding", "AdaAndBenAndCy", "00", "+0123", "Zoë"])
def test_what_no_network_knows_is_no_sender(api: str, settings: Settings, sender: str) -> None:
    settings.VONAGE_SENDER = sender
    assert [message.id for message in found()] == ["messaging.E013"]


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8000", "http://192.168.1.7:8000", "http://[::1]", "http://booth.local"],
)
def test_links_that_open_here_only_are_warned_of(api: str, settings: Settings, url: str) -> None:
    settings.SITE_URL = url
    (message,) = found()
    assert message.id == "messaging.W002"
    assert url in message.msg


def test_an_unknown_method_of_signatures_is_caught(api: str, settings: Settings) -> None:
    settings.VONAGE_SIGNATURE_METHOD = "crc32"
    assert [message.id for message in found()] == ["messaging.E015"]


@pytest.mark.parametrize("address", ["http://api.nexmo.com", "api.nexmo.com", "https://"])
def test_keys_go_to_no_address_in_the_clear(api: str, settings: Settings, address: str) -> None:
    settings.VONAGE_ENDPOINT_URL = address
    assert [message.id for message in found()] == ["messaging.E016"]
    settings.VONAGE_ENDPOINT_URL = "https://messages-sandbox.nexmo.com"
    assert found() == []
