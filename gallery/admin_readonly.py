"""Admin pages of what the booth itself has written."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

M = TypeVar("M", bound=Model)


class KeptAdmin(admin.ModelAdmin[M]):
    """Rows that are neither added nor deleted here."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ActionsAdmin(KeptAdmin[M]):
    """Rows that only the list's actions change."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.fields or [])  # type: ignore[arg-type]


class ReadOnlyAdmin(KeptAdmin[M]):
    """Rows to read."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
