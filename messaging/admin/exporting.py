"""Texts as CSV, streamed; numbers are whole only for who may, asks for it, and is noted."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from gallery.models import Event
from gallery.streaming import Stream, in_thread, stream_response
from messaging.models import Message
from messaging.vault import SealBroken

PAGE = 500
WHOLE = "messaging.export_recipients"
# A cell that begins so is a formula to a spreadsheet.
# https://owasp.org/www-community/attacks/CSV_Injection
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")

COLUMNS: dict[str, Callable[[Message], Any]] = {
    "id": lambda one: one.public_id,
    "event": lambda one: one.event.name,
    "kind": lambda one: one.kind,
    "channel": lambda one: one.channel,
    "recipient": lambda one: one.recipient_hint or "erased",
    "status": lambda one: one.status,
    "failure": lambda one: one.failure,
    "ordered": lambda one: one.created_at.isoformat(),
    "sent": lambda one: one.submitted_at.isoformat() if one.submitted_at else "",
    "delivered": lambda one: one.delivered_at.isoformat() if one.delivered_at else "",
    "attempts": lambda one: one.attempts,
    "segments": lambda one: one.segments,
    "cost": lambda one: one.cost,
    "currency": lambda one: one.currency,
    "replaces": lambda one: one.replaces.public_id if one.replaces else "",
    "consent": lambda one: one.consent.wording if one.consent else "",
    "consent version": lambda one: one.consent.version if one.consent else "",
    "consent given": lambda one: one.consent.given_at.isoformat() if one.consent else "",
    "asked": lambda one: one.consent.source if one.consent else "",
    "news": lambda one: "yes" if one.consent and one.consent.allows_marketing else "no",
}


class ExportForm(forms.Form):
    event = forms.ModelChoiceField(
        queryset=Event.objects.order_by("-date", "name"), required=False, empty_label="All events"
    )
    is_whole = forms.BooleanField(
        label="With whole numbers and addresses",
        required=False,
        help_text="It is noted who took them out, and when.",
    )


@never_cache
@require_http_methods(["GET", "POST"])
def export_page(request: HttpRequest) -> HttpResponseBase:
    if not request.user.has_perm("messaging.view_message"):
        raise PermissionDenied
    may_see_whole = request.user.has_perm(WHOLE)
    form = ExportForm(request.POST or None)
    if not may_see_whole:
        del form.fields["is_whole"]
    if form.is_valid():
        return _file(request, form)
    context = {
        **admin.site.each_context(request),
        "title": "Export texts as CSV",
        "form": form,
    }
    return TemplateResponse(request, "admin/messaging/export.html", context)


def _file(request: HttpRequest, form: ExportForm) -> HttpResponseBase:
    event: Event | None = form.cleaned_data["event"]
    is_whole: bool = form.cleaned_data.get("is_whole", False)
    if is_whole:
        LogEntry.objects.create(
            user_id=request.user.pk or 0,
            content_type=ContentType.objects.get_for_model(Message),
            object_repr=str(event or "All events"),
            action_flag=CHANGE,
            change_message="Exported texts with whole numbers.",
        )
    stream = _stream(event.pk if event else None, is_whole)
    response = stream_response(request, stream, "text/csv; charset=utf-8")
    name = f"texts-{event.slug}" if event else "texts"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


async def _stream(event_id: int | None, is_whole: bool) -> Stream:
    # A byte-order mark, by which Excel knows UTF-8.
    yield ("\ufeff" + as_csv([list(COLUMNS)])).encode()
    after = 0
    while True:
        text, after = await in_thread(csv_page, event_id, after, is_whole)
        if not text:
            return
        yield text.encode()


@sensitive_variables()
def csv_page(event_id: int | None, after: int, is_whole: bool) -> tuple[str, int]:
    """Return lines of texts whose key is above `after`, and the last key; "" at the end."""
    rows = Message.objects.select_related("event", "consent", "replaces").order_by("pk")
    if event_id is not None:
        rows = rows.filter(event_id=event_id)
    found = list(rows.filter(pk__gt=after)[:PAGE])
    if not found:
        return "", after
    return as_csv([_line(one, is_whole) for one in found]), found[-1].pk


def _line(message: Message, is_whole: bool) -> list[Any]:
    line = {name: value(message) for name, value in COLUMNS.items()}
    if is_whole and message.recipient_cipher:
        try:
            line["recipient"] = message.recipient.reveal()
        except SealBroken:
            line["recipient"] = "cannot be read: its key is missing"
    return list(line.values())


def as_csv(lines: list[list[Any]]) -> str:
    output = io.StringIO()
    csv.writer(output, quoting=csv.QUOTE_ALL).writerows(
        [[harmless(str(cell)) for cell in line] for line in lines]
    )
    return output.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a quote goes before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(DANGEROUS) else cell
