"""One thread for each request, entered once.

Django's own middlewares can do both, so under ASGI it runs them asynchronously, and each hops to
the request's thread and back for what it has to do: some twenty hops, which cost more than a
simple page, and wait for their turn in a loop that serves thousands of feeds. With a synchronous
middleware innermost Django runs all of them synchronously, in one hop.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_only_middleware


@sync_only_middleware
def one_thread(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Do nothing, synchronously. To be the last in MIDDLEWARE."""
    return get_response
