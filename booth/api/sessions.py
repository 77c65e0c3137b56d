"""Which run of a booth a page belongs to."""

from uuid import UUID

from rest_framework.request import Request

from booth.models import BoothSession
from booth.services import open_booth_session
from gallery.api.access import user_of
from gallery.models import Event


def booth_session_of(request: Request, event: Event, public_id: UUID) -> BoothSession | None:
    """Return the run that the page named, and note that it is alive; see `open_booth_session`."""
    return open_booth_session(
        event=event,
        public_id=public_id,
        user=user_of(request),
        device=request.headers.get("User-Agent", ""),
    )
