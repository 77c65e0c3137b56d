"""How an event texts its guests, on the event's own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gallery.admin import EventAdmin
from gallery.models import Event
from messaging.models import EventMessaging, TextTemplate
from messaging.services.money import budget_sentence


class EventMessagingInline(admin.StackedInline[EventMessaging, Event]):
    model = EventMessaging
    can_delete = False
    readonly_fields = ["spent_so_far"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("is_enabled", "allows_email", "allows_share_page"),
                    ("channel", "sender"),
                    "organiser",
                    "countries",
                    ("budget", "currency", "price"),
                    "spent_so_far",
                    "marketing_wording",
                ]
            },
        )
    ]

    @admin.display(description="Spent")
    def spent_so_far(self, messaging: EventMessaging) -> str:
        return budget_sentence(messaging) if messaging.pk else "Nothing yet."


class TextTemplateInline(admin.TabularInline[TextTemplate, EventMessaging]):
    model = TextTemplate
    extra = 1


@admin.register(EventMessaging)
class EventMessagingAdmin(admin.ModelAdmin[EventMessaging]):
    """An event's own words by language; the rest as on the event's page."""

    list_display = ["event", "is_enabled", "channel", "organiser", "spent"]
    list_select_related = ["event"]
    readonly_fields = ["event"]
    inlines = [TextTemplateInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # made with the event

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# From here, so that the gallery knows nothing of texts.
EventAdmin.inlines = [*EventAdmin.inlines, EventMessagingInline]
