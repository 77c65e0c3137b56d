"""A photo as the gallery's grid shows it."""

import math
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from gallery.api.serializers import snap_image_url, strip_image_url
from gallery.models import Snap, Strip
from gallery.renditions import LARGE_SIDE

# Width / height of the boxes that gallery/cards.css has; a picture goes into the nearest one,
# so that the page knows every height before a picture has loaded.
SHAPES = {
    "wide": 16 / 9,
    "3x2": 3 / 2,
    "4x3": 4 / 3,
    "square": 1.0,
    "3x4": 3 / 4,
    "2x3": 2 / 3,
    "tall": 9 / 16,
    "strip": 1 / 3,
}


@dataclass(frozen=True)
class Card:
    """One photo in the grid: `width` and `height` are those of the picture at `large_url`."""

    kind: str
    shape: str
    description: str
    thumb_url: str
    large_url: str
    download_url: str
    placeholder_url: str
    width: int
    height: int


def make_card(photo: Snap | Strip) -> Card:
    """Return what the grid shows of a photo whose `event` is loaded."""
    width, height = photo.width or 1, photo.height or 3
    taken_at = timezone.localtime(photo.taken_at if isinstance(photo, Snap) else photo.created_at)
    time = date_format(taken_at, "H:i")
    if isinstance(photo, Snap):
        shown_width, shown_height = fit_within(width, height, LARGE_SIDE)
        return Card(
            kind="snap",
            shape=nearest_shape(width, height),
            description=f"Photo taken at {time}",
            thumb_url=snap_image_url(photo, "thumb.webp"),
            large_url=snap_image_url(photo, "large.jpg"),
            download_url=snap_image_url(photo, "photo.jpg") + "?download=1",
            placeholder_url=placeholder_url(photo.placeholder),
            width=shown_width,
            height=shown_height,
        )
    return Card(
        kind="strip",
        shape=nearest_shape(width, height),
        description=f"Photo strip made at {time}",
        thumb_url=strip_image_url(photo, "thumb.webp"),
        large_url=strip_image_url(photo, "strip.jpg"),
        download_url=strip_image_url(photo, "strip.jpg") + "&download=1",
        placeholder_url=placeholder_url(photo.placeholder),
        width=width,
        height=height,
    )


def nearest_shape(width: int, height: int) -> str:
    """Return the name of the box that crops a picture of this size least."""
    ratio = math.log(width / height)
    return min(SHAPES, key=lambda name: abs(math.log(SHAPES[name]) - ratio))


def fit_within(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size of a picture made to fit a square of `side`, never enlarged."""
    scale = min(1, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def placeholder_url(placeholder: str) -> str:
    """Return a picture to show until the real one has loaded; a colour becomes a plain one."""
    if not placeholder.startswith("#"):
        return placeholder
    square = "%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect width='100%25' height='100%25'"
    return f"data:image/svg+xml,{square} fill='%23{placeholder[1:]}'/%3E%3C/svg%3E"
