"""What guests from afar may do once they are let in: enter the room, send frames of their own."""

import io
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from booth import guests
from booth.models import BoothSession, Capture, Invitation, RemoteGuest
from booth.services import take_snap
from gallery.models import Companion, Event
from tests.booth.video.fake_opentok import FakeOpenTok
from tests.booth.video.test_guests import API, credentials, guest_of, post, seated, staff_api
from tests.factories import jpeg_bytes

pytestmark = pytest.mark.django_db


def send_frame(guest: RemoteGuest, snap_key: UUID, content: bytes | None = None) -> Any:
    image = SimpleUploadedFile("photo.jpg", content or jpeg_bytes(), content_type="image/jpeg")
    fields = {"idempotency_key": str(uuid4()), "snap_key": str(snap_key), "image": image}
    return Client().post(f"{API}frames/", {**credentials(guest), **fields})


def test_the_pass_is_for_the_admitted_and_names_them(
    session: BoothSession, invitation: Invitation, classic: FakeOpenTok
) -> None:
    waiting = guest_of(invitation)
    assert post(Client(), f"{API}video/", **credentials(waiting)).status_code == 409
    guest = seated(invitation, session)
    answer = post(Client(), f"{API}video/", **credentials(guest)).json()
    claims = jwt.decode(answer["token"], classic.key, algorithms=["HS256"])
    session.refresh_from_db()
    assert (claims["role"], claims["session_id"]) == ("publisher", session.video_session_id)
    assert str(guest.public_id) in claims["connection_data"]
    assert '"guest"' in claims["connection_data"]
    assert str(guest.key) not in str(answer) + claims["connection_data"]
    wrong = {"invitation": invitation.token, "guest": str(guest.public_id)}
    assert post(Client(), f"{API}video/", **wrong).status_code == 410


def test_a_guest_s_frame_joins_the_snap_whenever_it_comes(
    event: Event, session: BoothSession, invitation: Invitation
) -> None:
    guest, key = seated(invitation, session), uuid4()
    assert send_frame(guest, key).status_code == 201
    guests.put_out(guest)
    content = jpeg_bytes()
    take_snap(
        event=event,
        file=io.BytesIO(content),
        size=len(content),
        idempotency_key=key,
        booth_session=session,
        companions=[guest.public_id],
    )
    row = Companion.objects.get()
    assert (row.seat, row.source, row.person) == (1, "full", guest.public_id)


def test_frames_come_from_the_admitted_alone(
    event: Event, session: BoothSession, invitation: Invitation
) -> None:
    assert send_frame(guest_of(invitation), uuid4()).status_code == 409
    guest = seated(invitation, session)
    for content, status in [(b"no photo", 400), (jpeg_bytes()[:-99], 400)]:
        assert send_frame(guest, uuid4(), content).status_code == status
    elsewhere = BoothSession.objects.create(event=event)
    key, photo = uuid4(), jpeg_bytes()
    take_snap(
        event=event,
        file=io.BytesIO(photo),
        size=len(photo),
        idempotency_key=key,
        booth_session=elsewhere,
        companions=[guest.public_id],
    )
    assert send_frame(guest, key).status_code == 409
    Event.objects.update(purged_at=timezone.now())
    assert send_frame(guest, uuid4()).status_code == 410


def test_the_booth_sends_a_snap_with_its_company_and_stand_ins(
    room: Client, event: Event, session: BoothSession, invitation: Invitation
) -> None:
    ana, ben = (seated(invitation, session, name) for name in ("Ana", "Ben"))
    key = str(uuid4())
    for _ in range(2):
        image = SimpleUploadedFile("s.png", jpeg_bytes(), content_type="image/png")
        fields = {"idempotency_key": str(uuid4()), "snap_key": key, "person": str(ana.public_id)}
        answer = room.post(staff_api(event, "companions"), {**fields, "image": image})
        assert answer.json() == {"idempotency_key": fields["idempotency_key"]}
        if answer.status_code == 201:
            break
    upload = {
        "idempotency_key": key,
        "booth_session": str(session.public_id),
        "companions": f"{ben.public_id},{ana.public_id}",
        "image": SimpleUploadedFile("p.jpg", jpeg_bytes(), content_type="image/jpeg"),
    }
    assert room.post(staff_api(event, "snaps"), upload).status_code == 201
    assert Capture.objects.get().booth_session == session
    seats = dict(Companion.objects.values_list("seat", "source"))
    assert seats == {1: "none", 2: "stand_in"}
    unknown = {"idempotency_key": str(uuid4()), "snap_key": key, "person": str(uuid4())}
    image = SimpleUploadedFile("s.jpg", jpeg_bytes(), content_type="image/jpeg")
    address = staff_api(event, "companions")
    assert room.post(address, {**unknown, "image": image}).status_code == 404
    assert Client().post(address, {**unknown, "image": image}).status_code in {401, 403}
