"""Heartbeats of booths, commands to them, and the way into their video rooms."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
import redis
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from booth import control
from booth.models import BoothCommand, BoothIncident, BoothSession, Capture
from gallery import live
from gallery.models import Event, EventMembership
from tests.booth.video.fake_opentok import FakeOpenTok
from tests.factories import make_event, make_published_snap, make_staff

pytestmark = pytest.mark.django_db

STATE = {
    "mode": "button",
    "activity": "idle",
    "camera": "ok",
    "waiting": 0,
    "layout": "classic-strip",
    "filter": "natural",
}


def address(event: Event, what: str = "", booth: Any = None) -> str:
    base = f"/api/v1/events/{event.slug}/booths/"
    return f"{base}{booth}/{what}/" if booth else base


def beat(client: Client, event: Event, booth: Any, **changes: Any) -> Any:
    content = {"state": {**STATE, **changes.pop("state", {})}, **changes}
    return client.post(address(event, "heartbeat", booth), content, "application/json")


def command(client: Client, event: Event, booth: Any, kind: str, **options: Any) -> Any:
    content = {"id": str(uuid4()), "kind": kind, **options}
    return client.post(address(event, "commands", booth), content, "application/json")


def listed(client: Client, event: Event) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(address(event)).json()["results"]
    return found


def silent_for(booth: Any, seconds: int) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    heard = timezone.now() - timedelta(seconds=seconds)
    BoothSession.objects.filter(public_id=booth).update(started_at=long_ago, last_seen_at=heard)


def test_a_booth_is_listed_from_its_first_heartbeat(room: Client, event: Event) -> None:
    booth = uuid4()
    assert listed(room, event) == []
    answer = beat(room, event, booth, state={"waiting": 3, "battery": 0.4, "name": "Bar"})
    smiles = {"policy": "require", "threshold": 0.5, "rule": "any"}
    assert answer.json() == {"commands": [], "guests": [], "video_session_id": "", "smiles": smiles}
    (tile,) = listed(room, event)
    assert tile["id"] == str(booth)
    assert tile["is_online"]
    assert (tile["state"]["waiting"], tile["state"]["battery"]) == (3, 0.4)
    assert tile["state"]["name"] == "Bar"


def test_a_silent_booth_is_shown_so_within_fifteen_seconds(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    silent_for(booth, 14)
    assert not listed(room, event)[0]["is_online"]


def test_yesterday_s_booths_are_not_listed(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    silent_for(booth, 24 * 3600)
    assert listed(room, event) == []


@pytest.mark.parametrize(
    "state", [{"mode": "magic"}, {"waiting": -1}, {"battery": 7}, {"camera": None}]
)
def test_nonsense_is_refused(room: Client, event: Event, state: dict[str, Any]) -> None:
    answer = beat(room, event, uuid4(), state=state)
    assert answer.status_code == 400
    assert BoothSession.objects.count() == 0


def test_only_the_event_s_staff_see_and_speak(client: Client, event: Event) -> None:
    booth = uuid4()
    assert client.get(address(event)).status_code in {401, 403}
    client.force_login(make_staff(make_event()))
    assert client.get(address(event)).status_code == 404
    assert beat(client, event, booth).status_code == 404
    assert command(client, event, booth, "countdown").status_code == 404


def test_a_booth_of_another_event_is_unknown(room: Client, event: Event, staff: User) -> None:
    other, booth = make_event(), uuid4()
    EventMembership.objects.create(event=other, user=staff)
    beat(room, other, booth)
    assert beat(room, event, booth).status_code == 404
    assert command(room, event, booth, "countdown").status_code == 404


def test_a_command_comes_with_the_heartbeat_until_it_is_done(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    given = command(room, event, booth, "pause", pause_text="Back in five minutes")
    assert given.status_code == 201
    for _ in range(2):
        (told,) = beat(room, event, booth).json()["commands"]
        assert told == given.json()
    assert told["options"] == {"pause_text": "Back in five minutes"}
    done = [{"id": told["id"], "outcome": "Paused"}]
    assert beat(room, event, booth, done=done).json()["commands"] == []
    assert BoothCommand.objects.get().outcome == "Paused"
    beat(room, event, booth, done=[{"id": told["id"], "outcome": "again"}])
    assert BoothCommand.objects.get().outcome == "Paused"


def test_the_same_button_pressed_twice_is_one_command(room: Client, event: Event) -> None:
    booth, key = uuid4(), str(uuid4())
    beat(room, event, booth)
    content = {"id": key, "kind": "countdown"}
    for _ in range(2):
        room.post(address(event, "commands", booth), content, "application/json")
    assert BoothCommand.objects.count() == 1


def test_a_later_command_replaces_what_it_makes_pointless(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    for kind in ("auto_on", "pause", "auto_off"):
        command(room, event, booth, kind)
    kinds = [each["kind"] for each in beat(room, event, booth).json()["commands"]]
    assert kinds == ["pause", "auto_off"]


def test_a_late_countdown_is_dropped(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    command(room, event, booth, "countdown")
    past = timezone.now() - timedelta(minutes=1)
    BoothCommand.objects.update(given_at=past, expires_at=past + timedelta(seconds=15))
    assert beat(room, event, booth).json()["commands"] == []


def test_a_silent_booth_cannot_be_asked(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    silent_for(booth, 60)
    answer = command(room, event, booth, "countdown")
    assert answer.status_code == 409
    assert "not answered" in answer.json()["detail"]


@pytest.mark.parametrize(
    "content", [{"kind": "look"}, {"kind": "explode"}, {"kind": "look", "filter": "x"}]
)
def test_a_command_that_means_nothing_is_refused(
    room: Client, event: Event, content: dict[str, str]
) -> None:
    booth = uuid4()
    beat(room, event, booth)
    content = {"id": str(uuid4()), **content}
    answer = room.post(address(event, "commands", booth), content, "application/json")
    assert answer.status_code == 400


@pytest.mark.django_db(transaction=True)
def test_commands_and_health_go_over_the_live_feed(
    room: Client, event: Event, redis_client: "redis.Redis"
) -> None:
    booth = uuid4()
    beat(room, event, booth)
    given = command(room, event, booth, "look", filter="sepia").json()
    entries: Any = redis_client.xrange(live.stream_name(event, "booth"))
    told = [(fields[b"kind"].decode(), json.loads(fields[b"data"])) for _, fields in entries]
    assert ("health", {"id": str(booth)}) in told
    assert ("command", given) in told


def test_incidents_are_kept_once_and_shown_newest_first(room: Client, event: Event) -> None:
    booth, key = uuid4(), str(uuid4())
    first = {"key": key, "text": "The camera went away.", "happened_at": "2026-11-21T18:00:00Z"}
    second = {"key": str(uuid4()), "text": "The camera is back."}
    for _ in range(2):
        beat(room, event, booth, incidents=[first, second])
    texts = [line["text"] for line in listed(room, event)[0]["incidents"]]
    assert texts == ["The camera is back.", "The camera went away."]


def test_old_incidents_are_forgotten(room: Client, event: Event) -> None:
    beat(room, event, uuid4())
    session = BoothSession.objects.get()
    BoothIncident.objects.bulk_create(
        BoothIncident(booth_session=session, text=f"Number {number}")
        for number in range(control.INCIDENTS_KEPT + 5)
    )
    control.forget_old_incidents()
    assert session.incidents.count() == control.INCIDENTS_KEPT
    assert not session.incidents.filter(text="Number 0").exists()


def test_the_list_costs_the_same_for_many_booths(
    room: Client, event: Event, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        booth = uuid4()
        beat(room, event, booth, incidents=[{"key": str(uuid4()), "text": "Hello"}])
        session = BoothSession.objects.get(public_id=booth)
        Capture.objects.create(snap=make_published_snap(event), booth_session=session)
    with django_assert_max_num_queries(8):
        tiles = listed(room, event)
    assert all("/w640.webp" in tile["last_snap_url"] for tile in tiles)


def enter(client: Client, event: Event, booth: Any, role: str, **more: str) -> Any:
    content = {"role": role, **more}
    return client.post(address(event, "video", booth), content, "application/json")


def role_in(fake: FakeOpenTok, answer: Any) -> object:
    claims = jwt.decode(answer.json()["token"], fake.key, algorithms=[fake.algorithm])
    return claims["role"]


def test_without_video_the_page_is_told_so(room: Client, event: Event) -> None:
    booth = uuid4()
    beat(room, event, booth)
    assert enter(room, event, booth, "booth").json() == {"is_live": False}


@pytest.mark.parametrize("page", ["", "control/"])
def test_pages_ask_for_a_room_only_where_there_is_video(
    room: Client, event: Event, classic: FakeOpenTok, settings: Settings, page: str
) -> None:
    def config() -> str:
        return room.get(f"/booth/{event.slug}/{page}").content.decode()

    assert f'"video": "/api/v1/events/{event.slug}/booths/BOOTH/video/"' in config()
    for off in ("local", "opentalk"):
        settings.VIDEO_BACKEND = f"booth.video.{off}.VideoBackend"
        assert '"video": ""' in config()


def test_a_room_is_made_once_and_kept(room: Client, event: Event, opentok: FakeOpenTok) -> None:
    booth = uuid4()
    beat(room, event, booth)
    first, again = (enter(room, event, booth, "booth").json() for _ in range(2))
    assert first["video_session_id"] == again["video_session_id"]
    assert len(opentok.rooms) == 1
    assert first["config"]["projectId"] == opentok.project
    secrets = [django_settings.OPENTOK_API_SECRET, django_settings.OPENTOK_PRIVATE_KEY_PATH]
    assert not any(secret in json.dumps(first) for secret in secrets if secret)


def test_a_refused_room_is_replaced_once_and_by_the_booth(
    room: Client, event: Event, classic: FakeOpenTok
) -> None:
    booth = uuid4()
    beat(room, event, booth)
    old = enter(room, event, booth, "booth").json()["video_session_id"]
    assert enter(room, event, booth, "control", refused=old).json()["video_session_id"] == old
    new = enter(room, event, booth, "booth", refused=old).json()["video_session_id"]
    assert new != old
    late = enter(room, event, booth, "control", refused=old).json()["video_session_id"]
    assert late == new
    assert len(classic.rooms) == 2


def test_the_token_says_who_is_the_booth(room: Client, event: Event, classic: FakeOpenTok) -> None:
    booth = uuid4()
    beat(room, event, booth, state={"name": "Bar"})
    tokens = [enter(room, event, booth, role).json()["token"] for role in ("booth", "control")]
    claims = [jwt.decode(each, classic.key, algorithms=["HS256"]) for each in tokens]
    assert [json.loads(each["connection_data"]) for each in claims] == [
        {"kind": "booth", "name": "Bar", "id": str(booth)},
        {"kind": "staff", "name": "", "id": ""},
    ]


@pytest.mark.parametrize(
    ("membership", "vendors"),
    [("operator", "subscriber"), ("moderator", "moderator"), ("owner", "moderator")],
)
def test_everyone_gets_the_least_role(
    client: Client, event: Event, classic: FakeOpenTok, membership: str, vendors: str
) -> None:
    user = make_staff(event)
    EventMembership.objects.filter(user=user).update(role=membership)
    client.force_login(user)
    booth = uuid4()
    beat(client, event, booth)
    assert role_in(classic, enter(client, event, booth, "booth")) == "publisher"
    assert role_in(classic, enter(client, event, booth, "control")) == vendors


def test_a_provider_that_is_away_is_no_reason_to_stop(
    room: Client, event: Event, classic: FakeOpenTok
) -> None:
    booth = uuid4()
    beat(room, event, booth)
    classic.answer = (500, "application/json", "{}")
    answer = enter(room, event, booth, "booth")
    assert answer.status_code == 503
    assert answer.json()["code"] == "video_unavailable"


def test_a_command_is_signalled_to_the_room(
    room: Client, event: Event, classic: FakeOpenTok
) -> None:
    booth = uuid4()
    beat(room, event, booth)
    enter(room, event, booth, "booth")
    given = command(room, event, booth, "countdown").json()
    control.signal_command(pk=BoothCommand.objects.get().pk)
    (signal,) = classic.signals
    assert (signal["type"], json.loads(signal["data"])) == ("command", given)
    beat(room, event, booth, done=[{"id": given["id"]}])
    control.signal_command(pk=BoothCommand.objects.get().pk)
    assert len(classic.signals) == 1
