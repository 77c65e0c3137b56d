"""A project that is set up for Vonage, with a vendor to talk to."""

from typing import Any

from pytest_django.fixtures import Settings

from tests.messaging import fake_vonage
from tests.messaging.fake_vonage import FakeVonage


def use_vonage(settings: Settings, vendor: FakeVonage, api: str = "messages") -> None:
    """Fill in everything that one of the APIs (messages, sms, signed sms) needs."""
    fields: dict[str, Any] = {
        **(fake_vonage.MESSAGES_SETTINGS if api == "messages" else fake_vonage.SMS_SETTINGS),
        "VONAGE_ENDPOINT_URL": vendor.address,
        "VONAGE_SIGNATURE_SECRET": fake_vonage.SIGNATURE_SECRET,
        "VONAGE_PRIVATE_KEY": fake_vonage.application_pem() if api == "messages" else "",
        "SITE_URL": "https://booth.example.org",
    }
    if api == "signed sms":
        fields["VONAGE_API_SECRET"] = ""
    for name, value in fields.items():
        setattr(settings, name, value)
