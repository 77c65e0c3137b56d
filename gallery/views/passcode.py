"""Where a guest's passcode is compared with the event's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gallery.access import Door, door, remember_passcode
from gallery.models import Event
from gallery.passcodes import passcode_matches
from gallery.ratelimits import client_address, give_back, take_a_try
from gallery.views.doors import closed_page, too_many_tries

LONGEST = 64
MISSING = "Type the passcode first. It is on the invitation, or ask the people at the booth."
WRONG = "That is not the passcode. Look once more, or ask the people at the booth."


@never_cache
@sensitive_post_parameters("passcode")
def passcode(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare what a guest typed; the right passcode opens the gallery on this browser."""
    event = Event.objects.filter(slug=slug).first()
    typed = request.POST.get("passcode", "").strip()
    if event is not None and not typed:
        is_empty_form = request.method == "POST"
        return _ask_again(request, event, MISSING) if is_empty_form else redirect(event)
    if wait := _too_many(request, slug):
        return too_many_tries(request, wait, back=_next(request, slug))
    is_right = passcode_matches(event, typed[:LONGEST])
    if event is None:  # answered no sooner than a wrong passcode
        raise Http404
    if not is_right:
        return _ask_again(request, event, WRONG)
    _give_back(request, slug)
    response = redirect(_next(request, slug))
    remember_passcode(response, event)
    return response


def _ask_again(request: HttpRequest, event: Event, error: str) -> HttpResponse:
    if door(request, event) is Door.OPEN:
        return redirect(event)
    return closed_page(request, event, error=error, next=_next(request, event.slug))


def _next(request: HttpRequest, slug: str) -> str:
    """The page that was asked for, if it is one of this event's."""
    wanted = request.POST.get("next", "")
    gallery = f"/e/{slug}/"
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and wanted.startswith(gallery) and ".." not in wanted else gallery


def _counters(request: HttpRequest, slug: str) -> dict[str, str]:
    return {"passcode-address": client_address(request), "passcode-event": slug}


def _too_many(request: HttpRequest, slug: str) -> int:
    """Count this try before it is looked at: many at once are no way around the limit.

    By address first, so that one who has run out does not use up everybody's tries.
    """
    for name, whose in _counters(request, slug).items():
        if wait := take_a_try(name, whose):
            return wait
    return 0


def _give_back(request: HttpRequest, slug: str) -> None:
    for name, whose in _counters(request, slug).items():
        give_back(name, whose)
