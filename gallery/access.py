"""Who may look at an event's gallery: its page, feed, archive and every picture."""

from django.http import HttpRequest

from gallery.models import Event


def may_see(request: HttpRequest, event: Event) -> bool:
    """Whether whoever asks may look at the gallery."""
    return event.is_open_to(request.user)
