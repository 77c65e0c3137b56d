"""What the browser's detector is made of: the server's own models, beside LiteRT's WebAssembly."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

from . import LOCAL
from .base import SmileError
from .models import DESCRIPTION, description, model_path

WORKER = "dist/booth/smile.worker.js"
# LiteRT's build for browsers with relaxed SIMD, and the one for those without.
BUILDS = {"relaxed": "litert_wasm_internal", "compat": "litert_wasm_compat_internal"}

# What guests are told of who looks at their photos, beside the booth itself.
SERVICES = {
    "booth.smile.azure.SmileBackend": "Microsoft Azure",
    "booth.smile.rekognition.SmileBackend": "Amazon Rekognition",
}


def checking_service() -> str | None:
    """Return the name of the service that checks photos; None when the booth does it itself."""
    if settings.SMILE_BACKEND == LOCAL:
        return None
    return SERVICES.get(settings.SMILE_BACKEND, "another service")


def sources() -> dict[str, Path]:
    """Return where each static file is on disk, by its static name; what is missing is left out."""
    litert = Path(settings.BASE_DIR, "node_modules/@litertjs/core/wasm")
    paths = [litert / f"{build}.{suffix}" for build in BUILDS.values() for suffix in ("js", "wasm")]
    paths.append(DESCRIPTION)
    for name in description()["models"]:
        try:
            paths.append(model_path(name))
        except SmileError:
            continue  # the check booth.E002 tells the operator
    return {f"smile/{path.name}": path for path in paths if path.is_file()}


def browser_files() -> dict[str, Any] | None:
    """Return the addresses that smile.worker.js loads, and `bytes`, how much that is unpacked.

    None when they have not been collected: the page then asks the server about small frames.
    """
    try:
        return {**addresses(), "bytes": sum(map(staticfiles_storage.size, _downloaded()))}
    except (OSError, ValueError):  # not on disk; not in the manifest
        return None


def addresses() -> dict[str, Any]:
    """Return the static addresses of the worker and of what it loads."""
    models = description()["models"]
    return {
        "worker": static(WORKER),
        "description": static(_of(DESCRIPTION)),
        "models": {name: static(_of(model["file"])) for name, model in models.items()},
        "runtime": {
            name: {"script": static(_of(f"{file}.js")), "wasm": static(_of(f"{file}.wasm"))}
            for name, file in BUILDS.items()
        },
    }


def _downloaded() -> list[str]:
    """The files whose arrival the page shows; the two builds are of a size."""
    files = [model["file"] for model in description()["models"].values()]
    return [_of(file) for file in (*files, DESCRIPTION, f"{BUILDS['relaxed']}.wasm")]


def _of(path: str | Path) -> str:
    return f"smile/{Path(path).name}"
