"""System checks: what would fail at the party is said at the start."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning

from gallery.fonts import missing_packages


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


@register()
def fonts_are_installed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without its fonts a strip is printed without words."""
    missing = missing_packages()
    if not missing:
        return []
    return [
        CheckWarning(
            f"Strips can't be lettered in every script; missing: {', '.join(missing)}.",
            hint="Run `make setup`, which installs the fonts' npm packages.",
            id="gallery.W001",
        )
    ]
