"""Live video of booths, behind a seam. See docs/video.md."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .base import BaseVideoBackend, Member, Role, VideoError

__all__ = ["BaseVideoBackend", "Member", "Role", "VideoError", "get_backend", "is_on"]


def get_backend() -> BaseVideoBackend:
    """Return the backend that VIDEO_BACKEND names; raises VideoError if there is none."""
    return _load(settings.VIDEO_BACKEND)


def is_on() -> bool:
    """Whether pages are to ask for a room; a backend that cannot be loaded is as good as none."""
    try:
        return get_backend().is_live
    except VideoError:
        return False


@cache
def _load(path: str) -> BaseVideoBackend:
    try:
        backend: BaseVideoBackend = import_string(path)()
    except ImportError as error:
        raise VideoError(
            f"VIDEO_BACKEND={path!r} cannot be imported: {error}", permanent=True
        ) from error
    return backend
