"""Look a number up by POST, see what there is of it, and erase everything."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from gallery.errors import GalleryError
from messaging.models import Consent, InboundText, Message, OptOut
from messaging.recipients import Recipient
from messaging.services import erase_recipient, opt_out
from messaging.services.erasure import has_opted_out
from messaging.vault import SealBroken

PERMISSION = "messaging.erase_recipients"


class RecipientForm(forms.Form):
    number = forms.CharField(
        label="Number or e-mail address",
        max_length=320,
        help_text="A number with + and its country's code.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> Recipient:
        typed = self.cleaned_data["number"]
        try:
            if "@" in typed:
                return Recipient.from_email(typed)
            # Of no country where none is written: erasing the wrong number cannot be undone.
            return Recipient.from_phone(typed, "ZZ")
        except GalleryError as error:
            raise forms.ValidationError(error.detail) from None


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@sensitive_variables("form", "recipient")
def erase_page(request: HttpRequest) -> HttpResponse:
    """Type a number, see what there is, press again. No page shows the number back."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if "sealed" in request.POST:
        try:
            recipient = Recipient.unsealed(request.POST["sealed"])
        except SealBroken:
            raise SuspiciousOperation("No page of ours has sent this.") from None
        act = _enter_opt_out if "stop" in request.POST else _erase
        act(request, recipient)
        return redirect("admin:messaging_message_erase")
    form = RecipientForm(request.POST or None)
    found: dict[str, Any] = {}
    if form.is_valid():
        recipient = form.cleaned_data["number"]
        found = {**_found(recipient), "sealed": recipient.sealed}
        form = RecipientForm()
    context = {
        **admin.site.each_context(request),
        "title": "Erase everything about a number",
        "form": form,
        "found": found,
    }
    return TemplateResponse(request, "admin/messaging/erase.html", context)


def _found(recipient: Recipient) -> dict[str, Any]:
    fingerprint = recipient.fingerprint
    texts = Message.objects.to_recipient(recipient)
    return {
        "hint": recipient.hint,
        "texts": texts.count(),
        "waiting": texts.waiting().count(),
        "events": sorted(set(texts.values_list("event__name", flat=True))),
        "consents": Consent.objects.filter(recipient_hash=fingerprint).count(),
        "answers": InboundText.objects.filter(recipient_hash=fingerprint).count(),
        "has_opted_out": has_opted_out(recipient),
    }


def _enter_opt_out(request: HttpRequest, recipient: Recipient) -> None:
    opt_out(recipient.fingerprint, source=OptOut.Source.STAFF, keyword="")
    messages.success(request, f"{recipient.hint} gets no more texts.")


def _erase(request: HttpRequest, recipient: Recipient) -> None:
    count = erase_recipient(recipient)
    LogEntry.objects.create(
        user_id=request.user.pk or 0,
        content_type=ContentType.objects.get_for_model(Message),
        object_repr="A number",
        action_flag=CHANGE,
        change_message=f"Erased everything about a number: {count} texts.",
    )
    messages.success(request, f"Erased. {count} texts keep their place in the counts, no more.")
