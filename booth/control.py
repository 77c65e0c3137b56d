"""Staff at a distance: what booths say of themselves, and what they are asked to do."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from booth.models import BoothCommand, BoothIncident, BoothSession
from booth.video import VideoError, get_backend
from gallery import live
from gallery.errors import GalleryError, IdempotencyConflict
from gallery.models import Event
from gallery.queue import VERDICT, enqueue

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

Kind = BoothCommand.Kind
SIGNAL = "command"
SIGNAL_TASK = "booth.tasks.signal_command"
# A countdown that nobody expects any more must not begin. The others may come late.
SHORT, LONG = timedelta(seconds=15), timedelta(minutes=2)
INCIDENTS_KEPT = 200


class BoothAway(GalleryError):
    """The booth has been silent for too long to be asked anything."""

    status = 409
    code = "booth_away"


def hear_from_booth(
    *,
    session: BoothSession,
    state: Mapping[str, Any],
    incidents: Iterable[Mapping[str, Any]] = (),
    done: Iterable[Mapping[str, Any]] = (),
) -> list[BoothCommand]:
    """Note what a booth says of itself and has done; return what it is still to do.

    `incidents` are {key, happened_at, text}, `done` {id, outcome}. Each may come again. That the
    booth is alive has been noted when its session was opened.
    """
    now = timezone.now()
    with transaction.atomic():
        for each in done:
            _settle(session, each["id"], str(each.get("outcome", "")), now)
        BoothIncident.objects.bulk_create(
            [
                BoothIncident(
                    booth_session=session,
                    key=each["key"],
                    happened_at=min(each["happened_at"], now),
                    text=str(each["text"])[:200],
                )
                for each in incidents
            ],
            ignore_conflicts=True,
        )
        if session.state != state:
            BoothSession.objects.filter(pk=session.pk).update(state=dict(state))
        if _news(session.state) != _news(state):
            live.publish(session.event, "booth", "health", {"id": str(session.public_id)})
    return open_commands(session, now)


def _news(state: Mapping[str, Any]) -> dict[str, Any]:
    """What the control room is told of at once; it asks for the rest every few seconds."""
    return {name: value for name, value in state.items() if name not in _UNTOLD}


_UNTOLD = {"storage_used", "storage_quota", "battery", "is_charging"}


def open_commands(session: BoothSession, now: datetime) -> list[BoothCommand]:
    return list(session.commands.filter(done_at__isnull=True, expires_at__gt=now))


def _settle(session: BoothSession, public_id: UUID, outcome: str, now: datetime) -> None:
    session.commands.filter(public_id=public_id, done_at__isnull=True).update(
        done_at=now, outcome=outcome[:200]
    )


def give_command(
    *,
    session: BoothSession,
    kind: str,
    options: Mapping[str, Any],
    user: "User | None",
    public_id: UUID,
) -> BoothCommand:
    """Ask a booth for something, by every way there is; the booth does it once.

    The same id again is the same command. Raises `BoothAway`.
    """
    known = BoothCommand.objects.filter(booth_session=session, public_id=public_id).first()
    if known is not None:
        return known
    if not session.is_online:
        raise BoothAway(
            "This booth has not answered for a while. It may be off or have no network."
        )
    now = timezone.now()
    with transaction.atomic():
        command, is_new = BoothCommand.objects.get_or_create(
            public_id=public_id,
            defaults={
                "booth_session": session,
                "kind": kind,
                "options": dict(options),
                "given_by": user,
                "given_at": now,
                "expires_at": now + (SHORT if kind == Kind.COUNTDOWN else LONG),
            },
        )
        if command.booth_session_id != session.pk:
            raise IdempotencyConflict("This command's number was already used.")
        if is_new:
            _replace_earlier(command)
            live.publish(session.event, "booth", "command", as_told(command))
            if session.video_session_id:
                enqueue(SIGNAL_TASK, command.pk, priority=VERDICT)
    return command


def _replace_earlier(command: BoothCommand) -> None:
    """Drop what the booth has not seen yet and this command makes pointless."""
    pointless = BoothCommand.objects.filter(
        booth_session=command.booth_session,
        kind__in=_REPLACED[command.kind],
        done_at__isnull=True,
    ).exclude(pk=command.pk)
    pointless.update(done_at=command.given_at, outcome="Replaced by a later command.")


_SWITCH: Sequence[str] = (Kind.AUTO_ON, Kind.AUTO_OFF)
_PAUSES: Sequence[str] = (Kind.PAUSE, Kind.RESUME)
_REPLACED: Mapping[str, Sequence[str]] = {
    Kind.COUNTDOWN: (Kind.COUNTDOWN,),
    Kind.AUTO_ON: _SWITCH,
    Kind.AUTO_OFF: _SWITCH,
    Kind.PAUSE: _PAUSES,
    Kind.RESUME: _PAUSES,
    Kind.RESTART: (Kind.RESTART,),
    Kind.LOOK: (Kind.LOOK,),
}


def as_told(command: BoothCommand) -> dict[str, Any]:
    """A command as the booth's page gets it, whichever way it comes."""
    return {
        "id": str(command.public_id),
        "booth": str(command.booth_session.public_id),
        "kind": command.kind,
        "options": command.options,
        "expires_at": command.expires_at.isoformat(),
    }


def signal_command(*, pk: int) -> None:
    """Pass a command to the booth's video room as well; the feed carries it in any case."""
    command = BoothCommand.objects.select_related("booth_session").get(pk=pk)
    if command.done_at or command.expires_at <= timezone.now():
        return
    try:
        get_backend().send_signal(
            video_session_id=command.booth_session.video_session_id,
            kind=SIGNAL,
            data=json.dumps(as_told(command)),
        )
    except VideoError as error:
        logger.warning("command %s goes by the live feed alone: %s", command.public_id, error)


def booths_of(event: Event) -> list[BoothSession]:
    """The booths that staff see on one page: today's, and whichever still speaks."""
    since = timezone.now() - timedelta(hours=18)
    sessions = BoothSession.objects.filter(event=event, last_seen_at__gt=since)
    return list(sessions.exclude(state={}).order_by("started_at", "pk")[:50])


def forget_old_incidents() -> None:
    """Keep the newest incidents of each booth."""
    for session in BoothSession.objects.filter(incidents__isnull=False).distinct():
        newest = session.incidents.values_list("pk", flat=True)[:INCIDENTS_KEPT]
        session.incidents.exclude(pk__in=list(newest)).delete()
