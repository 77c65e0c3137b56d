"""Hands the browser's detector to collectstatic without a copy in the repository."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from .browser import sources


class SmileFinder(BaseFinder):
    """Finds the model files in their Python packages, and LiteRT's WebAssembly in node_modules."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the path of a static name; a list with `find_all`, and where there is none."""
        found = [str(each) for name, each in sources().items() if name == path]
        return found[0] if found and not find_all else found

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        for name, path in sources().items():
            storage = FileSystemStorage(location=path.parent)
            storage.prefix = name.removesuffix(f"/{path.name}")  # type: ignore[attr-defined]
            yield path.name, storage
