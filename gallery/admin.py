"""Set events up and moderate their photos."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery import admin_removals  # noqa: F401  # its registration
from gallery.admin_readonly import ActionsAdmin
from gallery.api.serializers import thumb_url
from gallery.forms import EventForm
from gallery.lettering import uncovered
from gallery.models import Event, EventMembership, ShareLink, Snap, Strip, TakedownRequest
from gallery.services import publishing, takedowns

admin.site.site_header = "Smilebooth"
admin.site.site_title = "Smilebooth"
admin.site.index_title = "Events and photos"


class MembershipInline(admin.TabularInline[EventMembership, Event]):
    model = EventMembership
    extra = 1
    autocomplete_fields = ["user"]


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    form = EventForm
    list_display = ["name", "date", "place", "gallery_privacy", "is_moderated", "ends", "pages"]
    list_filter = ["date", "gallery_privacy", "is_moderated", "smile_policy"]
    search_fields = ["name", "slug", "place"]
    readonly_fields = ["purged_at"]
    date_hierarchy = "date"
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "date", "place", "welcome_text"]}),
        ("Look", {"fields": ["accent_color", "logo", "layout", "filter"]}),
        ("Booth", {"fields": ["frame_count", "first_countdown", "next_countdown"]}),
        ("Smiles", {"fields": ["smile_policy", "smile_rule", "smile_threshold"]}),
        (
            "Guests",
            {
                "fields": [
                    "gallery_privacy",
                    ("new_passcode", "make_passcode"),
                    "is_moderated",
                    "allows_guest_uploads",
                    "link_days",
                    "phone_region",
                ]
            },
        ),
        ("When it is over", {"fields": ["expires_at", "delete_after_days", "purged_at"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.made_passcode:
            text = (
                f"The gallery's passcode is {form.made_passcode}. Note it: it is not shown again."
            )
            self.message_user(request, text, messages.WARNING)
        if left_out := uncovered(obj.name):
            self.message_user(
                request,
                f"Strips are printed without these characters of the name: {left_out}",
                messages.WARNING,
            )

    @admin.display(description="Closes", ordering="expires_at")
    def ends(self, event: Event) -> str:
        if event.purged_at is not None:
            return "over, photos deleted"
        return (
            "over" if event.is_over else date_format(timezone.localtime(event.expires_at), "j M Y")
        )

    @admin.display(description="Pages")
    def pages(self, event: Event) -> SafeString:
        return format_html(
            '<a href="{}">Booth</a> · <a href="{}">Gallery</a>',
            reverse("booth:booth", args=[event.slug]),
            event.get_absolute_url(),
        )


class PublishedFilter(admin.SimpleListFilter):
    title = "what guests see"
    parameter_name = "seen"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("published", "In the gallery"), ("hidden", "Hidden"), ("waiting", "Waiting")]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        conditions: dict[str | None, dict[str, Any]] = {
            "published": {"published_at__isnull": False},
            "hidden": {"hidden_at__isnull": False},
            "waiting": {"moderation": "waiting", "hidden_at__isnull": True},
        }
        wanted = conditions.get(self.value())
        return queryset.filter(**wanted) if wanted else None


class PhotoAdmin(ActionsAdmin[Any]):
    """Moderation that snaps and strips share. Photos come from booths, not from here."""

    actions = ["hide", "unhide", "approve", "reject"]
    list_select_related = ["event"]
    date_hierarchy = "created_at"

    def _each(self, request: HttpRequest, photos: QuerySet[Any], operation: Any, done: str) -> None:
        results = [operation(photo) for photo in photos.select_related("event")]
        self.message_user(request, f"{sum(results)} {done}.", messages.SUCCESS)
        if gone := results.count(False):
            text = f"{gone} left alone: refused photos are deleted after a day."
            self.message_user(request, text, messages.WARNING)

    @admin.action(description="Hide from guests", permissions=["change"])
    def hide(self, request: HttpRequest, photos: QuerySet[Any]) -> None:
        self._each(request, photos, publishing.hide, "hidden")

    @admin.action(description="Show to guests again", permissions=["change"])
    def unhide(self, request: HttpRequest, photos: QuerySet[Any]) -> None:
        self._each(request, photos, publishing.unhide, "no longer hidden")

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, photos: QuerySet[Any]) -> None:
        self._each(request, photos, publishing.approve, "approved")

    @admin.action(description="Reject", permissions=["change"])
    def reject(self, request: HttpRequest, photos: QuerySet[Any]) -> None:
        self._each(request, photos, publishing.reject, "rejected")

    @admin.display(description="Guests see it", boolean=True)
    def seen(self, photo: Any) -> bool:
        return bool(photo.is_published)


def _preview(address: str | None, name: str) -> SafeString | str:
    if not address:
        return "not ready"
    return format_html(
        '<a href="{0}"><img src="{0}" alt="{1}" height="96" loading="lazy"></a>', address, name
    )


@admin.register(Snap)
class SnapAdmin(PhotoAdmin):
    list_display = ["preview", "event", "taken_at", "origin", "smile_status", "score", "seen"]
    list_filter = ["event", PublishedFilter, "origin", "smile_status", "is_refused", "moderation"]
    search_fields = ["public_id", "event__name"]
    fields = [
        "preview",
        "public_id",
        "event",
        "origin",
        "taken_at",
        "size",
        "smile_status",
        "smile_score",
        "face_count",
        "smile_backend",
        "is_refused",
        "moderation",
        "hidden_at",
        "published_at",
        "purged_at",
        "rendition_status",
    ]

    @admin.display(description="Photo")
    def preview(self, snap: Snap) -> SafeString | str:
        return _preview(thumb_url(snap), str(snap))

    @admin.display(description="Smile", ordering="smile_score")
    def score(self, snap: Snap) -> str:
        return "" if snap.smile_score is None else f"{snap.smile_score:.2f}"

    @admin.display(description="Size")
    def size(self, snap: Snap) -> str:
        return f"{snap.width} by {snap.height} px"


@admin.register(Strip)
class StripAdmin(PhotoAdmin):
    list_display = ["preview", "event", "created_at", "layout", "filter", "status", "seen"]
    list_filter = ["event", PublishedFilter, "layout", "status", "moderation"]
    search_fields = ["public_id", "event__name"]
    fields = [
        "preview",
        "public_id",
        "event",
        "layout",
        "filter",
        "revision",
        "status",
        "failure",
        "moderation",
        "hidden_at",
        "published_at",
        "purged_at",
    ]

    @admin.display(description="Strip")
    def preview(self, strip: Strip) -> SafeString | str:
        return _preview(thumb_url(strip), str(strip))


@admin.register(ShareLink)
class ShareLinkAdmin(admin.ModelAdmin[ShareLink]):
    """Links can be revoked and prolonged; their tokens are not listed."""

    list_display = ["photo", "event", "created_at", "expires_at", "opened_count", "alive"]
    list_filter = ["event", "expires_at"]
    list_select_related = ["event", "snap__event", "strip__event"]
    actions = ["revoke"]
    fields = ["event", "snap", "strip", "filter", "created_by", "expires_at", "revoked_at"]
    readonly_fields = ["event", "snap", "strip", "filter", "created_by", "revoked_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Works", boolean=True)
    def alive(self, link: ShareLink) -> bool:
        return link.is_alive()

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, links: QuerySet[ShareLink]) -> None:
        count = links.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} revoked.", messages.SUCCESS)


class SettledFilter(admin.SimpleListFilter):
    """What waits for staff is what one sees first."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [*TakedownRequest.Status.choices, ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or TakedownRequest.Status.OPEN) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value() or TakedownRequest.Status.OPEN
        return queryset if wanted == "all" else queryset.filter(status=wanted)


