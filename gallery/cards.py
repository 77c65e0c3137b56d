"""A photo as the gallery's grid shows it."""

import math
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format

from gallery.api.serializers import picture_url, thumb_url
from gallery.models import Snap, Strip
from gallery.renditions import scaled_size

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
    """One photo in the grid: `width` and `height` are those of the picture at `large_url`.

    `srcset` names every copy with its width, for the browser to choose from; it is empty, and the
    other addresses are of the full-size picture, for as long as there are no copies.
    """

    kind: str
    shape: str
    description: str
    thumb_url: str
    srcset: str
    large_url: str
    download_url: str
    placeholder_url: str
    width: int
    height: int


def make_card(photo: Snap | Strip) -> Card:
    """Return what the grid shows of a photo whose `event` is loaded."""
    kind: Literal["snap", "strip"] = "snap" if isinstance(photo, Snap) else "strip"
    width, height = photo.width or 1, photo.height or 3
    full_url = picture_url(photo, "photo.jpg" if kind == "snap" else "strip.jpg")
    copies = {
        scaled_size(width, height, name): picture_url(photo, f"w{name}.webp")
        for name in photo.rendition_widths
    }
    shown_size = max(copies, default=(width, height))
    taken_at = timezone.localtime(photo.taken_at if isinstance(photo, Snap) else photo.created_at)
    words = "Photo taken at" if kind == "snap" else "Photo strip made at"
    return Card(
        kind=kind,
        shape=nearest_shape(width, height),
        description=f"{words} {date_format(taken_at, 'H:i')}",
        thumb_url=thumb_url(photo) or full_url,
        srcset=", ".join(f"{url} {size[0]}w" for size, url in copies.items()),
        large_url=copies.get(shown_size, full_url),
        download_url=f"{full_url}{'&' if '?' in full_url else '?'}download=1",
        placeholder_url=photo.placeholder,
        width=shown_size[0],
        height=shown_size[1],
    )


def nearest_shape(width: int, height: int) -> str:
    """Return the name of the box that crops a picture of this size least."""
    ratio = math.log(width / height)
    return min(SHAPES, key=lambda name: abs(math.log(SHAPES[name]) - ratio))
