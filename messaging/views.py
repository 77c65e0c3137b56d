"""A guest asks for a text from the page of a shared link, where the event allows it.

Holding a live link is the right to ask. What limits it: texts per link, per network address,
per number and per event, the event's countries and its budget.
"""

import json
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from gallery.errors import GalleryError
from gallery.models import ShareLink
from gallery.models.sharing import TOKEN_PATTERN
from gallery.ratelimits import client_address
from messaging.api.serializers import ShareOrderSerializer
from messaging.models import Consent, Message
from messaging.services import TextsUnavailable, request_message
from messaging.services.board import texting_of
from messaging.services.limits import enforce_address_limit
from messaging.services.requests import NOT_FROM_HERE, SWITCHED_OFF

# An order takes some hundred bytes.
LARGEST_BODY = 16 * 1024


class OddOrder(GalleryError):
    """An order that no page of ours has sent."""

    status = 400
    code = "invalid"


class ConsentChanged(GalleryError):
    """The guest agreed to words that are no longer the event's."""

    status = 409
    code = "consent_changed"


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("phone", "email")
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """GET the form (or `?key=` how far an order has come), POST an order; HTML or JSON."""
    share = _live_share(token)
    try:
        if request.method == "POST":
            answer = _order(request, share)
        elif "key" in request.GET and _wants_json(request):
            answer = _status(request, share)
        else:
            answer = _form(request, share)
    except GalleryError as error:
        answer = _refusal(request, share, error)
    # Not no-referrer: a browser then posts the form with "Origin: null", which looks forged.
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _live_share(token: str) -> ShareLink:
    if not TOKEN_PATTERN.match(token):  # PostgreSQL bears no NUL, not even in a question
        raise Http404
    links = ShareLink.objects.select_related("event", "snap__event", "strip__event")
    share = links.filter(token=token).first()
    if share is None or not share.is_alive() or share.photo.is_ruled_out:
        raise Http404
    return share


def _form(request: HttpRequest, share: ShareLink) -> HttpResponse:
    texting = texting_of(share.event)
    if _wants_json(request):
        return JsonResponse(texting)
    return _page(request, share, status=200 if texting["from_share_page"] else 404)


@sensitive_variables()
def _order(request: HttpRequest, share: ShareLink) -> HttpResponse:
    enforce_address_limit(client_address(request))
    texting = texting_of(share.event)
    if not texting["from_share_page"]:
        # Before anything else: where nobody may ask, nobody learns about a number either.
        raise TextsUnavailable(NOT_FROM_HERE if texting["is_enabled"] else SWITCHED_OFF)
    order = ShareOrderSerializer(data=_body(request))
    if not order.is_valid():
        raise OddOrder(_first_fault(order.errors))
    asked = order.validated_data
    words = texting["email_consent" if asked.get("email") else "consent"]
    if asked["consent"] and asked["consent_version"] != words["version"]:
        raise ConsentChanged("The sentence to agree to has changed. Please read it once more.")
    message, is_new = request_message(
        event=share.event,
        share=share,
        phone=asked.get("phone", ""),
        email=asked.get("email", ""),
        consent_text=words["wording"],
        consented=asked["consent"],
        wants_news=asked["wants_news"],
        idempotency_key=asked["idempotency_key"],
        source=Consent.Source.SHARE_PAGE,
        language=asked["language"],
    )
    if _wants_json(request):
        return JsonResponse(_public(message), status=201 if is_new else 200)
    return render(request, "messaging/asked.html", {"share": share, "event": share.event})


def _status(request: HttpRequest, share: ShareLink) -> HttpResponse:
    try:
        key = UUID(request.GET["key"])
    except ValueError:
        raise Http404 from None
    message = Message.objects.filter(share_link=share, idempotency_key=key).first()
    if message is None:
        raise Http404
    return JsonResponse(_public(message))


def _public(message: Message) -> dict[str, Any]:
    """What whoever holds the link may know: staff's reasons are not theirs to read."""
    return {
        "idempotency_key": str(message.idempotency_key),
        "status": message.status,
        "recipient_hint": message.recipient_hint,
    }


@sensitive_variables()
def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        size = 0
    if size > LARGEST_BODY:
        raise OddOrder("That is too large for an order.")
    if request.content_type != "application/json":
        form = {name: request.POST[name] for name in request.POST if request.POST[name] != ""}
        return {"consent": False, **form}
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):  # a thousand brackets are within the size
        raise OddOrder("That is no JSON.") from None
    if not isinstance(data, dict):
        raise OddOrder("Send one JSON object.")
    return data


def _first_fault(errors: Any) -> str:
    name, faults = next(iter(errors.items()))
    words = str(faults[0]) if isinstance(faults, list) else str(faults)
    return words if name == "non_field_errors" else f"{name}: {words}"


def _refusal(request: HttpRequest, share: ShareLink, error: GalleryError) -> HttpResponse:
    answer: HttpResponse
    if _wants_json(request):
        body = {"code": error.code, "detail": error.detail}
        answer = JsonResponse(body, status=error.status)
    else:
        answer = _page(request, share, error=error.detail, status=error.status)
    for name, value in error.headers.items():
        answer[name] = value
    return answer


def _page(request: HttpRequest, share: ShareLink, *, status: int, error: str = "") -> HttpResponse:
    context = {
        "share": share,
        "event": share.event,
        "texting": texting_of(share.event),
        "key": request.POST.get("idempotency_key") or uuid4(),
        "error": error,
    }
    return render(request, "messaging/ask.html", context, status=status)


def _wants_json(request: HttpRequest) -> bool:
    wanted = request.get_preferred_type(["text/html", "application/json"])
    return wanted == "application/json" or request.content_type == "application/json"
