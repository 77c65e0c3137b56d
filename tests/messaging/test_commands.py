"""Keys are changed and numbers erased from the terminal."""

import io
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from gallery.models import ShareLink
from messaging.models import Message
from tests.messaging.orders import PHONE, make_message

pytestmark = pytest.mark.django_db


def run(name: str) -> str:
    output = io.StringIO()
    call_command(name, stdout=output)
    return output.getvalue()


def test_rotation_lets_the_old_key_go(share: ShareLink, settings: Settings) -> None:
    messages = [make_message(share) for _ in range(3)]
    new = Fernet.generate_key().decode()
    settings.PHONE_KEYS = [new, *settings.PHONE_KEYS]
    assert run("rotate_phone_keys") == "3 numbers are encrypted with the first key.\n"
    settings.PHONE_KEYS = [new]
    for message in messages:
        message.refresh_from_db()
        assert message.recipient.reveal() == PHONE
    assert run("rotate_phone_keys").startswith("3 ")


def test_rotation_says_when_a_key_is_missing(share: ShareLink, settings: Settings) -> None:
    message = make_message(share)
    settings.PHONE_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="1 numbers open with none"):
        run("rotate_phone_keys")
    sealed = message.recipient_cipher
    message.refresh_from_db()
    assert message.recipient_cipher == sealed


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_erases_the_number_that_is_typed(share: ShareLink, typed: Callable[[str], None]) -> None:
    make_message(share)
    typed(f"{PHONE}\n")
    assert run("erase_number") == "Erased •••• 123. 1 texts keep their place in the counts.\n"
    assert Message.objects.get().erased_at is not None


@pytest.mark.parametrize("text", ["415 555 0123\n", "nonsense\n", "", "a@b\n"])
def test_a_number_without_country_erases_nothing(
    share: ShareLink, typed: Callable[[str], None], text: str
) -> None:
    make_message(share)
    typed(text)
    with pytest.raises(CommandError):
        run("erase_number")
    assert Message.objects.get().erased_at is None
