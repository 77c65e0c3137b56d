"""Admin pages to read, not to change."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from gallery import admin_readonly as readonly

M = TypeVar("M", bound=Model)


class ReadOnlyAdmin(readonly.ReadOnlyAdmin[M]):
    show_full_result_count = False
    # Beginnings of lookups that an address must not hold: numbers, hashes, words.
    unsearchable: tuple[str, ...] = ("recipient", "text", "body", "consent__recipient")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse `?recipient_hash=...`: such things belong in no address and no server's log."""
        if lookup.startswith(self.unsearchable):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
