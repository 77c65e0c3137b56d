"""What pages of guests say of texts."""

from django import template
from django.urls import reverse

from gallery.models import ShareLink
from messaging.models import EventMessaging

register = template.Library()


@register.simple_tag
def ask_address(share: ShareLink) -> str:
    """The page on which whoever holds this link may ask for a text; empty where nobody may."""
    offer = EventMessaging.objects.for_event(share.event)
    may_ask = offer.is_enabled and offer.allows_share_page
    return reverse("messaging:ask", args=[share.token]) if may_ask else ""
