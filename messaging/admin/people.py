"""Who agreed, who wants no more texts, and what phones answered."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.admin.readonly import ReadOnlyAdmin
from messaging.models import Consent, InboundText, OptOut
from messaging.services import lift_opt_out


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin[Consent]):
    list_display = ["given_at", "event", "channel", "source", "version", "news"]
    list_filter = ["source", "channel", "event", "given_at"]
    list_select_related = ["event"]
    exclude = ["recipient_hash"]

    @admin.display(description="News", boolean=True)
    def news(self, consent: Consent) -> bool:
        return consent.allows_marketing


@admin.register(OptOut)
class OptOutAdmin(ReadOnlyAdmin[OptOut]):
    """A number is looked up on the page for erasing, by POST."""

    list_display = ["short_hash", "created_at", "source", "keyword", "lifted_at", "lifted_by"]
    list_filter = ["source", "created_at", "lifted_at"]
    actions = ["lift"]

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.change_optout")

    @admin.display(description="Hash of the number")
    def short_hash(self, entry: OptOut) -> str:
        return f"{entry.recipient_hash[:8]}…"

    @admin.action(description="Lift: they asked staff for texts again", permissions=["lift"])
    def lift(self, request: HttpRequest, chosen: QuerySet[OptOut]) -> None:
        name = request.user.get_username()
        lifted = sum(lift_opt_out(entry.recipient_hash, by=name) for entry in chosen)
        self.message_user(request, f"{lifted} lifted.", messages.SUCCESS)


@admin.register(InboundText)
class InboundTextAdmin(ReadOnlyAdmin[InboundText]):
    list_display = ["received_at", "event", "recipient_hint", "kind", "text"]
    list_filter = ["kind", "event", "received_at"]
    list_select_related = ["event"]
    exclude = ["recipient_hash"]
