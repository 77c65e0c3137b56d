"""The admin's page for setting up texts: what is missing, addresses for Vonage, a test."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gallery.models import Event
from messaging import setup
from messaging.phones import InvalidPhone


class TestForm(forms.Form):
    """One text to the operator's own number; it is kept nowhere."""

    __test__ = False  # nothing for pytest to collect

    number = forms.CharField(
        label="Your own number",
        max_length=64,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    event = forms.ModelChoiceField(
        queryset=Event.objects.order_by("-date", "name"),
        required=False,
        help_text="Whose country, sender and channel the test uses.",
    )
    is_agreed = forms.BooleanField(label="The number is mine, and one text may be charged")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
def setup_page(request: HttpRequest) -> HttpResponse:
    """Show what is missing; POST sends a test. For superusers."""
    if not cast("User", request.user).is_superuser:
        raise PermissionDenied
    form = TestForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _send(request, form):
        return redirect("messaging-setup")
    context = {
        **admin.site.each_context(request),
        "title": "Set up text messages",
        "backend": setup.backend_name(),
        "settings": setup.shown_settings(),
        "findings": setup.findings(),
        "addresses": setup.webhook_addresses(),
        "form": form,
    }
    return TemplateResponse(request, "admin/messaging/setup.html", context)


def _send(request: HttpRequest, form: TestForm) -> bool:
    """Send the test; False when the form is to be shown again with what is wrong."""
    try:
        sent = setup.send_test(form.cleaned_data["number"], form.cleaned_data["event"])
    except InvalidPhone as error:
        form.add_error("number", str(error))
        return False
    except setup.TestNotSent as error:
        form.add_error(None, f"Nothing was sent. {error}")
        return False
    if sent.doubt:
        words = f"The test may have been sent to {sent.hint}. {sent.doubt}"
        messages.warning(request, words)
    else:
        messages.success(request, f"Sent to {sent.hint}, as {sent.provider_id}.")
    return True
