"""What axe-core finds wrong with a page for people who see, hear or move differently."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page


@cache
def source() -> str:
    return Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """Return each as its rule and the elements, so that a failed test says what to mend."""
    page.evaluate(source())  # by the debugger: the page's policy stays as it is
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found["violations"]
    ]
