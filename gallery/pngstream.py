"""Reads a PNG from end to end without keeping its pixels.

Pillow's decoder needs the whole picture in memory (150 MB for 50 megapixels); this needs 64 KB.
Chunks and sizes are those of https://www.w3.org/TR/png-3/.
"""

from __future__ import annotations

import struct
import zlib
from typing import IO, Final

SIGNATURE_LENGTH: Final = 8
STEP: Final = 64 * 1024
CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: first column, first row, column step, row step of each pass.
PASSES: Final = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


def check_complete(file: IO[bytes]) -> None:
    """Raise `ValueError` unless every chunk is whole and the pixel data has its full length."""
    file.seek(SIGNATURE_LENGTH)
    inflater = zlib.decompressobj()
    expected = inflated = 0
    while True:
        kind, body = _read_chunk(file)
        if kind == b"IHDR":
            expected = _inflated_length(body)
        elif kind == b"IDAT":
            inflated += _inflate(inflater, body, limit=expected - inflated)
        elif kind == b"IEND":
            break
    if inflated < expected:
        raise ValueError(f"the pixels end after {inflated} of {expected} bytes")


def _read_chunk(file: IO[bytes]) -> tuple[bytes, bytes]:
    head = file.read(8)
    if len(head) < 8:
        raise ValueError("the file ends before its IEND chunk")
    length, kind = struct.unpack(">I4s", head)
    body = file.read(length)
    checksum = file.read(4)
    if len(checksum) < 4:
        raise ValueError(f"the file ends inside its {kind!r} chunk")
    if struct.unpack(">I", checksum)[0] != zlib.crc32(body, zlib.crc32(kind)):
        raise ValueError(f"the {kind!r} chunk is damaged")
    return kind, body


def _inflate(inflater: zlib._Decompress, body: bytes, *, limit: int) -> int:
    """Inflate and forget, at most about `limit` bytes; gives the number of bytes."""
    total = 0
    try:
        while body and not inflater.eof and total < limit:
            total += len(inflater.decompress(body, STEP))
            body = inflater.unconsumed_tail
    except zlib.error as error:
        raise ValueError("the pixel data is damaged") from error
    return total


def _inflated_length(header: bytes) -> int:
    """Bytes of pixel data after inflation: each row with one more byte, for its filter type."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * CHANNELS[colour]
    if not interlaced:
        return _rows_length(width, height, bits)
    return sum(
        _rows_length(-(-(width - x) // dx), -(-(height - y) // dy), bits)
        for x, y, dx, dy in PASSES
        if width > x and height > y
    )


def _rows_length(width: int, height: int, bits: int) -> int:
    return height * (1 + -(-width * bits // 8))
