"""Guests' numbers and addresses at rest: encrypted to be sent to, hashed to be found again.

`PHONE_KEYS` are Fernet keys (AES-128-CBC with HMAC-SHA256): the first encrypts, all decrypt, so
that a key can be changed. `PHONE_HASH_KEY` is never changed: the hash of a number that said
STOP cannot be made anew once the number itself is erased.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

NO_KEY = "No key in PHONE_KEYS opens what is stored. Add the key that it was encrypted with."


class SealBroken(Exception):
    """A stored number that none of the keys opens, or that somebody has changed."""


@sensitive_variables()
def seal(text: str) -> str:
    """Encrypt; the same text comes out differently each time."""
    return _keys().encrypt(text.encode()).decode()


@sensitive_variables()
def unseal(sealed: str) -> str:
    """Decrypt; raises `SealBroken`."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken(NO_KEY) from None


@sensitive_variables()
def reseal(sealed: str) -> str:
    """Encrypt anew with the first key; raises `SealBroken`."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken(NO_KEY) from None


@sensitive_variables()
def fingerprint(text: str) -> str:
    """Return 64 hexadecimal digits, always the same for a text and useless without the key.

    A plain hash would not do: there are so few phone numbers that all can be tried.
    """
    return hmac.new(settings.PHONE_HASH_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _keys() -> MultiFernet:
    return _fernet(tuple(settings.PHONE_KEYS))


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("PHONE_KEYS is empty: guests' numbers cannot be stored.")
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "A key in PHONE_KEYS is not 32 bytes in base64url. Make one with Fernet.generate_key()."
        ) from None
