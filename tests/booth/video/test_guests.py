"""Guests from afar: invited, let in, put out; what they may do, and what is kept of them."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from booth import guests
from booth.broadcasting import room_of
from booth.models import BoothSession, Invitation, RemoteGuest
from gallery.models import Event
from tests.booth.video.fake_opentok import FakeOpenTok
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db

API = "/api/v1/join/"


def staff_api(event: Event, what: str) -> str:
    return f"/api/v1/events/{event.slug}/{what}/"


def post(client: Client, address: str, **content: Any) -> Any:
    return client.post(address, content, "application/json")


def come_in(invitation: Invitation, key: UUID | None = None, name: str = "Ana") -> Any:
    who = {"invitation": invitation.token, "guest": str(key or uuid4()), "name": name}
    return post(Client(), API, **who)


def guest_of(invitation: Invitation, name: str = "Ana") -> RemoteGuest:
    key = uuid4()
    assert come_in(invitation, key, name).status_code == 200
    return RemoteGuest.objects.get(key=key)


def seated(invitation: Invitation, session: BoothSession, name: str = "Ana") -> RemoteGuest:
    return guests.let_in(guest=guest_of(invitation, name), session=session)


def credentials(guest: RemoteGuest) -> dict[str, str]:
    return {"invitation": guest.invitation.token, "guest": str(guest.key)}


def silent(guest: RemoteGuest, seconds: int) -> None:
    heard = timezone.now() - timedelta(seconds=seconds)
    RemoteGuest.objects.filter(pk=guest.pk).update(last_seen_at=heard)


# --- Invitations ----------------------------------------------------------------------------


def test_staff_make_a_link_that_ends_by_itself(
    room: Client, event: Event, session: BoothSession, classic: FakeOpenTok
) -> None:
    order = {"booth": str(session.public_id), "hours": 2}
    made = post(room, staff_api(event, "invitations"), **order)
    assert made.status_code == 201
    invitation = Invitation.objects.get()
    assert made.json()["url"].endswith(f"/booth/{event.slug}/join/{invitation.token}/")
    assert len(invitation.token) == 22  # 128 bits in base64url
    left = invitation.expires_at - timezone.now()
    assert timedelta(hours=1, minutes=59) < left <= timedelta(hours=2)
    assert [each["id"] for each in room.get(staff_api(event, "invitations")).json()["results"]] == [
        invitation.pk
    ]


@pytest.mark.parametrize("order", [{"hours": 0}, {"hours": 100}, {"most_guests": 0}])
def test_links_without_end_are_not_made(
    room: Client, event: Event, classic: FakeOpenTok, order: dict[str, int]
) -> None:
    assert post(room, staff_api(event, "invitations"), **order).status_code == 400


def test_without_live_video_there_is_no_link(room: Client, event: Event) -> None:
    answer = post(room, staff_api(event, "invitations"))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_live_video")
    assert room.get(staff_api(event, "guests")).json() == {"has_live_video": False, "results": []}


def test_a_revoked_link_opens_no_more_and_puts_its_guests_out(
    room: Client, event: Event, session: BoothSession, invitation: Invitation
) -> None:
    guest = seated(invitation, session)
    answer = room.delete(f"{staff_api(event, 'invitations')}{invitation.pk}/")
    assert answer.status_code == 204
    guest.refresh_from_db()
    assert (guest.status, guest.seat) == ("removed", None)
    assert come_in(invitation).status_code == 410


def test_only_the_event_s_staff_deal_with_guests(
    client: Client, event: Event, session: BoothSession, invitation: Invitation
) -> None:
    guest = guest_of(invitation)
    client.force_login(make_staff(make_event()))
    base = staff_api(event, "guests")
    assert client.get(base).status_code == 404
    assert post(client, staff_api(event, "invitations")).status_code == 404
    booth = str(session.public_id)
    assert post(client, f"{base}{guest.public_id}/admit/", booth=booth).status_code == 404
    assert post(client, f"{base}{guest.public_id}/remove/").status_code == 404
    assert client.delete(f"{staff_api(event, 'invitations')}{invitation.pk}/").status_code == 404


# --- Coming in ------------------------------------------------------------------------------


def test_a_guest_waits_is_let_in_and_put_out(
    room: Client, event: Event, session: BoothSession, invitation: Invitation
) -> None:
    key = uuid4()
    assert come_in(invitation, key, "  Ana \u202eლენა ").json()["status"] == "waiting"
    (listed,) = room.get(staff_api(event, "guests")).json()["results"]
    assert (listed["name"], listed["status"], listed["is_online"]) == ("Ana ლენა", "waiting", True)
    assert str(key) not in str(listed)
    base = f"{staff_api(event, 'guests')}{listed['id']}/"
    let_in = post(room, f"{base}admit/", booth=str(session.public_id)).json()
    assert (let_in["status"], let_in["seat"]) == ("admitted", 1)
    assert come_in(invitation, key).json()["status"] == "admitted"
    assert post(room, f"{base}admit/", booth=str(session.public_id)).status_code == 200  # repeat
    assert post(room, f"{base}remove/").json()["status"] == "removed"
    assert come_in(invitation, key).json()["status"] == "removed"
    assert post(room, f"{base}admit/", booth=str(session.public_id)).status_code == 409


def test_a_guest_who_is_put_out_is_left_alone_in_the_room(
    event: Event, session: BoothSession, invitation: Invitation, classic: FakeOpenTok
) -> None:
    ana, ben = (seated(invitation, session, name) for name in ("Ana", "Ben"))
    first = guests.pass_for(ana)
    second = guests.pass_for(ben)
    assert first
    assert second
    assert first.video_session_id == second.video_session_id == room_of(session)
    guests.put_out(guest_of(invitation, "Cleo"))  # who waited has never been in it
    assert room_of(session) == first.video_session_id
    guests.put_out(ana)
    assert room_of(session) == ""
    with pytest.raises(guests.NotAdmitted):
        guests.pass_for(RemoteGuest.objects.get(pk=ana.pk))
    moved = guests.pass_for(ben)
    assert moved
    assert moved.video_session_id not in {"", first.video_session_id}
    guests.put_out(ana)  # a second time changes nothing
    assert room_of(session) == moved.video_session_id
    guests.leave(token=invitation.token, key=ben.key)
    guests.revoke(invitation)
    assert room_of(session) == ""


def test_there_are_three_seats_at_a_booth(session: BoothSession, invitation: Invitation) -> None:
    first, *_ = [seated(invitation, session, name) for name in ("Ana", "Ben", "Cleo")]
    with pytest.raises(guests.HouseFull):
        seated(invitation, session, "Dan")
    guests.put_out(first)
    assert seated(invitation, session, "Eve").seat == 1
    assert [each.name for each in guests.seated_at(session)] == ["Eve", "Ben", "Cleo"]
    fields: dict[str, Any] = {"status": "admitted", "booth_session": session, "name": "X"}
    for seat in (1, 4, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            RemoteGuest.objects.create(invitation=invitation, key=uuid4(), seat=seat, **fields)


def test_the_booth_hears_who_is_to_be_seen(
    room: Client, event: Event, session: BoothSession, invitation: Invitation
) -> None:
    guest = seated(invitation, session)
    guest_of(invitation, "Somebody who waits")
    state = {"mode": "button", "activity": "idle", "camera": "ok", "waiting": 0}
    said = {"state": {**state, "layout": "card", "filter": "grey"}}
    answer = post(room, staff_api(event, f"booths/{session.public_id}/heartbeat"), **said)
    assert answer.json()["guests"] == [{"id": str(guest.public_id), "name": "Ana", "seat": 1}]
    assert answer.json()["video_session_id"] == ""
    BoothSession.objects.update(video_session_id="a room")
    answer = post(room, staff_api(event, f"booths/{session.public_id}/heartbeat"), **said)
    assert answer.json()["video_session_id"] == "a room"


def test_an_invitation_to_one_booth_is_for_that_booth(
    event: Event, session: BoothSession, invitation: Invitation
) -> None:
    Invitation.objects.update(booth_session=session)
    invitation.refresh_from_db()
    other = BoothSession.objects.create(event=event)
    guest = guest_of(invitation)
    with pytest.raises(guests.NotInvited):
        guests.let_in(guest=guest, session=other)
    with pytest.raises(guests.NotInvited):
        guests.let_in(guest=guest, session=BoothSession.objects.create(event=make_event()))
    assert guests.let_in(guest=guest, session=session).seat == 1


def test_a_silent_page_gives_its_seat_to_whoever_comes(
    session: BoothSession, invitation: Invitation
) -> None:
    ana, ben, cleo = (seated(invitation, session, name) for name in ("Ana", "Ben", "Cleo"))
    silent(ben, 30)
    assert seated(invitation, session, "Dan").seat == ben.seat
    ben.refresh_from_db()
    assert ben.status == "left"
    assert come_in(invitation, ben.key).json()["status"] == "waiting"  # back, and asks again
    assert {ana.seat, cleo.seat} == {1, 3}


def test_a_laid_aside_phone_keeps_its_seat_for_a_while(
    event: Event, session: BoothSession, invitation: Invitation
) -> None:
    guest = seated(invitation, session)
    silent(guest, 60)
    assert len(guests.guests_of(event)) == 1
    silent(guest, 200)
    assert len(guests.guests_of(event)) == 0


def test_a_link_is_for_so_many_guests(invitation: Invitation) -> None:
    Invitation.objects.update(most_guests=2)
    assert [come_in(invitation).status_code for _ in range(3)] == [200, 200, 409]


def test_who_leaves_frees_the_seat(session: BoothSession, invitation: Invitation) -> None:
    guest = seated(invitation, session)
    assert post(Client(), f"{API}leave/", **credentials(guest)).status_code == 204
    guest.refresh_from_db()
    assert (guest.status, guest.seat) == ("left", None)


@pytest.mark.parametrize("end", ["expired", "revoked", "event over"])
def test_an_ended_link_lets_nobody_in(
    event: Event, session: BoothSession, invitation: Invitation, end: str, classic: FakeOpenTok
) -> None:
    guest = seated(invitation, session)
    long_ago = timezone.now() - timedelta(hours=9)
    if end == "expired":
        Invitation.objects.update(created_at=long_ago, expires_at=timezone.now())
    elif end == "revoked":
        Invitation.objects.update(revoked_at=timezone.now())
    else:
        Event.objects.update(expires_at=timezone.now())
    assert come_in(invitation).status_code == 410
    assert come_in(invitation, guest.key).status_code == 410
    assert post(Client(), f"{API}video/", **credentials(guest)).status_code == 410
    page = Client().get(f"/booth/{event.slug}/join/{invitation.token}/")
    assert page.status_code == 410
    assert "This invitation has ended" in page.content.decode()


def test_guessing_links_is_soon_over(event: Event, settings: Settings) -> None:
    settings.GUEST_LIMITS = {**settings.GUEST_LIMITS, "invitation": "3/minute"}
    wrong = {"invitation": "A" * 22, "guest": str(uuid4()), "name": "Eve"}
    assert [post(Client(), API, **wrong).status_code for _ in range(4)] == [410, 410, 410, 429]
    page = Client().get(f"/booth/{event.slug}/join/{'B' * 22}/")
    assert page.status_code == 429
    assert page["Retry-After"]


def test_only_our_own_page_may_ask(invitation: Invitation) -> None:
    who = {"invitation": invitation.token, "guest": str(uuid4()), "name": "Ana"}
    assert post(Client(enforce_csrf_checks=True), API, **who).status_code == 403


# --- The page -------------------------------------------------------------------------------


def test_the_page_keeps_its_address_to_itself(
    client: Client, event: Event, invitation: Invitation, classic: FakeOpenTok
) -> None:
    page = client.get(f"/booth/{event.slug}/join/{invitation.token}/")
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    assert "csrftoken" in page.cookies
    assert classic.key not in page.content.decode()
    other = make_event()
    assert client.get(f"/booth/{other.slug}/join/{invitation.token}/").status_code == 410


def test_without_live_video_the_page_says_so_kindly(
    client: Client, event: Event, invitation: Invitation
) -> None:
    page = client.get(f"/booth/{event.slug}/join/{invitation.token}/")
    assert "Not from afar, this time" in page.content.decode()


def test_no_link_stands_in_the_log(
    client: Client, event: Event, invitation: Invitation, caplog: pytest.LogCaptureFixture
) -> None:
    Invitation.objects.update(revoked_at=timezone.now())
    with caplog.at_level(logging.DEBUG):
        assert client.get(f"/booth/{event.slug}/join/{invitation.token}/").status_code == 410
        assert come_in(invitation).status_code == 410
    handled = [record for record in caplog.records if record.name == "django.request"]
    assert handled
    assert invitation.token not in caplog.text


# --- What is kept ---------------------------------------------------------------------------


def test_names_go_a_week_after_the_link_and_with_the_event(
    session: BoothSession, invitation: Invitation
) -> None:
    seated(invitation, session)
    guests.forget()
    assert RemoteGuest.objects.exists()
    now = timezone.now()
    Invitation.objects.update(
        created_at=now - timedelta(days=9), expires_at=now - timedelta(days=8)
    )
    guests.forget()
    assert not RemoteGuest.objects.exists()
    assert not Invitation.objects.exists()


def test_names_go_when_the_event_s_photos_do(
    event: Event, session: BoothSession, invitation: Invitation
) -> None:
    seated(invitation, session)
    Event.objects.filter(pk=event.pk).update(purged_at=timezone.now())
    guests.forget()
    assert not RemoteGuest.objects.exists()
