"""A gallery with a passcode, for the tests."""

from typing import Any

from gallery.models import Event
from gallery.passcodes import hash_passcode
from tests.factories import make_event

PASSCODE = "k7m-4xp"


def private_event() -> Event:
    return make_event(
        gallery_privacy="passcode",
        gallery_passcode_hash=hash_passcode(PASSCODE),
        name="Ana & Kwame",
    )


def text(response: Any) -> str:
    return str(response.content.decode())
