"""Compression of pages on their way to a phone in a crowded hall."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompression(GZipMiddleware):
    """Django's gzip for HTML and JSON only.

    Live feeds and archives are streams that must not be held back, pictures are compressed
    already, and static files have their gzip beside them. What a page and an attacker's words
    could leak together (BREACH) is what Django masks in each answer (the CSRF token); it also
    pads compressed answers to random lengths.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in ("text/html", "application/json"):
            return response
        return super().process_response(request, response)
