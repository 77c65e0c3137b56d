"""Is everything there to send texts? For `manage.py check_messaging` and its page in the admin."""

from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from gallery.models import Event
from messaging.checks import LOCAL, MESSAGES_API, SMS_API
from messaging.models import EventMessaging
from messaging.phones import number_hint, parse_phone
from messaging.recipients import Recipient
from messaging.services.optouts import is_opted_out
from messaging.sms import SmsError, SmsUnknown, get_backend

BACKENDS = {
    MESSAGES_API: "Vonage, Messages API",
    SMS_API: "Vonage, SMS API",
    LOCAL[0]: "Console: texts are printed in the worker's terminal, no phone gets one",
    LOCAL[1]: "Locmem: texts stay in memory, for tests",
    LOCAL[2]: "File: texts are written to a folder, no phone gets one",
}
PUBLIC = ("SMS_BACKEND", "SITE_URL", "PHONE_REGION", "VONAGE_SENDER", "VONAGE_ENDPOINT_URL")
APPLICATION = ("VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY", "VONAGE_PRIVATE_KEY_PATH")
ACCOUNT = ("VONAGE_API_KEY", "VONAGE_API_SECRET")
SIGNATURE = ("VONAGE_SIGNATURE_SECRET", "VONAGE_SIGNATURE_METHOD")
# Also these may be shown: they open nothing.
SHOWN = {*PUBLIC, "VONAGE_PRIVATE_KEY_PATH", "VONAGE_SIGNATURE_METHOD"}
TEST_TEXT = "This is a test of {event}. Links will begin with {site}"


class TestNotSent(Exception):
    """A test message that surely did not go out; the words say why, without the number."""

    __test__ = False  # nothing for pytest to collect


@dataclass(frozen=True)
class TestSent:
    """A test message that went out, or may have."""

    hint: str
    provider_id: str
    doubt: str = ""


@dataclass(frozen=True)
class WebhookAddress:
    url: str
    messages_field: str
    sms_field: str


def backend_name() -> str:
    return BACKENDS.get(settings.SMS_BACKEND, settings.SMS_BACKEND)


def findings() -> list[checks.CheckMessage]:
    """Return what the system checks say about texts, errors first."""
    said = checks.run_checks(tags=[checks.Tags.compatibility], include_deployment_checks=True)
    ours = [message for message in said if str(message.id).startswith("messaging.")]
    return sorted(ours, key=lambda message: (-message.level, str(message.id)))


def shown_settings() -> list[tuple[str, str]]:
    """Return the settings that count for the backend; of a secret, whether it is there."""
    names = [*PUBLIC]
    if settings.SMS_BACKEND == MESSAGES_API:
        names += [*APPLICATION, "VONAGE_SIGNATURE_SECRET"]
    elif settings.SMS_BACKEND == SMS_API:
        names += [*ACCOUNT, *SIGNATURE]
    return [(name, _shown(name)) for name in names]


def _shown(name: str) -> str:
    value = str(getattr(settings, name))
    if value and name == "VONAGE_PRIVATE_KEY_PATH" and "\n" in value:
        return "(a key, where a path belongs)"
    return value if value and name in SHOWN else ("(set)" if value else "(empty)")


def webhook_addresses() -> list[WebhookAddress]:
    """Return what is entered at Vonage, and into which fields of its dashboard."""
    return [
        WebhookAddress(
            f"{settings.SITE_URL}{reverse('vonage:status')}", "Status URL", "Delivery receipts"
        ),
        WebhookAddress(
            f"{settings.SITE_URL}{reverse('vonage:inbound')}", "Inbound URL", "Inbound SMS"
        ),
    ]


@sensitive_variables("number", "phone", "recipient")
def send_test(number: str, event: Event | None) -> TestSent:
    """Send one text to the operator's own number; raises InvalidPhone and TestNotSent.

    By the backend itself, not the queue: the answer is wanted now. It counts for no event.
    """
    phone = parse_phone(number, event.region if event else settings.PHONE_REGION)
    if is_opted_out(Recipient(phone).fingerprint):
        raise TestNotSent("This number asked for no more texts (STOP). Text START from it first.")
    messaging = EventMessaging.objects.for_event(event) if event else None
    body = TEST_TEXT.format(event=event.name if event else "Smilebooth", site=settings.SITE_URL)
    try:
        provider_id = get_backend().send(
            to=phone,
            body=body,
            client_ref=str(uuid4()),
            channel=messaging.channel if messaging else "sms",
            sender=messaging.sender if messaging else "",
        )
    except (SmsError, ImproperlyConfigured) as error:
        raise TestNotSent(str(error)) from error
    except SmsUnknown as error:
        return TestSent(number_hint(phone), "", doubt=str(error))
    return TestSent(number_hint(phone), provider_id)
