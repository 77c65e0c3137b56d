"""Where a guest asks for a photo of them to be taken down: one page, one button."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gallery.access import may_see
from gallery.api.serializers import thumb_url
from gallery.models import Event, ShareLink, Snap, Strip, TakedownRequest
from gallery.models.sharing import TOKEN_PATTERN
from gallery.ratelimits import client_address, take_a_try
from gallery.services.takedowns import open_takedown, request_takedown
from gallery.views.doors import closed_page, too_many_tries, wants_json

MODELS: dict[str, type[Snap] | type[Strip]] = {"snap": Snap, "strip": Strip}
DONE = "Thank you for telling us. The photo is hidden now, and the people who run the event know."


@never_cache
@require_http_methods(["GET", "POST"])
def takedown(request: HttpRequest, slug: str) -> HttpResponse:
    """`?kind=snap&id=<uuid>`: ask, then (POST) hide the photo at once. For whoever may see it."""
    event = get_object_or_404(Event, slug=slug)
    if not may_see(request, event):
        return closed_page(request, event)
    photo = _photo(request, event)
    context = {
        "event": event,
        "photo": photo,
        "kind": "snap" if isinstance(photo, Snap) else "strip",
        "picture": thumb_url(photo) if photo.is_published else None,
        "back": event.get_absolute_url(),
    }
    return _answer(request, photo, context, may_ask=photo.is_published)


@never_cache
@require_http_methods(["GET", "POST"])
def shared_takedown(request: HttpRequest, token: str) -> HttpResponse:
    """The same for the photo that a shared link opens."""
    links = ShareLink.objects.select_related("event", "snap__event", "strip__event")
    if not TOKEN_PATTERN.match(token):  # PostgreSQL bears no NUL, not even in a question
        raise Http404
    link = get_object_or_404(links, token=token)
    photo = link.photo
    if not link.is_alive():
        raise Http404
    context = {
        "event": link.event,
        "photo": photo,
        "kind": "snap" if isinstance(photo, Snap) else "strip",
        "picture": None,
        "back": link.get_absolute_url(),
    }
    response = _answer(request, photo, context, may_ask=photo.is_allowed)
    # Not no-referrer: a browser then posts the form with "Origin: null", which looks forged.
    response["Referrer-Policy"] = "same-origin"
    return response


def _photo(request: HttpRequest, event: Event) -> Snap | Strip:
    """The photo that was named in the address or the form."""
    named = request.POST if request.method == "POST" else request.GET
    model = MODELS.get(named.get("kind") or request.GET.get("kind", ""))
    try:
        public_id = UUID(named.get("id") or request.GET.get("id", ""))
    except ValueError:
        raise Http404 from None
    if model is None:
        raise Http404
    photos: Any = model.objects.select_related("event")
    photo: Snap | Strip = get_object_or_404(photos, event=event, public_id=public_id)
    return photo


def _answer(
    request: HttpRequest, photo: Snap | Strip, context: dict[str, Any], *, may_ask: bool
) -> HttpResponse:
    if not may_ask:
        # Asked for already, perhaps by a second press; of any other photo there is nothing here.
        known = open_takedown(photo)
        if known is None:
            raise Http404
        return _done(request, known, context)
    if request.method != "POST":
        return render(request, "gallery/takedown.html", context)
    if wait := take_a_try("takedown", client_address(request)):
        return too_many_tries(request, wait, back=request.get_full_path())
    made, _ = request_takedown(photo=photo, reason=request.POST.get("reason", ""))
    return _done(request, made, context)


def _done(request: HttpRequest, made: TakedownRequest, context: dict[str, Any]) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"id": str(made.public_id), "status": made.status, "detail": DONE})
    return render(request, "gallery/takedown_done.html", {**context, "done": DONE})
