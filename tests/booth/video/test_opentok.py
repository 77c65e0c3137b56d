"""OpenTok on both of its platforms, over real HTTP."""

import json
from datetime import timedelta

import jwt
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from booth.video import Member, Role, VideoError, get_backend
from tests.booth.video.fake_opentok import FakeOpenTok

BOOTH = Member(Member.Kind.BOOTH)
LONG = Member(Member.Kind.GUEST, "\u20ac" * 5000)


def claims_of(fake: FakeOpenTok, role: Role, member: Member = BOOTH) -> dict[str, object]:
    backend = get_backend()
    token = backend.make_token(
        video_session_id=backend.create_video_session(),
        role=role,
        member=member,
        expires_at=timezone.now() + timedelta(minutes=10),
    )
    claims: dict[str, object] = jwt.decode(token, fake.key, algorithms=[fake.algorithm])
    return claims


def test_a_room_is_routed_and_never_recorded(opentok: FakeOpenTok) -> None:
    room = get_backend().create_video_session()
    assert opentok.rooms == [room]
    form = opentok.forms[0]
    assert form["p2p.preference"] == ["disabled"]
    assert form["archiveMode"] == ["manual"]


@pytest.mark.parametrize(
    ("role", "vendors"),
    [(Role.WATCH, "subscriber"), (Role.PUBLISH, "publisher"), (Role.MODERATE, "moderator")],
)
def test_a_token_says_room_role_name_and_end(
    opentok: FakeOpenTok, role: Role, vendors: str
) -> None:
    claims = claims_of(opentok, role, Member(Member.Kind.GUEST, "Ana \u20ac", "7"))
    assert claims["session_id"] == opentok.rooms[0]
    assert claims["role"] == vendors
    data = json.loads(str(claims["connection_data"]))
    assert data == {"kind": "guest", "name": "Ana \u20ac", "id": "7"}
    assert claims["scope"] == "session.connect"
    seconds = int(str(claims["exp"])) - int(str(claims["iat"]))
    assert 590 <= seconds <= 600


def test_a_long_name_is_cut_to_what_the_vendor_takes(opentok: FakeOpenTok) -> None:
    data = str(claims_of(opentok, Role.PUBLISH, LONG)["connection_data"])
    assert json.loads(data)["name"] == "\u20ac" * 100


def test_the_platforms_sign_in_their_own_ways(classic: FakeOpenTok) -> None:
    claims = claims_of(classic, Role.PUBLISH)
    assert (claims["iss"], claims["ist"]) == (classic.project, "project")


def test_the_unified_platform_names_the_application(unified: FakeOpenTok) -> None:
    claims = claims_of(unified, Role.PUBLISH)
    assert claims["application_id"] == unified.project
    assert claims["acl"] == {"paths": {"/session/**": {}}}


def test_a_room_of_another_account_gets_no_token(opentok: FakeOpenTok) -> None:
    room = FakeOpenTok("", "someone-else", "", opentok.algorithm).make_room()
    with pytest.raises(VideoError) as caught:
        get_backend().make_token(
            video_session_id=room,
            role=Role.WATCH,
            member=BOOTH,
            expires_at=timezone.now() + timedelta(minutes=1),
        )
    assert caught.value.permanent


def test_a_signal_reaches_the_room(opentok: FakeOpenTok) -> None:
    backend = get_backend()
    room = backend.create_video_session()
    backend.send_signal(video_session_id=room, kind="command", data="{}")
    assert opentok.signals == [{"room": room, "type": "command", "data": "{}"}]


def test_wrong_credentials_are_permanent(classic: FakeOpenTok, settings: Settings) -> None:
    settings.OPENTOK_API_SECRET = "f" * 40
    with pytest.raises(VideoError) as caught:
        get_backend().create_video_session()
    assert caught.value.permanent
    assert "credentials" in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        (500, "application/json", '{"message": "oops"}'),
        (200, "text/html", "<html>Sign in to the venue's Wi-Fi</html>"),
        (200, "application/json", "[]"),
        (200, "application/json", ""),
    ],
)
def test_a_bad_answer_is_a_video_error(opentok: FakeOpenTok, answer: tuple[int, str, str]) -> None:
    opentok.answer = answer
    with pytest.raises(VideoError):
        get_backend().create_video_session()


def test_a_server_that_is_away_may_come_back(classic: FakeOpenTok, settings: Settings) -> None:
    settings.OPENTOK_API_URL = "http://127.0.0.1:9"
    with pytest.raises(VideoError) as caught:
        get_backend().create_video_session()
    assert not caught.value.permanent
    with pytest.raises(VideoError) as caught:
        get_backend().send_signal(video_session_id="1_x", kind="command", data="{}")
    assert not caught.value.permanent


def test_without_an_account_there_is_no_video(settings: Settings) -> None:
    settings.VIDEO_BACKEND = "booth.video.local.VideoBackend"
    assert not get_backend().is_live
    with pytest.raises(VideoError):
        get_backend().create_video_session()
