"""Vonage's older SMS API, with the account's key and secret: what the original booth used.

https://developer.vonage.com/en/api/sms
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from vonage_sms import SmsMessage

from messaging.wording import is_gsm

from .base import BaseSmsBackend, SmsError, SmsUnknown
from .vonage_client import bare_number, make_client, need, quoted, submit
from .vonage_faults import SMS_ANSWERS, fault_of
from .vonage_signatures import METHODS

LONGEST_REF = 100
# Throttled, internal error, too many connections: not accepted, and may be later.
TRY_AGAIN = {"1", "5", "10"}
NOT_UNDERSTOOD = "Vonage's answer is not understood."


class SmsBackend(BaseSmsBackend):
    """Signs in with VONAGE_API_SECRET, or by a signature where only that secret is set."""

    def __init__(self) -> None:
        need("VONAGE_API_KEY", "VONAGE_SENDER")
        if settings.VONAGE_API_SECRET:
            return
        if not settings.VONAGE_SIGNATURE_SECRET:
            need("VONAGE_API_SECRET")
        if settings.VONAGE_SIGNATURE_METHOD not in METHODS:
            raise ImproperlyConfigured(f"VONAGE_SIGNATURE_METHOD is none of {', '.join(METHODS)}.")

    def send(
        self,
        *,
        to: str,
        body: str,
        client_ref: str,
        picture_url: str = "",
        channel: str = "sms",
        sender: str = "",
    ) -> str:
        message = SmsMessage(
            to=bare_number(to),
            from_=bare_number(sender or settings.VONAGE_SENDER),
            text=body,
            type="text" if is_gsm(body) else "unicode",
            client_ref=client_ref[:LONGEST_REF],
        )
        # Not `client.sms.send`: it signs fields that are not sent, and of a refusal it keeps
        # one sentence, of an answer about several parts whether all were taken.
        fields = message.model_dump(by_alias=True, exclude_none=True)
        secret = settings.VONAGE_API_SECRET
        way = "basic" if secret else "signature"
        # Of the signature's secret the SDK only has to know that there is one: VonageAuth signs.
        account = {"api_secret": secret} if secret else {"signature_secret": "ours"}
        with make_client(api_key=settings.VONAGE_API_KEY, **account) as client:
            http = client.http_client
            answer = submit(lambda: http.post(http.rest_host, "/sms/json", fields, way, "form"))
        return _provider_id(answer)


def _provider_id(answer: Any) -> str:
    """Return the first part's id; every part of a long text has its own answer."""
    try:
        parts = [(str(part["status"]), part) for part in answer["messages"]]
        refused = [part for part in parts if part[0] != "0"]
        if parts and not refused and (provider_id := parts[0][1]["message-id"]):
            return str(provider_id)
        status, words = refused[0][0], quoted(refused[0][1].get("error-text", ""))
    except (LookupError, TypeError, AttributeError):
        raise SmsUnknown(NOT_UNDERSTOOD) from None
    if len(refused) < len(parts):
        taken = len(parts) - len(refused)
        raise SmsUnknown(f"Vonage took {taken} of {len(parts)} parts: {status} {words}")
    raise SmsError(
        f"Vonage answered {status} {words}".rstrip(),
        permanent=status not in TRY_AGAIN,
        fault=fault_of(status, SMS_ANSWERS),
    )
