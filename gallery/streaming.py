"""Long answers that hold no thread and no database connection.

Under ASGI Django keeps one thread for each request until its response has ended, with whatever
database connection the request has opened there. For a live feed that is hours, times the
number of phones. So a view decides and hands its stream over: Django ends the request, and
`StreamingApp` then sends what the stream yields, under the status and headers of the response.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from contextlib import aclosing
from typing import Any, TypeVar

from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
Stream = AsyncGenerator[bytes, None]

T = TypeVar("T")

KEY = "gallery.streaming"
PAUSE = 0.002


class _Handover:
    """What a view puts its stream into; `start` is the beginning of the view's response."""

    def __init__(self) -> None:
        self.stream: Stream | None = None
        self.start: Message | None = None


def stream_response(request: HttpRequest, stream: Stream, content_type: str) -> HttpResponseBase:
    """Return a response of what `stream` yields.

    The stream begins when the request has ended: it must not use the request any more, and what
    it asks of the database it asks by `in_thread`. It is closed when the client has gone away.
    """
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type)
    handover: _Handover | None = getattr(request, "scope", {}).get(KEY)
    if handover is None:  # a server without `StreamingApp`: it works, and holds a thread
        return StreamingHttpResponse(stream, content_type=content_type)
    handover.stream = stream
    return HttpResponse(content_type=content_type)


async def in_thread(
    function: Callable[..., T], *arguments: Any, executor: Executor | None = None
) -> T:
    """Call a function that uses the database, and close its connection."""

    def call() -> T:
        try:
            return function(*arguments)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(executor, call)


async def until_no_request(longest: float) -> None:
    """Wait until no request is being answered, or for so many seconds at most."""
    clock = asyncio.get_running_loop().time
    end = clock() + longest
    while StreamingApp.being_answered and clock() < end:  # noqa: ASYNC110 (cheaper than to be told)
        await asyncio.sleep(PAUSE)


class StreamingApp:
    """ASGI middleware around Django: sends the streams that views have handed over."""

    being_answered = 0  # requests that Django has, in this process; streams do not count

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        handover = _Handover()

        async def send_or_hold_back(message: Message) -> None:
            if message["type"] == "http.response.start" and handover.stream:
                # A middleware may have put an error in the place of the view's response.
                handover.start = message if message["status"] == 200 else None
            if handover.start is None:
                await send(message)

        StreamingApp.being_answered += 1
        try:
            await self.app({**scope, KEY: handover}, receive, send_or_hold_back)
        finally:
            StreamingApp.being_answered -= 1
        if handover.stream and handover.start:
            async with aclosing(handover.stream) as stream:
                await _send_stream(handover.start, stream, receive, send)


async def _send_stream(start: Message, stream: Stream, receive: Receive, send: Send) -> None:
    """Send it all, or until the client has gone away."""
    sender = asyncio.current_task()
    has_ended = False

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        if sender and not has_ended:
            sender.cancel()

    watching = asyncio.ensure_future(watch())
    try:
        headers = [item for item in start["headers"] if item[0].lower() != b"content-length"]
        await send({**start, "headers": headers})
        async for part in stream:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            if watching.done():  # whatever has become of the cancellation
                return
        has_ended = True
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except asyncio.CancelledError:
        if sender is None or not watching.done() or sender.uncancel():
            raise  # not ours: the server is shutting down
    finally:
        watching.cancel()
