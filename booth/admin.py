"""Which booths have run."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from booth.models import BoothSession


@admin.register(BoothSession)
class BoothSessionAdmin(admin.ModelAdmin[BoothSession]):
    list_display = ["started_at", "event", "started_by", "last_seen_at", "snap_count", "device"]
    list_filter = ["event"]
    list_select_related = ["event", "started_by"]
    readonly_fields = ["public_id", "event", "started_by", "device", "started_at", "last_seen_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoothSession]:
        return super().get_queryset(request).annotate(snap_count=Count("captures"))

    @admin.display(description="Snaps", ordering="snap_count")
    def snap_count(self, session: BoothSession) -> int:
        return int(getattr(session, "snap_count", 0))
