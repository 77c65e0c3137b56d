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

    Raises SmileError, permanent, for a path that leads to no smile backend.
    """
    with _loading:
        return _make_backend(path)


@cache
def _make_backend(path: str) -> BaseSmileBackend:
    backend = backend_class(path)
    try:
        return backend()
    except SmileError:
        raise
    except Exception as error:
        raise SmileError(f"{path!r} cannot be made: {error!r}", permanent=True) from error


def backend_class(path: str) -> type[BaseSmileBackend]:
    """Return the class of a dotted path; raises SmileError, permanent, if it is no backend."""
    try:
        found: object = import_string(path)
    except Exception as error:  # a module may raise anything while it is imported
        raise SmileError(f"{path!r} cannot be imported: {error}", permanent=True) from error
    if not (isinstance(found, type) and issubclass(found, BaseSmileBackend)):
        base = f"{BaseSmileBackend.__module__}.{BaseSmileBackend.__name__}"
        raise SmileError(f"{path!r} is no smile backend: no subclass of {base}", permanent=True)
    if missing := sorted(found.__abstractmethods__):
        methods = ", ".join(missing)
        raise SmileError(
            f"{path!r} is no smile backend: it has no method {methods}", permanent=True
        )
    return found
