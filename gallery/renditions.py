"""The smaller copies of a photo that pages show, and its filtered versions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

from PIL import Image

from gallery.filters import Filter, apply_filter
from gallery.images import (
    encode_jpeg,
    encode_webp,
    needs_no_decoding,
    open_upright,
    upright_size,
)
from gallery.jpegsegments import without_metadata

THUMB_WIDTH: Final = 640
LARGE_SIDE: Final = 1600


@dataclass(frozen=True)
class Renditions:
    """`thumb` is a WebP at most 640 pixels wide, `large` a JPEG of at most 1600 on its longer side.

    `placeholder` is the photo's average colour as #rrggbb, for the moment before the thumbnail is
    there; `width` and `height` are the photo's own, upright.
    """

    thumb: bytes
    large: bytes
    placeholder: str
    width: int
    height: int


def make_renditions(image_file: IO[bytes]) -> Renditions:
    """All copies of a photo from one decoding; raises `InvalidImage` for what is not a photo."""
    width, height = upright_size(image_file)
    size = _within(width, height, LARGE_SIDE / max(width, height))
    large = _scaled(open_upright(image_file, min_size=size), size)
    thumb = make_thumb(large)
    return Renditions(
        thumb=encode_webp(thumb),
        large=encode_jpeg(large, quality=86),
        placeholder=average_colour(thumb),
        width=width,
        height=height,
    )


def make_thumb(image: Image.Image) -> Image.Image:
    """The picture at most 640 pixels wide, never enlarged."""
    return _scaled(image, _within(*image.size, THUMB_WIDTH / image.width))


def average_colour(image: Image.Image) -> str:
    """The mean of all pixels as #rrggbb."""
    pixel = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{pixel.hex()}"


def filtered_photo(image_file: IO[bytes], look: Filter, *, quality: int = 92) -> bytes:
    """The photo at its full size with a look applied, as a JPEG without metadata.

    A JPEG that needs no change of its pixels keeps them as they are, without a second loss.
    """
    if look.is_identity and needs_no_decoding(image_file):
        image_file.seek(0)
        # A decoder forgives more than a reader of segments does.
        with suppress(ValueError):
            return without_metadata(image_file.read())
    return encode_jpeg(apply_filter(open_upright(image_file), look), quality=quality)


def _within(width: int, height: int, scale: float) -> tuple[int, int]:
    scale = min(1.0, scale)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
