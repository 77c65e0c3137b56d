"""Reads the size of a WebP from its container, because its decoder reserves memory on opening.

The layout is that of https://developers.google.com/speed/webp/docs/riff_container.
"""

from __future__ import annotations

import struct
from typing import IO, Final

FIRST_CHUNK: Final = 12
LOSSY_START_CODE: Final = b"\x9d\x01\x2a"
LOSSLESS_SIGNATURE: Final = 0x2F


def read_size(file: IO[bytes]) -> tuple[int, int]:
    """Width and height in pixels; `ValueError` for a header that is none. Keeps the position."""
    start = file.tell()
    head = file.read(30)
    file.seek(start)
    kind = head[FIRST_CHUNK : FIRST_CHUNK + 4]
    if len(head) < 30 or kind not in {b"VP8X", b"VP8L", b"VP8 "}:
        raise ValueError("no picture in the WebP header")
    if kind == b"VP8X":
        return 1 + _uint24(head, 24), 1 + _uint24(head, 27)
    if kind == b"VP8L":
        return _lossless_size(head)
    if head[23:26] != LOSSY_START_CODE:
        raise ValueError("no start code in the WebP header")
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _lossless_size(head: bytes) -> tuple[int, int]:
    signature, bits = struct.unpack("<BI", head[20:25])
    if signature != LOSSLESS_SIGNATURE:
        raise ValueError("no signature in the WebP header")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def _uint24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
