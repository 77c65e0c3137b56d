"""Reading photos that strangers send, and writing photos that anyone may have.

Three formats come in: JPEG, PNG and WebP. What goes out carries pixels and nothing else: no EXIF,
no position, no comment.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Final, Literal, cast

import numpy as np
import simplejpeg
from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from gallery import pngstream, webpheader

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000

Format = Literal["JPEG", "PNG", "WEBP"]
EXTENSIONS: Final[dict[Format, str]] = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

ORIENTATION_TAG: Final = 0x0112
JPEG_END: Final = b"\xff\xd9"
JPEG_TAIL: Final = 256 * 1024
SIDEWAYS: Final = frozenset({5, 6, 7, 8})
# https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, table 6: what undoes each orientation.
UPRIGHT: Final[dict[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow raises for a file that is damaged; MemoryError is left to the caller.
DAMAGED: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error)

CANNOT_CONVERT: Final = (ImageCms.PyCMSError, OSError, ValueError)

ASK_FOR_ANOTHER: Final = "Please send a JPEG, PNG or WebP photo."
NOT_AN_IMAGE: Final = f"That file is not a photo. {ASK_FOR_ANOTHER}"
UNSUPPORTED: Final = f"That kind of picture cannot be used here. {ASK_FOR_ANOTHER}"
TRUNCATED: Final = "That photo is damaged or incomplete. Please send it again."


class InvalidImage(Exception):
    """A photo that is refused.

    `str(error)` is a sentence for the guest, `code` a word for programs, and `status` the HTTP
    status that fits: 400 for a bad file, 413 for one beyond a limit, 415 for another format.
    """

    def __init__(self, code: str, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class ImageInfo:
    """An accepted photo: its size as it is meant to be seen, and an extension without the dot."""

    format: Format
    width: int
    height: int

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.format]


def inspect_upload(
    file: IO[bytes], *, size: int, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> ImageInfo:
    """Say what a photo is, or raise `InvalidImage`.

    `size` is in bytes. The limits are decided from the header, before any pixel is decoded; then
    the file is read to its end, as cheaply as its format allows, to prove that all of it came. Of
    an animation or a many-picture file the first picture counts. The file is left at its start.
    """
    if size == 0:
        raise InvalidImage("empty", 400, f"That file is empty. {ASK_FOR_ANOTHER}")
    if size > max_bytes:
        megabytes = max_bytes // (1024 * 1024)
        raise InvalidImage("too_large", 413, f"That photo is larger than {megabytes} MB.")
    found = _format(file)
    image = _open(file, found, max_pixels)
    try:
        width, height = _upright_size(image)
        _read_to_end(file, found, image)
    except DAMAGED as error:
        raise InvalidImage("truncated", 400, TRUNCATED) from error
    finally:
        file.seek(0)
    return ImageInfo(found, width, height)


def upright_size(file: IO[bytes]) -> tuple[int, int]:
    """Width and height in pixels after EXIF orientation, from the header alone."""
    try:
        return _upright_size(_open(file, _format(file), MAX_PIXELS))
    finally:
        file.seek(0)


def needs_no_decoding(file: IO[bytes]) -> bool:
    """Whether it is a JPEG whose pixels can go to a guest as they are: upright, RGB and sRGB."""
    if _format(file) != "JPEG":
        return False
    image = _open(file, "JPEG", MAX_PIXELS)
    return image.mode in {"RGB", "L"} and _orientation(image) == 1 and _is_srgb(image)


def open_upright(file: IO[bytes], *, min_size: tuple[int, int] | None = None) -> Image.Image:
    """Decode a photo the way it is meant to be seen: RGB, sRGB, upright, without metadata.

    Transparent parts become white. With `min_size` (width, height, upright) a JPEG may come back
    smaller than it is, but never smaller than that in either direction: its decoder can skip
    work. Raises `InvalidImage` for a file that cannot be decoded.
    """
    image = _open(file, _format(file), MAX_PIXELS)
    try:
        return _upright(file, image, min_size)
    except DAMAGED as error:
        raise InvalidImage("truncated", 400, TRUNCATED) from error


def open_any_upright(
    file: IO[bytes], *, min_size: tuple[int, int] | None = None
) -> tuple[Image.Image, tuple[int, int]]:
    """Open like `open_upright` whatever kind of picture Pillow knows; also return its full size.

    For files that no guest sent: limits and errors are Pillow's own.
    """
    image = Image.open(file)
    size = _upright_size(image)
    return _upright(file, image, min_size), size


def _upright(
    file: IO[bytes], image: ImageFile.ImageFile, min_size: tuple[int, int] | None
) -> Image.Image:
    orientation = _orientation(image)
    least = min_size[::-1] if min_size and orientation in SIDEWAYS else min_size
    pixels = _decode(file, image, least)
    profile = image.info.get("icc_profile")
    picture = _in_srgb(pixels, profile) if profile else _in_rgb(pixels)
    if orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[orientation])
    return _bare(picture)


def _decode(
    file: IO[bytes], image: ImageFile.ImageFile, min_size: tuple[int, int] | None
) -> Image.Image:
    """The pixels of a photo whose header has been read; `min_size` is as the file lies."""
    # MPO: a camera's JPEG with further pictures behind the first.
    if image.format in {"JPEG", "MPO"} and image.mode == "RGB":
        width, height = min_size or image.size
        file.seek(0)
        # It scales by eighths where Pillow's draft() does by halves. A damaged file is left to
        # Pillow, which shows what is there of it.
        with suppress(ValueError):
            pixels = simplejpeg.decode_jpeg(file.read(), min_width=width, min_height=height)
            return Image.fromarray(pixels)
        image.draft("RGB", (width, height))
    image.load()
    return image


def encode_jpeg(
    image: Image.Image, *, quality: int = 90, dpi: int | None = None, full_colour: bool = False
) -> bytes:
    """A JPEG of the pixels alone; `dpi` sets the print size, `full_colour` keeps small text crisp.

    `full_colour` stores colour at full resolution (4:4:4 instead of 4:2:0).
    """
    options: dict[str, object] = {"quality": quality, "subsampling": 0 if full_colour else 2}
    if dpi is not None:
        options["dpi"] = (dpi, dpi)
    return _encode(image, "JPEG", options)


def encode_webp(image: Image.Image, *, quality: int = 80, method: int = 2) -> bytes:
    """A WebP of the pixels alone; `method` 0 is fastest, 6 smallest."""
    return _encode(image, "WEBP", {"quality": quality, "method": method})


def _encode(image: Image.Image, into: Format, options: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    bare = _bare(image if image.mode == "RGB" else _in_rgb(image))
    bare.save(buffer, into, **options)
    return buffer.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    """The same pixels with an empty `info`: Pillow writes some of it into the files it saves."""
    if type(image) is Image.Image and not image.info:
        return image
    copy = image.copy()
    copy.info = {}
    return copy


def _format(file: IO[bytes]) -> Format:
    file.seek(0)
    head = file.read(32)
    file.seek(0)
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if _is_other_picture(head):
        raise InvalidImage("unsupported_format", 415, UNSUPPORTED)
    raise InvalidImage("not_an_image", 400, NOT_AN_IMAGE)


def _is_other_picture(head: bytes) -> bool:
    """Whether a file begins like GIF, TIFF, BMP, JPEG XL, HEIC, AVIF or SVG."""
    starts = (b"GIF8", b"II*\0", b"MM\0*", b"BM", b"\xff\x0a", b"<svg", b"<?xml")
    boxes = (b"ftyphei", b"ftyphev", b"ftypmif", b"ftypmsf", b"ftypavi", b"JXL ")
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(starts) or head[4:].startswith(boxes)


# The plugins' classes, not Image.open: that would guess the format from the whole file, and warn
# about its own idea of too many pixels.
OPENERS: Final[dict[Format, Callable[[IO[bytes]], ImageFile.ImageFile]]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
}


def _open(file: IO[bytes], found: Format, max_pixels: int) -> ImageFile.ImageFile:
    """Read the header and hold its pixel count against the limit; no pixel is decoded."""
    file.seek(0)
    try:
        if found == "WEBP":
            # Its opener reserves memory for the whole picture, so the count comes first.
            _check_pixels(webpheader.read_size(file), max_pixels)
        image = OPENERS[found](file)
    except DAMAGED as error:
        raise InvalidImage("truncated", 400, TRUNCATED) from error
    _check_pixels(image.size, max_pixels)
    return image


def _check_pixels(size: tuple[int, int], limit: int) -> None:
    if size[0] * size[1] > limit:
        sentence = f"That photo has more than {limit // 1_000_000} megapixels."
        raise InvalidImage("too_many_pixels", 413, sentence)


def _read_to_end(file: IO[bytes], found: Format, image: ImageFile.ImageFile) -> None:
    """Raise one of `DAMAGED` unless the file holds all of its picture."""
    if found == "JPEG":
        # An eighth of the size, without colour: every byte is read, little is computed.
        image.draft("L", (1, 1))
        image.load()
        _check_jpeg_end(file)
    elif found == "PNG":
        pngstream.check_complete(file)
    else:
        image.load()


def _check_jpeg_end(file: IO[bytes]) -> None:
    """Raise `ValueError` without an end marker; Pillow misses that in files that fit its buffer.

    Cameras put padding and further pictures behind it, so it need not be the last two bytes.
    """
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - JPEG_TAIL))
    if JPEG_END not in file.read():
        raise ValueError("the JPEG has no end marker")


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 when there is none or it cannot be read."""
    if image.format == "TIFF":  # Pillow turns these itself, and gives their upright size
        return 1
    try:
        # PngImageFile.getexif decodes all pixels to look behind them; the base class does not.
        value = Image.Image.getexif(image).get(ORIENTATION_TAG, 1)
    except DAMAGED:
        return 1
    return value if value in UPRIGHT else 1


def _upright_size(image: Image.Image) -> tuple[int, int]:
    return image.size[::-1] if _orientation(image) in SIDEWAYS else image.size


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert from the photo's own colour profile; one that is broken is passed over."""
    mode = {"RGB": "RGB", "CMYK": "CMYK", "L": "L"}.get(image.mode)
    if mode is None:
        image, mode = _in_rgb(image), "RGB"
    try:
        transform = _transform_to_srgb(profile, mode)
    except CANNOT_CONVERT:
        return _in_rgb(image)
    if transform is None:
        return _in_rgb(image)
    converted = ImageCms.applyTransform(image, transform)
    return cast("Image.Image", converted)


def _is_srgb(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile")
    try:
        return not profile or _transform_to_srgb(profile, "RGB") is None
    except CANNOT_CONVERT:
        return True


@lru_cache(maxsize=16)
def _transform_to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform from a profile's colours to sRGB; None for a photo that is in sRGB already."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
        return None
    return ImageCms.buildTransform(source, _srgb(), mode, "RGB")


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _in_rgb(image: Image.Image) -> Image.Image:
    if image.mode in {"I", "I;16", "I;16B", "I;16L"}:
        # Pillow would cut 16 bits off at 255 instead of scaling them.
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(white, seen).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
