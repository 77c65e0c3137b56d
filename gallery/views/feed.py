"""The live feed's address."""

import asyncio
import time
from functools import partial

from django.contrib.auth import get_user_model
from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from gallery import live
from gallery.access import Rights, may_see, rights_of, still_open
from gallery.arrivals import feed
from gallery.models import Event
from gallery.streaming import in_thread, stream_response

# All feeds of an event are judged by one reading of it that is no older: seconds.
EVENT_SECONDS = 5.0


@require_safe
def live_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Server-sent events of an event: `public` for guests, `?channel=booth` for its staff."""
    channel: live.Channel = "booth" if request.GET.get("channel") == "booth" else "public"
    event = Event.objects.filter(slug=slug).first()
    if event is None or not _may_listen(request, event, channel):
        return _refusal("not_found", "There is nothing at this address.", 404)
    if live.is_away():
        return _refusal("feed_away", "There is no live feed just now. Ask every 10 s.", 503)
    # A browser that lost the connection says where it was; that is newer than the address.
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    may_stay = partial(_may_stay, rights_of(request, event), channel)
    stream = feed(live.stream_name(event, channel), live.as_id(after), may_stay)
    response = stream_response(request, stream, "text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _may_listen(request: HttpRequest, event: Event, channel: live.Channel) -> bool:
    return event.is_run_by(request.user) if channel == "booth" else may_see(request, event)


def _refusal(code: str, detail: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "detail": detail}, status=status)


_events: dict[int, tuple[float, asyncio.Future[Event | None]]] = {}


async def _may_stay(rights: Rights, channel: live.Channel) -> bool:
    """Whether whoever was let in would be let in still."""
    try:
        event = await _event_of(rights.event_pk)
        if event is None:
            return False
        if rights.user_pk is None:  # a guest, who costs no query
            return still_open(rights, event)
        return await in_thread(_user_may_stay, rights.user_pk, rights, event, channel)
    except DatabaseFault:
        return False  # it comes back, and is judged then


async def _event_of(pk: int) -> Event | None:
    """Read an event, once for all feeds that ask within some seconds."""
    asked_at, reading = _events.get(pk, (0.0, None))
    if reading is None or time.monotonic() - asked_at > EVENT_SECONDS or _has_failed(reading):
        reading = asyncio.ensure_future(in_thread(Event.objects.filter(pk=pk).first))
        _events[pk] = time.monotonic(), reading
    # Others wait for it too: whoever is cancelled does not cancel it.
    return await asyncio.shield(reading)


def _has_failed(reading: "asyncio.Future[Event | None]") -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)


def _user_may_stay(user_pk: int, rights: Rights, event: Event, channel: live.Channel) -> bool:
    if channel == "public":
        return still_open(rights, event)
    user = get_user_model().objects.filter(pk=user_pk).first()
    return user is not None and event.is_run_by(user)
