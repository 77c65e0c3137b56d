"""Every text, with its history, its receipts and the consent it rests on."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html

from gallery.errors import GalleryError
from messaging.admin.erasing import erase_page
from messaging.admin.exporting import export_page
from messaging.admin.readonly import ReadOnlyAdmin, ReadOnlyInline
from messaging.models import DeliveryReceipt, Message, MessageChange
from messaging.services import cancel_message, settle_unknown


class ChangeInline(ReadOnlyInline):
    model = MessageChange
    verbose_name_plural = "history"
    fields = ["at", "from_status", "to_status", "source", "cause", "actor"]


class ReceiptInline(ReadOnlyInline):
    model = DeliveryReceipt
    verbose_name_plural = "delivery receipts"
    fields = ["received_at", "occurred_at", "status", "error_code", "reason", "price", "currency"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin[Message]):
    change_list_template = "admin/messaging/message_list.html"
    list_display = [
        "created_at",
        "event",
        "channel",
        "recipient_hint",
        "status",
        "failure",
        "cost",
        "link",
    ]
    list_filter = ["status", "channel", "kind", "event", "backend", "created_at"]
    list_select_related = ["event", "share_link"]
    date_hierarchy = "created_at"
    actions = ["cancel", "settle_arrived", "settle_lost"]
    inlines = [ChangeInline, ReceiptInline]
    fieldsets = [
        (None, {"fields": ["event", "kind", "channel", "recipient_hint", "link", "body"]}),
        (
            "Consent",
            {"fields": ["consent_wording", "consent_given", "consent_where", "consent_news"]},
        ),
        (
            "Sending",
            {
                "fields": [
                    "status",
                    "failure",
                    "error_code",
                    "attempts",
                    "segments",
                    "cost",
                    "currency",
                    "backend",
                    "provider_message_id",
                    "public_id",
                    "replaces",
                ]
            },
        ),
        (
            "Times",
            {
                "fields": [
                    "created_at",
                    "next_attempt_at",
                    "sending_at",
                    "submitted_at",
                    "delivered_at",
                    "erased_at",
                ]
            },
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "erase/",
                self.admin_site.admin_view(erase_page),
                name="messaging_message_erase",
            ),
            path(
                "export/",
                self.admin_site.admin_view(export_page),
                name="messaging_message_export",
            ),
        ]
        return own + super().get_urls()

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.change_message")

    @admin.display(description="Link")
    def link(self, message: Message) -> str:
        if message.share_link is None:
            return "-"
        address = message.share_link.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, address)

    @admin.display(description="Agreed to")
    def consent_wording(self, message: Message) -> str:
        return f"{message.consent.wording} ({message.consent.version})" if message.consent else "-"

    @admin.display(description="Agreed at")
    def consent_given(self, message: Message) -> Any:
        return message.consent.given_at if message.consent else "-"

    @admin.display(description="Asked")
    def consent_where(self, message: Message) -> str:
        if message.consent is None:
            return "-"
        where = [message.consent.get_source_display(), message.consent.device]
        return ", ".join(filter(None, where))

    @admin.display(description="News from the organiser", boolean=True)
    def consent_news(self, message: Message) -> bool:
        return bool(message.consent and message.consent.allows_marketing)

    @admin.action(description="Cancel what waits", permissions=["settle"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        self._each(request, chosen, lambda one, user: cancel_message(message=one, actor=user))

    @admin.action(description="Unknown: it arrived", permissions=["settle"])
    def settle_arrived(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        self._settle(request, chosen, has_arrived=True)

    @admin.action(description="Unknown: it did not arrive", permissions=["settle"])
    def settle_lost(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        self._settle(request, chosen, has_arrived=False)

    def _settle(
        self, request: HttpRequest, chosen: QuerySet[Message], *, has_arrived: bool
    ) -> None:
        def settle(message: Message, user: User) -> None:
            settle_unknown(message=message, has_arrived=has_arrived, actor=user)

        self._each(request, chosen, settle)

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[Message],
        operation: Callable[[Message, User], None],
    ) -> None:
        done, refused = 0, set()
        for message in chosen.select_related("event"):
            try:
                operation(message, request.user)  # type: ignore[arg-type]  # signed in: see admin
                done += 1
            except GalleryError as error:
                refused.add(error.detail)
        if done:
            self.message_user(request, f"{done} done.", messages.SUCCESS)
        for sentence in sorted(refused):
            self.message_user(request, f"Left alone: {sentence}", messages.WARNING)
