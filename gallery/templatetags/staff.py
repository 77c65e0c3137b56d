"""What staff have to know on the admin's first page."""

from django import template
from django.http import HttpRequest

from gallery.models import Event, TakedownRequest

register = template.Library()


@register.simple_tag
def open_takedown_count(request: HttpRequest) -> int:
    """How many photos guests asked to take down wait for this person."""
    if not request.user.has_perm("gallery.view_takedownrequest"):
        return 0
    events = Event.objects.run_by(request.user)
    return TakedownRequest.objects.open().filter(event__in=events).count()
