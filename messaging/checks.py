"""What an operator should know about texts before the first guest does."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from phonenumbers import SUPPORTED_REGIONS

from messaging.sms import get_backend_class
from messaging.sms.vonage_signatures import METHODS

CONSOLE = "messaging.sms.console.SmsBackend"
MESSAGES_API = "messaging.sms.vonage_messages.SmsBackend"
SMS_API = "messaging.sms.vonage_sms.SmsBackend"
VONAGE = (MESSAGES_API, SMS_API)
# Backends whose texts reach no phone.
LOCAL = (CONSOLE, "messaging.sms.locmem.SmsBackend", "messaging.sms.file.SmsBackend")

SET_UP = "manage.py check_messaging says what to do; docs/messaging.md where to find it."
KEY_HINT = (
    "The key itself goes into VONAGE_PRIVATE_KEY, its file's path into VONAGE_PRIVATE_KEY_PATH."
)


@register(Tags.compatibility)
def check_sms_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report an SMS_BACKEND that does not import or is no backend."""
    try:
        get_backend_class()
    except ImproperlyConfigured as error:
        hint = f"Use console, file, vonage, vonage-sms, or a dotted path such as {CONSOLE}."
        return [Error(str(error), hint=hint, id="messaging.E001")]
    return []


@register(Tags.compatibility)
def check_phone_region(**_kwargs: Any) -> list[CheckMessage]:
    """Report a PHONE_REGION that is no country: every number without + would be refused."""
    if settings.PHONE_REGION in SUPPORTED_REGIONS:
        return []
    message = f"PHONE_REGION={settings.PHONE_REGION!r} is not a country."
    hint = "Use two capital letters of ISO 3166, such as US, or GB for the United Kingdom."
    return [Error(message, hint=hint, id="messaging.E002")]


@register(Tags.compatibility, deploy=True)
def check_texts_leave_the_machine(**_kwargs: Any) -> list[CheckMessage]:
    """Warn, in `check --deploy` only, of texts that are printed or kept instead of sent."""
    if settings.SMS_BACKEND not in LOCAL:
        return []
    name = settings.SMS_BACKEND.split(".")[-2]
    message = f"SMS_BACKEND is {name}: texts stay on this machine, no guest receives one."
    return [Warning(message, hint="Name a provider's backend.", id="messaging.W001")]


@register(Tags.compatibility)
def check_links_open_elsewhere(**_kwargs: Any) -> list[CheckMessage]:
    """Warn of real texts whose links open on this machine or network only."""
    if settings.SMS_BACKEND in LOCAL or not _is_private(settings.SITE_URL):
        return []
    message = f"Texts are sent, but their links begin with SITE_URL={settings.SITE_URL}."
    hint = "Set SITE_URL to the address that guests reach from their own network."
    return [Warning(message, hint=hint, id="messaging.W002")]


def _is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".localhost"))


@register(Tags.compatibility)
def check_vonage_credentials(**_kwargs: Any) -> list[CheckMessage]:
    """Report what Vonage's backends lack; where another sends, warn of what is half filled in."""
    key = "VONAGE_PRIVATE_KEY"
    has_key = bool(settings.VONAGE_PRIVATE_KEY or settings.VONAGE_PRIVATE_KEY_PATH)
    application = {"VONAGE_APPLICATION_ID": bool(settings.VONAGE_APPLICATION_ID), key: has_key}
    has_secret = bool(settings.VONAGE_API_SECRET or settings.VONAGE_SIGNATURE_SECRET)
    account = {"VONAGE_API_KEY": bool(settings.VONAGE_API_KEY), "VONAGE_API_SECRET": has_secret}
    backend = settings.SMS_BACKEND
    if backend == MESSAGES_API:
        return _missing(application, "vonage", "010")
    if backend == SMS_API:
        return _missing(account, "vonage-sms", "011")
    return [
        *_half_filled(application, "010"),
        # A key alone is no half: webhooks of the Messages API may be held against it.
        *(_half_filled(account, "011") if settings.VONAGE_API_SECRET else []),
    ]


