"""The live feed's address."""

import re

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

from gallery import live
from gallery.access import may_see
from gallery.models import Event

STREAM_ID = re.compile(r"^\d{1,20}(-\d{1,20})?$")


async def live_feed(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events of an event: `public` for guests, `?channel=booth` for its staff."""
    channel: live.Channel = "booth" if request.GET.get("channel") == "booth" else "public"
    event = await _event_open_to(request, slug, channel)
    if event is None:
        return JsonResponse(
            {"code": "not_found", "detail": "There is nothing at this address."}, status=404
        )
    # A browser that lost the connection says where it was; that is newer than the address.
    after = request.headers.get("Last-Event-ID") or request.GET.get("after") or "0-0"
    if not STREAM_ID.match(after):
        after = "0-0"
    response = StreamingHttpResponse(
        live.messages(event, channel, after), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@sync_to_async
def _event_open_to(request: HttpRequest, slug: str, channel: live.Channel) -> Event | None:
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        return None
    is_booth = channel == "booth"
    allowed = event.is_run_by(request.user) if is_booth else may_see(request, event)
    return event if allowed else None
