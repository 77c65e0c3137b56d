"""Vonage's Messages API, which Vonage recommends today: SMS, and pictures by MMS or WhatsApp.

https://developer.vonage.com/en/api/messages
"""

from django.conf import settings
from pydantic import ValidationError
from vonage_messages.models import (
    BaseMessage,
    MmsImage,
    MmsResource,
    Sms,
    WhatsappImage,
    WhatsappImageResource,
    WhatsappText,
)

from .base import BaseSmsBackend, Fault, SmsError, SmsUnknown
from .vonage_client import bare_number, make_client, need, private_key, submit

LONGEST_TEXT = 1000
LONGEST_REF = 100


class SmsBackend(BaseSmsBackend):
    """Signs in as an application, with a JWT made for each text.

    Never `trusted_recipient`: it would switch off Vonage's protection against fraud.
    """

    def __init__(self) -> None:
        need("VONAGE_APPLICATION_ID", "VONAGE_SENDER")
        private_key()

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
        common = {
            "to": bare_number(to),
            "from_": bare_number(sender or settings.VONAGE_SENDER),
            "client_ref": client_ref[:LONGEST_REF],
        }
        message = _message(channel, body, picture_url, common)
        application = {
            "application_id": settings.VONAGE_APPLICATION_ID,
            # The SDK wants one here, and has no use for it: VonageAuth signs.
            "private_key": "-----BEGIN PRIVATE KEY-----",
        }
        try:
            with make_client(**application) as client:
                provider_id: str = submit(lambda: client.messages.send(message)).message_uuid
        except (ValidationError, TypeError):  # of the answer: HTML, nothing, other JSON
            raise SmsUnknown("Vonage's answer is not understood.") from None
        if not provider_id:
            raise SmsUnknown("Vonage's answer has no id.")
        return provider_id


def _message(channel: str, body: str, picture_url: str, common: dict[str, str]) -> BaseMessage:
    if len(body) > LONGEST_TEXT:
        message = f"The text has {len(body)} characters; Vonage takes {LONGEST_TEXT}."
        raise SmsError(message, permanent=True, fault=Fault.CONTENT)
    try:
        if channel == "whatsapp" and picture_url:
            image = WhatsappImageResource(url=picture_url, caption=body)
            return WhatsappImage(image=image, **common)
        if channel == "whatsapp":
            return WhatsappText(text=body, **common)
        if channel == "mms" and picture_url:
            return MmsImage(image=MmsResource(url=picture_url, caption=body), **common)
        return Sms(text=body, **common)
    except ValidationError:  # its words hold the number
        message = "This is no number that Vonage can send to."
        raise SmsError(message, permanent=True, fault=Fault.NUMBER) from None
