"""Texts go out through the backend that SMS_BACKEND names."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .base import BaseSmsBackend, Fault, SmsError, SmsUnknown

__all__ = [
    "BaseSmsBackend",
    "Fault",
    "SmsError",
    "SmsUnknown",
    "get_backend",
    "get_backend_class",
]


def get_backend() -> BaseSmsBackend:
    """Return a new instance of the backend; ImproperlyConfigured when the setting is wrong."""
    return get_backend_class()()


def get_backend_class() -> type[BaseSmsBackend]:
    path = settings.SMS_BACKEND
    try:
        found = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"SMS_BACKEND={path!r} cannot be imported: {error}") from error
    if not (isinstance(found, type) and issubclass(found, BaseSmsBackend)):
        raise ImproperlyConfigured(f"SMS_BACKEND={path!r} is no subclass of BaseSmsBackend.")
    return found
