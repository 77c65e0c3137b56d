"""The live feed: in order, resumed without a gap or a repeat, closed to those it is not for."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connections
from django.test import AsyncClient

from gallery import hub, live
from gallery.arrivals import compose, feed
from gallery.models import Event
from gallery.services.publishing import hide
from gallery.streaming import Stream, StreamingApp, in_thread
from tests.factories import make_event, make_published_snap, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds, for what a loaded machine does in one


async def always() -> bool:
    return True


async def never() -> bool:
    return False


def follow(event: Event, after: str, may_stay: Callable[[], Awaitable[bool]] = always) -> Stream:
    return feed(live.stream_name(event, "public"), live.as_id(after), may_stay)


def parsed(text: bytes) -> list[dict[str, str]]:
    """Return the messages in a piece of a feed, comments left out."""
    blocks = [block for block in text.decode().split("\n\n") if block.startswith("id: ")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


async def read(stream: Stream, count: int) -> list[dict[str, str]]:
    """Return the next `count` messages (or more, if they came at once)."""
    found: list[dict[str, str]] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            found += parsed(await anext(stream))
    return found


async def read_and_leave(stream: Stream, count: int) -> list[dict[str, str]]:
    async with aclosing(stream):
        return await read(stream, count)


async def until_joined(stream: Stream) -> "asyncio.Task[bytes]":
    """Begin to listen; return the task that waits for the first message."""
    assert (await anext(stream)).startswith(b"retry")
    the_hub = hub.hub_of_this_loop(compose)
    before = the_hub.follower_count
    waiting = asyncio.ensure_future(anext(stream))
    async with asyncio.timeout(PATIENCE):
        while the_hub.follower_count == before:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)
    return waiting


def say(event: Event, *numbers: int) -> None:
    for number in numbers:
        live.publish(event, "public", "said", {"number": number})


def numbers(messages: list[dict[str, str]]) -> list[int]:
    return [json.loads(message["data"])["number"] for message in messages]


# --- No gap, no repeat ----------------------------------------------------------------------


def test_resumes_after_the_last_message_seen(event: Event) -> None:
    start = live.last_id(event, "public")
    say(event, 1, 2)
    first = asyncio.run(read_and_leave(follow(event, start), 2))
    say(event, 3)
    rest = asyncio.run(read_and_leave(follow(event, first[0]["id"]), 2))
    assert numbers(first) == [1, 2]
    assert numbers(rest) == [2, 3]


def test_a_new_page_hears_only_what_comes_after_it(event: Event) -> None:
    say(event, 1)
    start = live.last_id(event, "public")
    say(event, 2)
    assert numbers(asyncio.run(read_and_leave(follow(event, start), 1))) == [2]


def test_events_do_not_hear_each_other(event: Event) -> None:
    other = make_event()
    say(other, 1)
    say(event, 2)
    assert numbers(asyncio.run(read_and_leave(follow(event, "0-0"), 1))) == [2]


def test_pages_that_come_and_go_amid_news_miss_nothing(event: Event) -> None:
    """Thirty pages, each leaving and coming back all the time, while 300 things are said."""

    async def page(seed: int) -> list[int]:
        heard: list[int] = []
        after = "0-0"
        while len(heard) < 300:
            count = min(1 + (seed + len(heard)) % 7, 300 - len(heard))
            got = await read_and_leave(follow(event, after), count)
            heard += numbers(got)
            after = got[-1]["id"]
        return heard

    async def speak() -> None:
        for number in range(300):
            await in_thread(say, event, number)
            await asyncio.sleep(0)

    async def all_together() -> list[list[int]]:
        speaking = asyncio.ensure_future(speak())
        heard = await asyncio.gather(*(page(seed) for seed in range(30)))
        await speaking
        return heard

    assert asyncio.run(all_together()) == [list(range(300))] * 30


def test_one_connection_listens_for_all_pages(event: Event, redis_client: "redis.Redis") -> None:
    async def listen() -> int:
        streams = [follow(one, "0-0") for one in [event, *others] for _ in range(20)]
        waiting = [await until_joined(stream) for stream in streams]
        clients: Any = await asyncio.to_thread(redis_client.client_list)
        blocked = [client for client in clients if client["cmd"] == "xread"]
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        return len(blocked)

    others = [make_event() for _ in range(3)]
    assert asyncio.run(listen()) == 1


def test_a_second_event_is_heard_while_the_first_is_silent(event: Event) -> None:
    other = make_event()

    async def listen() -> list[int]:
        async with (
            aclosing(follow(event, "0-0")) as silent,
            aclosing(follow(other, "0-0")) as stream,
        ):
            first = await until_joined(silent)
            second = await until_joined(stream)
            await in_thread(say, other, 7)
            async with asyncio.timeout(PATIENCE):
                heard = parsed(await second)
            first.cancel()
            await asyncio.wait([first])
            return numbers(heard)

    assert asyncio.run(listen()) == [7]


async def hear_while_a_request_is_answered(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int]:
    """Return how many of six pages have a photo while a request is answered, and after it."""
    monkeypatch.setattr(hub, "SLICE", 2)
    streams = [follow(event, "0-0") for _ in range(6)]
    waiting = [await until_joined(stream) for stream in streams]
    monkeypatch.setattr(StreamingApp, "being_answered", 1)
    await in_thread(say, event, 1)
    await asyncio.wait(waiting, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(0.1)
    during = sum(task.done() for task in waiting)
    monkeypatch.setattr(StreamingApp, "being_answered", 0)
    async with asyncio.timeout(PATIENCE):
        heard = [numbers(parsed(text)) for text in await asyncio.gather(*waiting)]
    for stream in streams:
        await stream.aclose()
    return during, heard.count([1])


def test_requests_go_before_the_next_slice_of_pages(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LONGEST_PAUSE", PATIENCE)
    assert asyncio.run(hear_while_a_request_is_answered(event, monkeypatch)) == (2, 6)


def test_a_photo_gets_on_also_where_requests_never_end(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LONGEST_PAUSE", 0.001)
    assert asyncio.run(hear_while_a_request_is_answered(event, monkeypatch)) == (6, 6)


# --- What is no longer kept -------------------------------------------------------------------


def test_a_page_that_missed_too_much_is_told_to_ask_afresh(event: Event) -> None:
    say(event, *range(hub.MOST_MISSED + 1))
    message, *others = asyncio.run(read_and_leave(follow(event, "0-0"), 1))
    assert (message["event"], others) == ("reset", [])
    assert message["id"] == live.last_id(event, "public")
    say(event, 7)
    assert numbers(asyncio.run(read_and_leave(follow(event, message["id"]), 1))) == [7]


def test_a_page_whose_place_is_trimmed_away_is_told_to_ask_afresh(
    event: Event, redis_client: "redis.Redis"
) -> None:
    say(event, 1)
    place = live.last_id(event, "public")
    say(event, 2, 3)
    redis_client.xtrim(live.stream_name(event, "public"), maxlen=1, approximate=False)
    (message,) = asyncio.run(read_and_leave(follow(event, place), 1))
    assert message["event"] == "reset"


def test_a_page_from_before_redis_lost_all_is_told_to_ask_afresh(
    event: Event, redis_client: "redis.Redis"
) -> None:
    say(event, 1)
    place = live.last_id(event, "public")
    redis_client.flushall()
    (message,) = asyncio.run(read_and_leave(follow(event, place), 1))
    assert (message["event"], message["id"]) == ("reset", "0-0")


# --- Feeds that end ------------------------------------------------------------------------


async def to_its_end(stream: Stream) -> bytes:
    async with asyncio.timeout(PATIENCE):
        return b"".join([text async for text in stream])


def test_a_slow_page_is_cut_and_resumes(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MOST_WAITING", 3)

    async def listen() -> bytes:
        stream = follow(event, "0-0")
        waiting = await until_joined(stream)
        await in_thread(say, event, *range(9))
        first = await waiting  # and now it takes nothing in for a while
        the_hub = hub.hub_of_this_loop(compose)
        async with asyncio.timeout(PATIENCE):
            while the_hub.follower_count:  # noqa: ASYNC110 (nothing tells)
                await asyncio.sleep(0.01)
        return first + await to_its_end(stream)

    heard = parsed(asyncio.run(listen()))
    assert 1 <= len(heard) < 9
    rest = asyncio.run(read_and_leave(follow(event, heard[-1]["id"]), 9 - len(heard)))
    assert numbers(heard) + numbers(rest) == list(range(9))


def test_a_page_that_may_not_stay_is_let_go(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 0.05)
    assert b"retry" in asyncio.run(to_its_end(follow(event, "0-0", never)))


def test_silence_is_filled_with_comments(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 0.05)

    async def listen() -> list[bytes]:
        async with aclosing(follow(event, "0-0")) as stream, asyncio.timeout(PATIENCE):
            return [await anext(stream) for _ in range(3)]

    assert asyncio.run(listen())[1:] == [b": still here\n\n"] * 2


def test_feeds_end_when_the_server_is_about_to_stop(event: Event) -> None:
    async def listen() -> None:
        stream = follow(event, "0-0")
        waiting = await until_joined(stream)
        hub.close_feeds()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(waiting, PATIENCE)
        # One that comes in late does not stay either.
        assert parsed(await to_its_end(follow(event, "0-0"))) == []

    asyncio.run(listen())


def test_feeds_end_when_redis_drops_the_reader(event: Event, redis_client: "redis.Redis") -> None:
    async def listen() -> None:
        stream = follow(event, "0-0")
        waiting = await until_joined(stream)
        await asyncio.to_thread(redis_client.client_kill_filter, _type="normal", skipme=True)
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(waiting, PATIENCE)

    asyncio.run(listen())
    say(event, 1)
    assert numbers(asyncio.run(read_and_leave(follow(event, "0-0"), 1))) == [1]


# --- Cards come along ------------------------------------------------------------------------


def test_an_open_page_is_sent_the_card_of_a_new_photo(event: Event) -> None:
    async def listen() -> dict[str, Any]:
        async with aclosing(follow(event, "0-0")) as stream:
            waiting = await until_joined(stream)
            snap = await in_thread(make_published_snap, event)
            async with asyncio.timeout(PATIENCE):
                (message,) = parsed(await waiting)
            assert message["event"] == "item"
            return {"snap": snap, **json.loads(message["data"])}

    told = asyncio.run(listen())
    assert (told["kind"], told["id"]) == ("snap", str(told["snap"].public_id))
    assert told["count"] == 1
    assert f'id="photo-{told["id"]}"' in told["html"]
    assert told["html"].count("<li") == 1


def test_no_card_is_sent_of_what_is_hidden_by_then(event: Event) -> None:
    snap = make_published_snap(event)
    hide(snap)

    async def listen() -> list[dict[str, str]]:
        async with aclosing(follow(event, live.last_id(event, "public"))) as stream:
            waiting = await until_joined(stream)
            item = {"kind": "snap", "id": str(snap.public_id)}
            await in_thread(live.publish, event, "public", "item", item)
            async with asyncio.timeout(PATIENCE):
                return parsed(await waiting)

    (message,) = asyncio.run(listen())
    assert json.loads(message["data"]) == {"kind": "snap", "id": str(snap.public_id), "count": 0}


# --- Who may listen --------------------------------------------------------------------------


async def status(client: AsyncClient, address: str) -> int:
    response: Any = await client.get(address)
    if response.streaming:
        stream = response.__aiter__()
        assert (await anext(stream)).startswith(b"retry")
        await stream.aclose()
    return int(response.status_code)


@pytest.mark.parametrize(
    ("privacy", "who", "channel", "expected"),
    [
        ("link", "guest", "", 200),
        ("link", "guest", "?channel=booth", 404),
        ("link", "other staff", "?channel=booth", 404),
        ("link", "staff", "?channel=booth", 200),
        ("staff", "guest", "", 404),
        ("staff", "staff", "?after=garbage", 200),
    ],
)
def test_who_may_listen(privacy: str, who: str, channel: str, expected: int) -> None:
    event = make_event(gallery_privacy=privacy)
    users: dict[str, User] = {"staff": make_staff(event), "other staff": make_staff(make_event())}

    async def listen() -> int:
        client = AsyncClient()
        if who in users:
            await client.aforce_login(users[who])
        try:
            return await status(client, f"/e/{event.slug}/live/{channel}")
        finally:
            # The thread that looked the event up ends with its connection open.
            await sync_to_async(connections.close_all)()

    assert asyncio.run(listen()) == expected
