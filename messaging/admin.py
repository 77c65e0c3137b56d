"""Every text in Django's admin: to read, not to change. No number is shown or searched for."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from messaging.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    list_display = ["created_at", "event", "recipient_hint", "status", "failure", "link"]
    list_filter = ["status", "event", "backend", "created_at"]
    list_select_related = ["event", "share_link"]
    list_per_page = 50
    date_hierarchy = "created_at"
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["event", "recipient_hint", "link", "body"]}),
        ("Consent", {"fields": ["consent_record"]}),
        (
            "Sending",
            {
                "fields": [
                    "status",
                    "failure",
                    "attempts",
                    "backend",
                    "provider_message_id",
                    "public_id",
                ]
            },
        ),
        (
            "Times",
            {"fields": ["created_at", "next_attempt_at", "sending_at", "submitted_at"]},
        ),
    ]

    @admin.display(description="Consent")
    def consent_record(self, message: Message) -> str:
        consent = message.consent
        return f"{consent}: {consent.wording}" if consent else "-"

    @admin.display(description="Link")
    def link(self, message: Message) -> str:
        if message.share_link is None:
            return "-"
        address = message.share_link.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, address)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse `?phone_e164=...`: numbers belong in no address and no server's log."""
        if lookup.startswith(("recipient", "consent__recipient", "body")):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
