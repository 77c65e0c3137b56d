"""The live feed: in order, resumed without a gap or a repeat, closed to those it is not for."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connections
from django.test import AsyncClient

from gallery import live
from gallery.models import Event
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


async def read_events(stream: AsyncIterator[str], count: int) -> list[tuple[str, str]]:
    """Return (id, data) of the next `count` messages."""
    found: list[tuple[str, str]] = []
    async with asyncio.timeout(5):
        async for text in stream:
            if text.startswith("id: "):
                lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
                found.append((lines["id"], lines["data"]))
            if len(found) == count:
                break
    await stream.aclose()  # type: ignore[attr-defined]
    return found


def say(event: Event, *numbers: int) -> None:
    for number in numbers:
        live.publish(event, "public", "item", {"number": number})


def test_resumes_after_the_last_message_seen(event: Event) -> None:
    start = live.last_id(event, "public")
    say(event, 1, 2)
    first = asyncio.run(read_events(live.messages(event, "public", start), 1))
    say(event, 3)
    rest = asyncio.run(read_events(live.messages(event, "public", first[0][0]), 2))
    assert [data for _, data in first + rest] == [
        '{"number": 1}',
        '{"number": 2}',
        '{"number": 3}',
    ]


def test_a_new_page_hears_only_what_comes_after_it(event: Event) -> None:
    say(event, 1)
    start = live.last_id(event, "public")
    say(event, 2)
    heard = asyncio.run(read_events(live.messages(event, "public", start), 1))
    assert [data for _, data in heard] == ['{"number": 2}']


def test_events_do_not_hear_each_other(event: Event) -> None:
    other = make_event()
    say(other, 1)
    say(event, 2)
    heard = asyncio.run(read_events(live.messages(event, "public", "0-0"), 1))
    assert [data for _, data in heard] == ['{"number": 2}']


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
