"""Show on a photo what was found in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from .base import FaceScore

SMILING, SERIOUS, INK = "#2fbf71", "#ffb703", "#1b1420"
THRESHOLD = 0.5


def draw_faces(image: Image.Image, faces: Sequence[FaceScore]) -> Image.Image:
    """Return the RGB picture with each face's box and score; green from 0.5 up, else amber."""
    picture = image.copy()
    pen = ImageDraw.Draw(picture)
    unit = max(2, round(max(image.size) / 400))
    font = ImageFont.load_default(size=unit * 8)
    # The largest, nearest face comes first and is drawn last, on top.
    for face in reversed(faces):
        left, top, width, height = face.box
        color = SMILING if face.smile >= THRESHOLD else SERIOUS
        corners = (left, top, left + width - 1, top + height - 1)
        pen.rectangle(corners, outline=color, width=unit)
        # Above the box, or inside it where there is no room above.
        plate = _plate(pen, f"{face.smile:.2f}", font, unit)
        y = top - plate.height if top >= plate.height else top
        pen.rectangle((left, y, left + plate.width, y + plate.height), fill=color)
        pen.text((left + 2 * unit, y + unit), plate.text, font=font, fill=INK)
    return picture


@dataclass(frozen=True, slots=True)
class _Plate:
    text: str
    width: int
    height: int


def _plate(
    pen: ImageDraw.ImageDraw,
    text: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    unit: int,
) -> _Plate:
    _, _, right, bottom = pen.textbbox((0, 0), text, font=font)
    return _Plate(text, round(right) + 4 * unit, round(bottom) + 2 * unit)
