"""Bodies that are too large are refused before they are taken in."""

import asyncio
from typing import Any

import pytest

from config.bodylimit import BodyLimit


async def echo_length(scope: Any, receive: Any, send: Any) -> None:
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


def status_for(chunks: list[bytes], headers: list[tuple[bytes, bytes]]) -> tuple[int, int]:
    """Return the answer's status and how many chunks were read."""
    sent: list[dict[str, Any]] = []
    unread = list(chunks)

    async def receive() -> dict[str, Any]:
        body = unread.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(unread)}

    async def send(message: Any) -> None:
        sent.append(message)

    app = BodyLimit(echo_length, limit=100)
    asyncio.run(app({"type": "http", "headers": headers}, receive, send))
    return sent[0]["status"], len(chunks) - len(unread)


@pytest.mark.parametrize(
    ("chunks", "headers", "expected"),
    [
        ([b"x" * 100], [(b"content-length", b"100")], (200, 1)),
        ([b"x" * 101], [(b"content-length", b"101")], (413, 0)),
        ([b"x" * 60] * 5, [], (413, 2)),
    ],
)
def test_limit(
    chunks: list[bytes], headers: list[tuple[bytes, bytes]], expected: tuple[int, int]
) -> None:
    assert status_for(chunks, headers) == expected
