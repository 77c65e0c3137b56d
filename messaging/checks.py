"""What an operator should know about texts before the first guest does."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from phonenumbers import SUPPORTED_REGIONS

from messaging.sms import get_backend_class

CONSOLE = "messaging.sms.console.SmsBackend"


@register(Tags.compatibility)
def check_sms_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report an SMS_BACKEND that does not import or is no backend."""
    try:
        get_backend_class()
    except ImproperlyConfigured as error:
        hint = f"Use the dotted path of a backend's class, such as {CONSOLE}."
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
    """Warn, in `check --deploy` only, of texts that are printed instead of sent."""
    if settings.SMS_BACKEND != CONSOLE:
        return []
    message = "SMS_BACKEND is the console: texts are printed, no guest receives one."
    return [Warning(message, hint="Name a provider's backend.", id="messaging.W001")]
