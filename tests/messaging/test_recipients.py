"""A number is stored so that it can be sent to and found, and shows itself nowhere."""

import pickle

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from messaging import vault
from messaging.recipients import InvalidAddress, Recipient

NUMBER = "+14155550123"


def test_is_encrypted_anew_each_time_and_comes_back() -> None:
    first, second = Recipient(NUMBER).sealed, Recipient(NUMBER).sealed
    assert first != second
    assert "4155550123" not in first
    assert Recipient.unsealed(first).reveal() == Recipient.unsealed(second).reveal() == NUMBER


def test_is_found_by_a_hash_that_needs_the_key(settings: Settings) -> None:
    found = Recipient(NUMBER).fingerprint
    assert found == Recipient(NUMBER).fingerprint
    assert len(found) == 64
    assert found != Recipient("+14155550124").fingerprint
    settings.PHONE_HASH_KEY = "another"
    assert Recipient(NUMBER).fingerprint != found


def test_a_new_key_first_still_opens_what_the_old_one_closed(settings: Settings) -> None:
    old = list(settings.PHONE_KEYS)
    sealed = Recipient(NUMBER).sealed
    settings.PHONE_KEYS = [Fernet.generate_key().decode(), *old]
    assert Recipient.unsealed(sealed).reveal() == NUMBER
    resealed = vault.reseal(sealed)
    settings.PHONE_KEYS = settings.PHONE_KEYS[:1]
    assert Recipient.unsealed(resealed).reveal() == NUMBER
    with pytest.raises(vault.SealBroken, match="PHONE_KEYS"):
        Recipient.unsealed(sealed)


def test_what_was_tampered_with_does_not_open() -> None:
    sealed = Recipient(NUMBER).sealed
    with pytest.raises(vault.SealBroken):
        Recipient.unsealed(sealed[:-4] + "AAA=")


@pytest.mark.parametrize("keys", [[], ["short"]])
def test_wrong_keys_are_explained(settings: Settings, keys: list[str]) -> None:
    settings.PHONE_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="PHONE_KEYS"):
        vault.seal(NUMBER)


@pytest.mark.parametrize(
    ("value", "hint"),
    [(NUMBER, "•••• 123"), ("ada@example.org", "a•••@•••.org")],
)
def test_reads_as_its_hint_wherever_it_is_printed(value: str, hint: str) -> None:
    recipient = Recipient(value)
    assert str(recipient) == f"{recipient}" == hint
    assert repr([recipient]) == f"[<Recipient {hint}>]"
    assert not hasattr(recipient, "__dict__")


def test_goes_into_no_queue_cache_or_session() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Recipient(NUMBER))


def test_equals_the_same_person_alone() -> None:
    assert Recipient("Ada@example.org") == Recipient("ada@example.org")
    assert len({Recipient(NUMBER), Recipient(NUMBER)}) == 1
    assert Recipient(NUMBER) != NUMBER


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" ada@Example.ORG ", "ada@example.org"),
        ("mailto:Ada.L@example.org", "Ada.L@example.org"),
        ("ada@bücher.example", "ada@bücher.example"),
    ],
)
def test_reads_addresses(typed: str, address: str) -> None:
    assert Recipient.from_email(typed).reveal() == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "ada@example",
        "a b@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org,eve@example.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_refuses_what_is_no_address(typed: str) -> None:
    with pytest.raises(InvalidAddress):
        Recipient.from_email(typed)
