"""How collected static files are stored: hashed names, gzip beside them, no Brotli."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's, without Brotli: 16 s of CPU at each set-up to save a guest about 20 kB.

    WhiteNoise uses Brotli wherever the package is installed, which fontTools needs.
    """

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
