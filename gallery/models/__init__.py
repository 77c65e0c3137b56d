"""What an event's gallery is made of."""

from gallery.models.companions import Companion
from gallery.models.events import Event, EventMembership
from gallery.models.photos import Moderation, Snap, Work
from gallery.models.removals import Removal
from gallery.models.sharing import ShareLink
from gallery.models.strips import Strip, StripFrame
from gallery.models.takedowns import TakedownRequest

__all__ = [
    "Companion",
    "Event",
    "EventMembership",
    "Moderation",
    "Removal",
    "ShareLink",
    "Snap",
    "Strip",
    "StripFrame",
    "TakedownRequest",
    "Work",
]
