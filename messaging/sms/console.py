"""Prints texts in the worker's terminal: the default, with no account anywhere."""

import sys
import textwrap
from typing import TextIO

from messaging.phones import number_hint

from .base import BaseSmsBackend

WIDTH = 76


class SmsBackend(BaseSmsBackend):
    def __init__(self, stream: TextIO | None = None) -> None:
        # Celery puts its logger in the place of sys.stdout; a box reads better without it.
        self.stream = stream or sys.__stdout__ or sys.stdout

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
        text = boxed(f"Text message to {number_hint(to)}", f"{body} {picture_url}".rstrip())
        encoding = self.stream.encoding or "utf-8"
        # In one piece, so that no other process writes into the box.
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()
        return f"console-{client_ref}"


def boxed(title: str, body: str) -> str:
    """Draw a box, open to the right: links stay whole, whatever their length."""
    lines = textwrap.wrap(body, WIDTH, break_long_words=False, break_on_hyphens=False)
    inside = "".join(f"│  {line}\n" for line in lines)
    return f"\n╭─ {title} {'─' * (WIDTH - len(title))}\n{inside}╰{'─' * (WIDTH + 3)}\n\n"
