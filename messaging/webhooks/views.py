"""Where Vonage reports. Verified, taken, answered: everything slow happens elsewhere.

An unknown id is answered with 200: anything else would have Vonage repeat it for a day.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from messaging import services
from messaging.webhooks import messages_api, sms_api
from messaging.webhooks.verification import Api, BadSignature, BadWebhook, Fields, verified

logger = logging.getLogger(__name__)

News = TypeVar("News")
Reader = Callable[[Fields], News | None]

RECEIPTS = {Api.MESSAGES: messages_api.receipt_of, Api.SMS: sms_api.receipt_of}
INBOUND = {Api.MESSAGES: messages_api.inbound_of, Api.SMS: sms_api.inbound_of}


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Take a delivery receipt."""
    return _take(request, RECEIPTS, services.take_receipt)


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def inbound(request: HttpRequest) -> HttpResponse:
    """Take a text that somebody sent to one of our numbers."""
    return _take(request, INBOUND, services.take_inbound)


def _take(
    request: HttpRequest, readers: Mapping[Api, Reader[News]], take: Callable[[News], Any]
) -> HttpResponse:
    try:
        api, fields = verified(request)
        news = readers[api](fields)
    except BadSignature as error:
        logger.warning("a webhook was refused: %s", error)
        headers = {"WWW-Authenticate": "Bearer"}
        return HttpResponse("Not signed by Vonage.\n", "text/plain", status=401, headers=headers)
    except BadWebhook as error:
        logger.warning("a webhook was not understood: %s", error)
        return HttpResponse("Not understood.\n", "text/plain", status=400)
    if news is not None:
        take(news)
    return HttpResponse("", "text/plain")
