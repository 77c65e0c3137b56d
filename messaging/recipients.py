"""Whom a text goes to: a number or an e-mail address that does not show itself.

Printed, logged or caught in a traceback, a recipient reads as its hint. Only `reveal()` gives
the number, and only what sends, exports with permission or erases calls it.
"""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.views.decorators.debug import sensitive_variables

from gallery.errors import GalleryError
from messaging import vault
from messaging.phones import number_hint, parse_phone

ERASED: Final = "erased"
NOT_AN_ADDRESS = "That doesn't look like an e-mail address."
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


class InvalidAddress(GalleryError):
    """An e-mail address that nothing can be sent to."""

    status = 400
    code = "invalid_email"


class Recipient:
    """A phone number in E.164, or an e-mail address."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    @sensitive_variables()
    def from_phone(cls, typed: str, region: str) -> "Recipient":
        """Read a number as typed or pasted; raises `InvalidPhone`."""
        return cls(parse_phone(typed, region))

    @classmethod
    @sensitive_variables()
    def from_email(cls, typed: str) -> "Recipient":
        """Read an e-mail address; raises `InvalidAddress`."""
        address = typed.strip().removeprefix("mailto:")
        try:
            validate_email(address)
        except ValidationError:
            raise InvalidAddress(NOT_AN_ADDRESS) from None
        if len(address) > LONGEST_ADDRESS:
            raise InvalidAddress(NOT_AN_ADDRESS)
        local, _, domain = address.rpartition("@")
        return cls(f"{local}@{domain.lower()}")

    @classmethod
    def unsealed(cls, sealed: str) -> "Recipient":
        """Open what is stored; raises `vault.SealBroken`."""
        return cls(vault.unseal(sealed))

    def reveal(self) -> str:
        return self._value

    @property
    def is_email(self) -> bool:
        return "@" in self._value

    @property
    def hint(self) -> str:
        """What may be shown: a number's last three digits, an address's first letter and end."""
        if not self.is_email:
            return number_hint(self._value)
        local, _, domain = self._value.rpartition("@")
        return f"{local[:1]}•••@•••.{domain.rpartition('.')[2]}"

    @property
    def sealed(self) -> str:
        return vault.seal(self._value)

    @property
    def fingerprint(self) -> str:
        # Mailboxes that differ in case alone are one person's.
        return vault.fingerprint(self._value.casefold())

    def __str__(self) -> str:
        return self.hint

    def __repr__(self) -> str:
        return f"<Recipient {self.hint}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[object, ...]:
        """No queue, cache or session may hold a number."""
        raise TypeError("A recipient is not to be pickled.")
