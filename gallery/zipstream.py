"""A ZIP archive made piece by piece, in memory that does not grow with the photos in it.

The standard library writes it, and knows Zip64. Photos are stored, not deflated: a JPEG gets no
smaller. Each one is written whole, so its header has its size and checksum, and programs that
read an archive from its beginning, as some phones do, can take it apart.
"""

import io
import zipfile
from datetime import datetime
from typing import Any

FIRST_YEAR, LAST_YEAR = 1980, 2107  # of the dates that a ZIP can hold


class _Outlet:
    """What `ZipFile` writes to; it goes back no further than to the header of its last file."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._taken = 0

    def write(self, data: bytes) -> int:
        return self._buffer.write(data)

    def tell(self) -> int:
        return self._taken + self._buffer.tell()

    def seek(self, offset: int) -> int:
        return self._taken + self._buffer.seek(offset - self._taken)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        data = self._buffer.getvalue()
        self._buffer = io.BytesIO()
        self._taken += len(data)
        return data


class ZipStream:
    """An archive that is taken away while it is made."""

    def __init__(self) -> None:
        self._outlet = _Outlet()
        file: Any = self._outlet  # the types ask for more of a file than the library does
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)

    def add(self, name: str, content: bytes, written_at: datetime) -> bytes:
        """Add a file; return the next piece of the archive."""
        year = min(max(written_at.year, FIRST_YEAR), LAST_YEAR)
        info = zipfile.ZipInfo(name, (year, *written_at.timetuple()[1:6]))
        info.external_attr = 0o644 << 16
        self._archive.writestr(info, content)
        return self._outlet.take()

    def close(self) -> bytes:
        """Return the last piece."""
        self._archive.close()
        return self._outlet.take()
