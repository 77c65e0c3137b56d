"""Keep search engines out: guests' photos are for those who have the link."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

HEADER = "X-Robots-Tag"
NO_INDEX = "noindex, nofollow"

# Programs that fetch a page because somebody sent its link to a friend, to show a preview. They
# ask here first, and are let in where a link was shared; none of them keeps a search index of it.
PREVIEWS = ("facebookexternalhit", "Twitterbot", "LinkedInBot", "Slackbot-LinkExpanding")
ROBOTS_TXT = "\n".join(
    [
        *(f"User-agent: {name}" for name in PREVIEWS),
        "Allow: /s/",
        "Disallow: /",
        "",
        "User-agent: *",
        "Disallow: /",
        "",
    ]
)


@sync_and_async_middleware
def no_index(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Say it on every answer: pages, pictures, feeds, archives, errors."""

    async def later(request: HttpRequest) -> HttpResponseBase:
        return _marked(await get_response(request))

    def at_once(request: HttpRequest) -> HttpResponseBase:
        return _marked(get_response(request))

    return later if iscoroutinefunction(get_response) else at_once


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault(HEADER, NO_INDEX)
    return response
