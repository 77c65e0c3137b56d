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


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (b"*/*", b"application/json"),
        (b"application/json", b"application/json"),
        (b"text/html,application/xhtml+xml,*/*;q=0.8", b"text/html; charset=utf-8"),
    ],
)
def test_a_form_without_a_script_is_refused_by_a_page(accept: bytes, kind: bytes) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    scope = {"type": "http", "headers": [(b"content-length", b"101"), (b"accept", accept)]}
    asyncio.run(BodyLimit(echo_length, limit=100)(scope, receive, send))
    assert dict(sent[0]["headers"])[b"content-type"] == kind
    assert b"one photo at a time" in sent[1]["body"]
