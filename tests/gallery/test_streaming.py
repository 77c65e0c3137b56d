"""Long answers: they hold no thread and no database connection, and end with their client."""

import asyncio
import threading
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.test import AsyncClient
from django.urls import reverse

from config.asgi import application
from gallery import hub, live
from gallery.arrivals import compose
from gallery.models import Event
from gallery.streaming import StreamingApp, in_thread
from tests.factories import make_event

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60


class Visitor:
    """An ASGI server's side of one request."""

    def __init__(self, address: str, method: str = "GET", app: Any = application) -> None:
        path, _, query = address.partition("?")
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 9),
            "server": ("127.0.0.1", 80),
        }
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.gone = asyncio.Event()
        self._has_asked = False
        self.task = asyncio.ensure_future(app(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._has_asked:
            self._has_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        await self.sent.put(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.gone.set()

    async def next(self) -> Any:
        return await asyncio.wait_for(self.sent.get(), PATIENCE)

    async def leave(self) -> None:
        self.gone.set()
        await asyncio.wait_for(self.task, PATIENCE)


async def hang_up() -> None:
    """Let what Redis was asked come back, and close the connections of a loop that is to end."""
    the_hub = hub.hub_of_this_loop(compose)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=1)
    await the_hub._asker.aclose()


def feed_of(event: Event) -> str:
    return reverse("gallery:live", args=[event.slug])


def test_open_feeds_hold_no_thread(event: Event) -> None:
    async def visit() -> tuple[int, int]:
        first = Visitor(feed_of(event))
        await first.next()
        await first.next()
        before = threading.active_count()
        visitors = [Visitor(feed_of(event)) for _ in range(40)]
        for visitor in visitors:
            assert (await visitor.next())["status"] == 200
            assert (await visitor.next())["body"].startswith(b"retry")
        during = threading.active_count()
        for visitor in [first, *visitors]:
            await visitor.leave()
        return before, during

    before, during = asyncio.run(visit())
    assert during <= before + 2


def test_a_feed_is_what_the_view_has_answered_and_then_the_stream(event: Event) -> None:
    async def visit() -> tuple[Any, list[bytes]]:
        visitor = Visitor(feed_of(event) + "?after=0-0")
        start = await visitor.next()
        bodies = [(await visitor.next())["body"]]
        said = in_thread(live.publish, event, "public", "said", {"number": 1})
        await said
        bodies.append((await visitor.next())["body"])
        await visitor.leave()
        assert visitor.sent.empty()
        return start, bodies

    start, bodies = asyncio.run(visit())
    headers = {name.lower(): value for name, value in start["headers"]}
    assert headers[b"content-type"] == b"text/event-stream"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-content-type-options"] == b"nosniff"  # a middleware's
    assert b"content-length" not in headers
    assert b'"number": 1' in bodies[1]


def test_a_feed_ends_when_its_page_has_gone(event: Event) -> None:
    async def visit() -> tuple[int, int]:
        visitor = Visitor(feed_of(event))
        the_hub = hub.hub_of_this_loop(compose)
        async with asyncio.timeout(PATIENCE):
            while not the_hub.follower_count:  # noqa: ASYNC110 (nothing tells)
                await asyncio.sleep(0.01)
        during = the_hub.follower_count
        await visitor.leave()
        return during, the_hub.follower_count

    assert asyncio.run(visit()) == (1, 0)


def test_a_server_that_stops_cancels_what_is_left(event: Event) -> None:
    """Also one that is only just asking Redis for what it has missed."""

    async def visit(turns: int) -> None:
        visitor = Visitor(feed_of(event))
        await visitor.next()
        await visitor.next()
        for _ in range(turns):
            await asyncio.sleep(0)
        visitor.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(visitor.task, PATIENCE)
        await hang_up()

    for turns in range(15):
        asyncio.run(visit(turns))


def test_a_page_that_goes_at_once_leaves_no_feed_behind(event: Event) -> None:
    async def visit(turns: int) -> int:
        visitor = Visitor(feed_of(event))
        await visitor.next()
        await visitor.next()
        for _ in range(turns):
            await asyncio.sleep(0)
        await visitor.leave()
        follower_count = hub.hub_of_this_loop(compose).follower_count
        await hang_up()
        return follower_count

    assert [asyncio.run(visit(turns)) for turns in range(15)] == [0] * 15


def test_a_request_counts_until_it_has_its_answer(event: Event) -> None:
    async def visit() -> list[int]:
        counts = []

        async def app(*about: Any) -> None:
            counts.append(StreamingApp.being_answered)
            await ASGIHandler()(*about)

        visitor = Visitor(feed_of(event), app=StreamingApp(app))
        await visitor.next()
        await visitor.next()
        counts.append(StreamingApp.being_answered)
        await visitor.leave()
        return counts

    assert asyncio.run(visit()) == [1, 0]


def test_a_head_request_ends_at_once(event: Event) -> None:
    async def visit() -> tuple[int, bytes]:
        visitor = Visitor(feed_of(event), method="HEAD")
        start, body = await visitor.next(), await visitor.next()
        await asyncio.wait_for(visitor.task, PATIENCE)
        return start["status"], body["body"]

    assert asyncio.run(visit()) == (200, b"")


def test_what_is_refused_is_refused_as_ever() -> None:
    event = make_event(gallery_privacy="staff")

    async def visit() -> int:
        visitor = Visitor(feed_of(event))
        start = await visitor.next()
        await asyncio.wait_for(visitor.task, PATIENCE)
        return int(start["status"])

    assert asyncio.run(visit()) == 404


def test_an_error_in_place_of_the_answer_is_sent_instead(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(
        "django.middleware.clickjacking.XFrameOptionsMiddleware.process_response", fail
    )

    async def visit() -> int:
        visitor = Visitor(feed_of(event), app=StreamingApp(ASGIHandler()))
        start = await visitor.next()
        await asyncio.wait_for(visitor.task, PATIENCE)
        return int(start["status"])

    assert asyncio.run(visit()) == 500


def test_without_redis_there_is_no_feed_and_the_page_polls(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "is_away", lambda: True)

    async def visit() -> int:
        response = await AsyncClient().get(feed_of(event))
        return int(response.status_code)

    assert asyncio.run(visit()) == 503
