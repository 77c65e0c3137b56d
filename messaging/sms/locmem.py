"""Keeps texts in this process's memory, for tests."""

from dataclasses import dataclass

from .base import BaseSmsBackend


@dataclass(frozen=True, slots=True)
class SentSms:
    to: str
    body: str
    client_ref: str


outbox: list[SentSms] = []


class SmsBackend(BaseSmsBackend):
    def send(self, *, to: str, body: str, client_ref: str) -> str:
        outbox.append(SentSms(to=to, body=body, client_ref=client_ref))
        return f"locmem-{len(outbox)}"
