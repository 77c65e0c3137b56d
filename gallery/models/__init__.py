"""What an event's gallery is made of."""

from gallery.models.events import Event, EventMembership
from gallery.models.photos import Moderation, Snap, Strip, StripFrame, Work
from gallery.models.sharing import ShareLink

__all__ = [
    "Event",
    "EventMembership",
    "Moderation",
    "ShareLink",
    "Snap",
    "Strip",
    "StripFrame",
    "Work",
]
