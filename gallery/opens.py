"""How often a shared link was opened, without knowing by whom."""

import logging
import re

from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from gallery.models import ShareLink

logger = logging.getLogger(__name__)

# Messengers look at a link to draw its preview, search engines to index it. They say who they are.
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|skype|embedly|curl|wget"
    r"|python|java/|okhttp|headless|monitor|scanner",
    re.IGNORECASE,
)


def count_open(request: HttpRequest, link: ShareLink) -> None:
    """Count one look at a link's page by a person; a look that cannot be counted is no error."""
    if not is_by_a_person(request):
        return
    try:
        ShareLink.objects.filter(pk=link.pk).update(
            opened_count=F("opened_count") + 1, last_opened_on=timezone.localdate()
        )
    except DatabaseError as error:
        logger.warning("an open was not counted: %s", error)


def is_by_a_person(request: HttpRequest) -> bool:
    """Whether a browser shows the page to somebody: no preview, no prefetch, no robot."""
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and "prefetch" not in purpose.lower()
        and "preview" not in purpose.lower()
        and bool(agent)
        and not MACHINES.search(agent)
    )
