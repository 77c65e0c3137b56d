"""What was deleted, and why: to read, never to change."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from gallery.models import Removal


@admin.register(Removal)
class RemovalAdmin(admin.ModelAdmin[Removal]):
    list_display = [
        "removed_at",
        "event_name",
        "reason",
        "snaps",
        "strips",
        "share_links",
        "files",
        "space",
    ]
    list_filter = ["reason", "removed_at"]
    search_fields = ["event_name"]
    date_hierarchy = "removed_at"

    @admin.display(description="space", ordering="size")
    def space(self, removal: Removal) -> str:
        return filesizeformat(removal.size)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Removal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Removal | None = None) -> bool:
        return False
