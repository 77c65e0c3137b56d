"""What open pages are told of a photo that comes or goes.

The feed's streams hold ids only. To a page that is open the card itself is sent along, made once
for all of them: else two thousand phones would ask for it in the same second.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import Error as DatabaseFault

from gallery.hub import event_text, follow
from gallery.listing import photo_count
from gallery.live import Entry, StreamId, as_text
from gallery.models import Event, Snap, Strip
from gallery.pieces import draw_cards
from gallery.streaming import Stream, in_thread

logger = logging.getLogger(__name__)

MODELS: dict[str, type[Snap] | type[Strip]] = {"snap": Snap, "strip": Strip}


def feed(stream: str, after: StreamId, may_stay: Callable[[], Awaitable[bool]]) -> Stream:
    """Return the server-sent events of a stream after an id; see `gallery.hub.follow`."""
    return follow(stream, after, compose=compose, may_stay=may_stay)


async def compose(stream: str, entries: list[Entry]) -> list[bytes]:
    """Make the server-sent events of some entries of a stream, for all pages that follow it."""
    _, public_id, channel = stream.split(":")
    if channel == "public":
        try:
            return await in_thread(_with_cards, UUID(public_id), entries)
        except DatabaseFault as error:
            logger.warning("live feed: %s; open pages ask for themselves", error)
    return [event_text(entry, entry.data) for entry in entries]


def _with_cards(event_public_id: UUID, entries: list[Entry]) -> list[bytes]:
    event = Event.objects.filter(public_id=event_public_id).first()
    if event is None:
        return [event_text(entry, entry.data) for entry in entries]
    count = photo_count(event, as_text(entries[-1].id))
    return [event_text(entry, _told(event, entry, count)) for entry in entries]


def _told(event: Event, entry: Entry, count: int) -> str:
    """Return an entry's data with the number of photos, and the card of one that is to be seen."""
    data: dict[str, Any] = json.loads(entry.data)
    data["count"] = count
    model = MODELS.get(data.get("kind", ""))
    if entry.kind == "item" and model is not None:
        photo = _published(event, model, data["id"])
        if photo is not None:
            data["html"] = draw_cards([photo])
    return json.dumps(data)


def _published(
    event: Event, model: type[Snap] | type[Strip], public_id: str
) -> Snap | Strip | None:
    try:
        photos = model.objects.for_event(event).published()
        photo: Snap | Strip | None = photos.filter(public_id=public_id).first()
    except ValidationError:
        return None
    if photo is not None:
        photo.event = event
    return photo
