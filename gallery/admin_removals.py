"""What was deleted, and why: to read, never to change."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat

from gallery.admin_readonly import ReadOnlyAdmin
from gallery.models import Removal


@admin.register(Removal)
class RemovalAdmin(ReadOnlyAdmin[Removal]):
    list_per_page = 100
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
