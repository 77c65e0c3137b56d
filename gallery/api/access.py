"""Who may use an event's API: the staff who run it."""

from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404
from rest_framework.request import Request

from gallery.errors import EventOver
from gallery.models import Event


def event_run_by(request: Request, slug: str) -> Event:
    """Return the event, or raise `Http404` when it is not this person's to run.

    Its staff may use it also when it has expired; not when its photos are deleted (`EventOver`).
    """
    event = Event.objects.run_by(request.user).filter(slug=slug).first()
    if event is None:
        raise Http404
    if event.purged_at is not None:
        raise EventOver("This event is over, and its photos have been deleted.")
    return event


def user_of(request: Request) -> User | None:
    """Return who asks, for the record; None for nobody who has an account."""
    return request.user if isinstance(request.user, User) else None


def keys_asked_for(request: Request) -> list[str]:
    """Return at most 100 UUIDs out of `?keys=a,b`; what is no UUID is left out."""
    keys = []
    for text in request.query_params.get("keys", "").split(",")[:100]:
        try:
            keys.append(str(UUID(text)))
        except ValueError:
            continue
    return keys
