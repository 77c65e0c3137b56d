"""Refuse request bodies that are too large before they fill memory or disk.

Django's ASGI handler takes in the whole body before any view can look at its size.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

DETAIL = "This is too large. Send one photo at a time, of at most 25 MB."
REFUSAL = json.dumps({"code": "too_large", "detail": DETAIL}).encode()
# For a form that was sent without a script: the browser shows what it gets.
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Too large</title>'
    f"<h1>That was too much at once</h1><p>{DETAIL}</p><p>Go back and choose fewer.</p></html>"
).encode()


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI middleware that answers 413 to bodies of more than `limit` bytes."""

    def __init__(self, app: App, *, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _declared_length(scope) > self.limit:
            await _refuse(scope, send)
            return
        started = False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, _counted(receive, self.limit), noting_send)
        except _TooLarge:
            if not started:
                await _refuse(scope, send)


def _declared_length(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _counted(receive: Receive, limit: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise _TooLarge
        return message

    return counted


async def _refuse(scope: Message, send: Send) -> None:
    is_page = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
    kind = b"text/html; charset=utf-8" if is_page else b"application/json"
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE if is_page else REFUSAL})