@admin.register(TakedownRequest)
class TakedownAdmin(ActionsAdmin[TakedownRequest]):
    """Guests' wishes: the photo is hidden already, here it is decided whether it stays so."""

    list_display = ["preview", "event", "created_at", "reason", "status", "resolved_by"]
    list_filter = [SettledFilter, "event"]
    list_select_related = ["event", "snap__event", "strip__event", "resolved_by"]
    date_hierarchy = "created_at"
    actions = ["uphold", "dismiss"]
    fields = ["preview", "event", "created_at", "reason", "status", "resolved_at", "resolved_by"]

    @admin.display(description="Photo")
    def preview(self, takedown: TakedownRequest) -> SafeString | str:
        return _preview(thumb_url(takedown.photo), str(takedown.photo))

    @admin.action(description="Uphold: leave the photo hidden", permissions=["change"])
    def uphold(self, request: HttpRequest, chosen: QuerySet[TakedownRequest]) -> None:
        self._settle(request, chosen, takedowns.uphold, "upheld")

    @admin.action(description="Dismiss: show the photo again", permissions=["change"])
    def dismiss(self, request: HttpRequest, chosen: QuerySet[TakedownRequest]) -> None:
        self._settle(request, chosen, takedowns.dismiss, "dismissed")

    def _settle(
        self, request: HttpRequest, chosen: QuerySet[TakedownRequest], settle: Any, done: str
    ) -> None:
        rows = chosen.select_related("event", "snap__event", "strip__event")
        results = [settle(takedown, request.user) for takedown in rows]
        self.message_user(request, f"{sum(results)} {done}.", messages.SUCCESS)
        if settled := results.count(False):
            text = f"{settled} left alone: settled before."
            self.message_user(request, text, messages.WARNING)
