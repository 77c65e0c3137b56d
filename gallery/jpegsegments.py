"""Takes everything that is not the picture out of a JPEG, without decoding it.

No quality is lost, and it takes a millisecond where decoding and encoding take a hundred. Markers
are those of https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

START: Final = b"\xff\xd8"
END: Final = b"\xff\xd9"
COMMENT: Final = 0xFE
APP0, APP14, APP15 = 0xE0, 0xEE, 0xEF
START_OF_SCAN: Final = 0xDA
END_OF_IMAGE: Final = 0xD9
# In the coded pixels FF is followed by 00, or by D0 to D7 where they restart.
AFTER_PIXELS: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JFIF_WITHOUT_THUMBNAIL: Final = 14


def without_metadata(data: bytes) -> bytes:
    """The same picture without EXIF, XMP, ICC, comments, thumbnails, or what comes behind its end.

    Raises `ValueError` for what is not a whole JPEG.
    """
    if not data.startswith(START):
        raise ValueError("not a JPEG")
    return b"".join([START, *_kept_parts(data), END])


def _kept_parts(data: bytes) -> Iterator[bytes]:
    at = len(START)
    while True:
        while data[at : at + 2] == b"\xff\xff":  # padding before a marker
            at += 1
        if (at + 4 > len(data) and data[at : at + 2] != END) or data[at : at + 1] != b"\xff":
            raise ValueError(f"no marker at byte {at}")
        marker = data[at + 1]
        if marker == END_OF_IMAGE:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if _is_picture(marker, data[at + 4 : end]):
            yield data[at:end]
        at = end
        if marker == START_OF_SCAN:
            following = AFTER_PIXELS.search(data, at)
            if not following:
                raise ValueError("the JPEG has no end")
            yield data[at : following.start()]
            at = following.start()


def _is_picture(marker: int, content: bytes) -> bool:
    if marker == APP0:
        return content.startswith(b"JFIF\0") and len(content) == JFIF_WITHOUT_THUMBNAIL
    if marker == APP14:  # says how the colours are coded
        return content.startswith(b"Adobe")
    return not (APP0 < marker <= APP15 or marker == COMMENT)
