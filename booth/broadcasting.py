"""Rooms at the video provider, one for each run of a booth, and what lets pages into them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from booth.models import BoothSession
from booth.video import Member, Role, get_backend

# A token is needed to enter, not to stay: a page asks for another when it has to enter again.
TOKEN_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Admission:
    """What lets one page into a room until `expires_at`."""

    video_session_id: str
    token: str
    expires_at: datetime


def admit(*, session: BoothSession, role: Role, member: Member, refused_id: str = "") -> Admission:
    """Let a page into the booth's room, which is made on first use and kept across restarts.

    `refused_id` is a room that the provider did not let the page into: it is replaced, unless
    somebody has replaced it before. Only the booth replaces it, which must be in it; the others
    follow. Raises VideoError.
    """
    expires_at = timezone.now() + TOKEN_LIFE
    is_booth = member.kind == Member.Kind.BOOTH
    video_session_id = _room(session, refused_id if is_booth else "")
    token = get_backend().make_token(
        video_session_id=video_session_id, role=role, member=member, expires_at=expires_at
    )
    return Admission(video_session_id, token, expires_at)


def abandon_room(session: BoothSession) -> None:
    """Leave the room to whoever is in it: the booth gets another, and those who may come follow.

    Who has been let into a room can come back for as long as the token lives, and need not go.
    """
    BoothSession.objects.filter(pk=session.pk).update(video_session_id="")


def room_of(session: BoothSession) -> str:
    """Return the id of the booth's room as it is now; "" until somebody enters."""
    row = BoothSession.objects.filter(pk=session.pk)
    return str(row.values_list("video_session_id", flat=True).get())


def _room(session: BoothSession, refused_id: str) -> str:
    current = room_of(session)
    if current and current != refused_id:
        return current
    # Outside any transaction: it is a call to the provider. Of two pages the first one's stays.
    made = get_backend().create_video_session()
    unchanged = BoothSession.objects.filter(pk=session.pk, video_session_id=current)
    if unchanged.update(video_session_id=made):
        return made
    session.refresh_from_db(fields=["video_session_id"])
    return session.video_session_id
