"""Is somebody smiling in this photo? See docs/smile.md."""

import logging
from functools import cache
from threading import Lock

from django.conf import settings
from django.utils.module_loading import import_string
from PIL import Image

from .base import BaseSmileBackend, FaceScore, SmileError, SmileResult

__all__ = ["FaceScore", "SmileError", "SmileResult", "check_smile", "load_backend"]

LOCAL = "booth.smile.local.SmileBackend"

logger = logging.getLogger(__name__)
_loading = Lock()


def check_smile(image: Image.Image) -> SmileResult:
    """Score the faces in an upright RGB image with the backend named by SMILE_BACKEND.

    When that backend fails, the local one takes over (`SmileResult.backend` tells). Raises
    SmileError only when the local one fails as well; the caller then accepts the photo unchecked.
    """
    if settings.SMILE_BACKEND != LOCAL:
        try:
            return load_backend(settings.SMILE_BACKEND).check(image)
        except SmileError as error:
            logger.warning("%s failed, checking locally: %s", settings.SMILE_BACKEND, error)
        except Exception:  # an operator's own class may raise anything
            logger.exception("%s has a fault, checking locally", settings.SMILE_BACKEND)
    return load_backend(LOCAL).check(image)


def load_backend(path: str) -> BaseSmileBackend:
    """Return the process's one instance of a backend, by its class's dotted path.

    Raises SmileError, permanent, if it cannot be imported.
    """
    with _loading:
        return _make_backend(path)


@cache
def _make_backend(path: str) -> BaseSmileBackend:
    try:
        backend: BaseSmileBackend = import_string(path)()
    except ImportError as error:
        raise SmileError(
            f"SMILE_BACKEND={path!r} cannot be imported: {error}", permanent=True
        ) from error
    return backend
