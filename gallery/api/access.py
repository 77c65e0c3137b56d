"""Who may use an event's API: the staff who run it."""

from uuid import UUID

from django.http import Http404
from rest_framework.request import Request

from gallery.models import Event


def event_run_by(request: Request, slug: str) -> Event:
    """Return the event, or raise `Http404` when it is not this person's to run."""
    event = Event.objects.run_by(request.user).filter(slug=slug).first()
    if event is None:
        raise Http404
    return event


def keys_asked_for(request: Request) -> list[str]:
    """Return at most 100 UUIDs out of `?keys=a,b`; what is no UUID is left out."""
    keys = []
    for text in request.query_params.get("keys", "").split(",")[:100]:
        try:
            keys.append(str(UUID(text)))
        except ValueError:
            continue
    return keys