def _missing(needed: dict[str, bool], backend: str, number: str) -> list[CheckMessage]:
    empty = [name for name, is_set in needed.items() if not is_set]
    if not empty:
        return []
    verb = "is" if len(empty) == 1 else "are"
    message = f"SMS_BACKEND is {backend}, but {' and '.join(empty)} {verb} empty."
    return [Error(message, hint=SET_UP, id=f"messaging.E{number}")]


def _half_filled(pair: dict[str, bool], number: str) -> list[CheckMessage]:
    empty = [name for name, is_set in pair.items() if not is_set]
    if len(empty) != 1:
        return []
    other = next(name for name in pair if name not in empty)
    message = f"{other} is set, but {empty[0]} is empty."
    return [Warning(message, hint=SET_UP, id=f"messaging.W{number}")]


@register(Tags.compatibility)
def check_vonage_private_key(**_kwargs: Any) -> list[CheckMessage]:
    """Report a key that is none, a path where a key belongs, a file that cannot be read."""
    given = [settings.VONAGE_PRIVATE_KEY, settings.VONAGE_PRIVATE_KEY_PATH]
    if not any(given):
        return []
    severity, letter = (Error, "E") if settings.SMS_BACKEND == MESSAGES_API else (Warning, "W")
    if all(given):
        message = "VONAGE_PRIVATE_KEY and VONAGE_PRIVATE_KEY_PATH are both set; the first counts."
        return [Warning(message, hint="Remove one of them.", id="messaging.W012")]
    from messaging.sms.vonage_client import private_key  # noqa: PLC0415  # a second to import

    try:
        private_key()
    except ImproperlyConfigured as error:
        return [severity(str(error), hint=KEY_HINT, id=f"messaging.{letter}012")]
    return []


@register(Tags.compatibility)
def check_vonage_sender(**_kwargs: Any) -> list[CheckMessage]:
    """Report a sender that no network knows: neither a number nor a short name."""
    if settings.SMS_BACKEND not in VONAGE:
        return []
    sender = settings.VONAGE_SENDER
    hint = "A number of your Vonage account as +12015550100; a name of at most 11 letters and "
    hint += "digits only where the guests' country allows it, never in the US."
    if not sender:
        return [Error("VONAGE_SENDER is empty.", hint=hint, id="messaging.E013")]
    if re.fullmatch(r"\+?[1-9]\d{2,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", sender):
        return []
    message = f"VONAGE_SENDER={sender!r} is neither a number nor a sender's name."
    return [Error(message, hint=hint, id="messaging.E013")]


@register(Tags.compatibility)
def check_vonage_webhooks(**_kwargs: Any) -> list[CheckMessage]:
    """Report what webhooks cannot be verified with."""
    messages: list[CheckMessage] = []
    if settings.SMS_BACKEND in VONAGE and not settings.VONAGE_SIGNATURE_SECRET:
        message = "VONAGE_SIGNATURE_SECRET is empty: every receipt and every STOP is refused."
        hint = "Copy the signature secret from the Vonage dashboard's API settings."
        messages.append(Warning(message, hint=hint, id="messaging.W014"))
    if settings.VONAGE_SIGNATURE_METHOD not in METHODS:
        message = f"VONAGE_SIGNATURE_METHOD={settings.VONAGE_SIGNATURE_METHOD!r} is no method."
        hint = f"Use {', '.join(METHODS)}: the one in the Vonage dashboard's API settings."
        messages.append(Error(message, hint=hint, id="messaging.E015"))
    return messages


@register(Tags.compatibility)
def check_vonage_endpoint(**_kwargs: Any) -> list[CheckMessage]:
    """Report an address that is none, or that would send keys and numbers in the clear."""
    address = settings.VONAGE_ENDPOINT_URL
    parts = urlsplit(address)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    schemes = {"https", "http"} if is_here else {"https"}
    if not address or (parts.hostname and parts.scheme in schemes):
        return []
    message = f"VONAGE_ENDPOINT_URL={address!r} is not an https:// address."
    return [
        Error(message, hint="Write it like https://HOST, or leave it empty.", id="messaging.E016")
    ]
