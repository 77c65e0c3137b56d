"""Keeps texts in this process's memory, for tests."""

from dataclasses import dataclass

from .base import BaseSmsBackend


@dataclass(frozen=True, slots=True)
class SentSms:
    to: str
    body: str
    client_ref: str
    picture_url: str = ""
    channel: str = "sms"
    sender: str = ""


outbox: list[SentSms] = []


class SmsBackend(BaseSmsBackend):
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
        outbox.append(SentSms(to, body, client_ref, picture_url, channel, sender))
        return f"locmem-{len(outbox)}"
