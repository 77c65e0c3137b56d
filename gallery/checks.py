"""System checks: what would fail at the party is said at the start."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def data_folder_is_writable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Photos need a place to be written to."""
    folder = Path(settings.DATA_DIR)
    if os.access(folder, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The data folder {folder} can't be written to.",
            hint="Set SMILEBOOTH_DATA to a folder that this user may write to.",
            id="gallery.E001",
        )
    ]
