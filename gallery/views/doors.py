"""What a guest reads where a gallery is not open to them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gallery.access import Door, door
from gallery.models import Event

PAGES = {
    Door.PASSCODE: ("gallery/passcode.html", 403),
    Door.STAFF: ("gallery/locked.html", 403),
    Door.OVER: ("gallery/over.html", 410),
}
CLOSED = "The gallery has been closed meanwhile. Load the page again."
TOO_MANY = "That was too many tries in a row. Please wait {}, then try again."


def closed_page(request: HttpRequest, event: Event, **context: object) -> HttpResponse:
    """Ask for the passcode, or say why there is no gallery: for pages that `may_see` refuses.

    A script that finds the door closed behind its page gets it as JSON.
    """
    template, status = PAGES[door(request, event)]
    if wants_json(request):
        return _unkept(JsonResponse({"code": "closed", "detail": CLOSED}, status=status))
    context = {"event": event, "next": request.get_full_path(), **context}
    return _unkept(render(request, template, context, status=status))


def too_many_tries(request: HttpRequest, wait: int, back: str) -> HttpResponse:
    """Ask for patience: a page with a way back, or JSON where that is asked for."""
    words = in_words(wait)
    if wants_json(request):
        answer: HttpResponse = JsonResponse(
            {"code": "too_many_tries", "detail": TOO_MANY.format(words)}, status=429
        )
    else:
        context = {"wait": words, "seconds": wait, "back": back}
        answer = render(request, "gallery/too_many.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return _unkept(answer)


def in_words(seconds: int) -> str:
    if seconds <= 60:
        return "a minute"
    minutes = -(-seconds // 60)
    return "an hour" if minutes >= 60 else f"{minutes} minutes"


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
