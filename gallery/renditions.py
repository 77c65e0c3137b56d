"""The smaller copies of a photo that pages show, and its filtered versions."""

from __future__ import annotations

import base64
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

# Widths in pixels: a column on a small phone, on a sharp one, and the whole screen.
WIDTHS: Final = (320, 640, 1280)
PLACEHOLDER_SIDE: Final = 12
# The most pixels in one direction that the formats can hold, or that their encoders write.
LONGEST_WEBP: Final = 16_383
LONGEST_JPEG: Final = 65_500


@dataclass(frozen=True)
class Renditions:
    """`webp` maps each width of `widths_of` to a WebP file.

    `placeholder` is a `data:` address of the picture in a few blurred pixels, for the moment
    before another is there; `width` and `height` are the photo's own, upright.
    """

    webp: dict[int, bytes]
    placeholder: str
    width: int
    height: int


def widths_of(width: int) -> list[int]:
    """Names of the renditions of a picture this wide: the last may be narrower than its name."""
    wanted = [name for name in WIDTHS if name < width]
    return [*wanted, *WIDTHS[len(wanted) : len(wanted) + 1]]


def make_renditions(image_file: IO[bytes]) -> Renditions:
    """All copies of a photo from one decoding; raises `InvalidImage` for what is not a photo."""
    width, height = upright_size(image_file)
    size = scaled_size(width, height, widths_of(width)[-1])
    return renditions_of(open_upright(image_file, min_size=size), width, height)


def renditions_of(image: Image.Image, width: int, height: int) -> Renditions:
    """The copies of a decoded picture whose full size is `width` x `height`."""
    webp = {}
    for name in reversed(widths_of(width)):
        image = _scaled(image, scaled_size(width, height, name))
        webp[name] = encode_webp(image)
    return Renditions(webp, blurred(image), width, height)


def jpeg_rendition(image_file: IO[bytes], name: int) -> bytes:
    """One copy as a JPEG, for programs that know no WebP."""
    size = scaled_size(*upright_size(image_file), name)
    return encode_jpeg(_scaled(open_upright(image_file, min_size=size), size), quality=86)


def scaled_size(width: int, height: int, to_width: int) -> tuple[int, int]:
    """The size of a copy that is `to_width` wide, but never enlarged; less if it were too tall."""
    to_width = min(width, to_width)
    return _within(LONGEST_WEBP, to_width, max(1, round(height * to_width / width)))


def _within(longest: int, width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def blurred(image: Image.Image) -> str:
    """The picture in a few pixels as a `data:` address; browsers smooth what they enlarge."""
    small = image.convert("RGB")
    small.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE), Image.Resampling.BOX)
    encoded = base64.b64encode(encode_webp(small, quality=40, method=4)).decode()
    return f"data:image/webp;base64,{encoded}"


def filtered_photo(image_file: IO[bytes], look: Filter, *, quality: int = 92) -> bytes:
    """The photo at its full size with a look applied, as a JPEG without metadata.

    Smaller only if it is a PNG longer than a JPEG can be.
    A JPEG that needs no change of its pixels keeps them as they are, without a second loss.
    """
    if look.is_identity and needs_no_decoding(image_file):
        image_file.seek(0)
        # A decoder forgives more than a reader of segments does.
        with suppress(ValueError):
            return without_metadata(image_file.read())
    image = open_upright(image_file)
    image = _scaled(image, _within(LONGEST_JPEG, *image.size))
    return encode_jpeg(apply_filter(image, look), quality=quality)


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
