"""Filters for photos in templates."""

from django import template

from gallery.cards import Card, make_card
from gallery.models import Snap, Strip

register = template.Library()


@register.filter
def card(photo: Snap | Strip) -> Card:
    """Return what the grid shows of a photo whose `event` is loaded."""
    return make_card(photo)
