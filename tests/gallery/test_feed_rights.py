"""Rights that outlive their request: a live feed asks again whether it may go on."""

import asyncio
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from gallery.access import door, remember_passcode, rights_of, still_open
from gallery.models import Event
from gallery.passcodes import hash_passcode
from gallery.views import feed

pytestmark = pytest.mark.django_db


def rights(event: Event, user: Any = None, *, with_passcode: bool = False) -> Any:
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    if with_passcode:
        answer = HttpResponse()
        remember_passcode(answer, event)
        request.COOKIES = {name: morsel.value for name, morsel in answer.cookies.items()}
    return rights_of(request, event)


def change(event: Event, **fields: Any) -> None:
    Event.objects.filter(pk=event.pk).update(**fields)
    event.refresh_from_db()


def test_a_feed_ends_when_its_gallery_closes(event: Event, staff: User) -> None:
    guest, member = rights(event), rights(event, staff)
    assert still_open(guest)
    assert still_open(member)
    for fields in ({"gallery_privacy": "staff"}, {"expires_at": timezone.now()}):
        change(event, **fields)
        assert not still_open(guest)
        assert still_open(member)
    change(event, purged_at=timezone.now())
    assert not still_open(member)


def test_a_feed_ends_when_the_passcode_changes(private: Event) -> None:
    guest = rights(private, with_passcode=True)
    assert still_open(guest)
    change(private, gallery_passcode_hash=hash_passcode("another one"))
    assert not still_open(guest)


def test_a_feed_ends_when_its_staff_leave(event: Event, staff: User) -> None:
    change(event, gallery_privacy="staff")
    member = rights(event, staff)
    assert still_open(member)
    staff.event_memberships.all().delete()
    assert not still_open(member)


def test_guests_feeds_are_judged_without_a_query(
    private: Event, django_assert_num_queries: Any
) -> None:
    guest = rights(private, with_passcode=True)
    with django_assert_num_queries(0):
        assert still_open(guest, private)
    with django_assert_num_queries(1):
        assert still_open(guest)


def test_a_guest_of_an_open_gallery_costs_no_query(
    event: Event, django_assert_num_queries: Any
) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        assert door(request, event) == "open"


def test_feeds_that_are_due_at_once_read_their_event_once(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Any] = [OperationalError("locked"), event]

    async def read(function: Any) -> Event:
        answer = answers.pop(0)
        await asyncio.sleep(0.01)
        if isinstance(answer, Exception):
            raise answer
        return Event(pk=answer.pk)

    monkeypatch.setattr(feed, "in_thread", read)

    async def judge() -> list[bool]:
        return await asyncio.gather(*(feed._may_stay(rights(event), "public") for _ in range(50)))

    assert set(asyncio.run(judge())) == {False}
    assert set(asyncio.run(judge())) == {True}  # what failed is not kept, what was read is
    assert set(asyncio.run(judge())) == {True}
    assert answers == []
