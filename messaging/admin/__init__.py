"""Texts in Django's admin: no number is shown, and none is searched for by an address."""

from messaging.admin import messages, people, settings

__all__ = ["messages", "people", "settings"]
