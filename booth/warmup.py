"""Load in each worker process what the first guest would otherwise wait for."""

import logging
from typing import Any

from celery.signals import worker_process_init
from PIL import Image

from booth.smile import LOCAL, SmileError, load_backend
from gallery.filters import FILTERS
from gallery.layouts import LAYOUTS
from gallery.strips import FooterContent, compose_strip

logger = logging.getLogger(__name__)


@worker_process_init.connect
def warm_up(**kwargs: Any) -> None:
    """Load the smile detector's models and the strips' fonts."""
    blank = Image.new("RGB", (640, 480), "#808080")
    try:
        # Also where a cloud is asked first: it is the local one that must not be late then.
        load_backend(LOCAL).check(blank)
    except SmileError as error:
        logger.warning("The smile detector does not load: %s", error)
    compose_strip(
        [blank],
        layout=next(iter(LAYOUTS.values())),
        strip_filter=FILTERS["natural"],
        footer=FooterContent("Smilebooth", "1 January 2026"),
    )
