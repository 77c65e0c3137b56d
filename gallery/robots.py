"""Keep search engines out: guests' photos are for those who have the link."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = HttpResponseBase | Awaitable[HttpResponseBase]
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


class NoIndexMiddleware:
    """Say it on every answer: pages, pictures, feeds, archives, errors."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        if iscoroutinefunction(self):
            return self._later(request)
        return _marked(cast("HttpResponseBase", self.get_response(request)))

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        return _marked(await cast("Awaitable[HttpResponseBase]", self.get_response(request)))


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault(HEADER, NO_INDEX)
    return response
