"""Photo files of every kind for the tests, made on the spot."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageCms

GPS_IFD = 0x8825
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">secret-xmp</x:xmpmeta>'


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """A picture whose four quarters are red, green, blue and white, clockwise from the top left."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height // 2))
    picture.paste("lime", (width // 2, 0, width, height // 2))
    picture.paste("blue", (width // 2, height // 2, width, height))
    return picture


def noise(width: int, height: int) -> Image.Image:
    """A picture that no format makes small."""
    values = np.random.default_rng(7).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def private_jpeg(orientation: int = 6) -> bytes:
    """A phone's photo: position, orientation, maker, XMP, a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "secret-maker"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return encoded(scene(), exif=exif, xmp=XMP, comment=b"secret-comment", quality=95)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(body, zlib.crc32(kind))
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png_claiming(width: int, height: int, *extra: bytes) -> bytes:
    """A PNG of a few bytes whose header promises any size; `extra` are whole chunks."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(100)))
    parts = (b"\x89PNG\r\n\x1a\n", header, *extra, pixels, png_chunk(b"IEND", b""))
    return b"".join(parts)


def profile_with_red_and_green_swapped() -> bytes:
    """A colour profile that differs from sRGB as plainly as can be."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for one, other in ((b"rXYZ", b"gXYZ"), (b"rTRC", b"gTRC")):
        profile = profile.replace(one, b"????").replace(other, one).replace(b"????", other)
    return profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
