"""Guests from afar: invited by staff, let in by staff, on the booth's screen and strips."""

import logging
import unicodedata
from datetime import timedelta
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from booth.broadcasting import Admission, abandon_room, admit
from booth.models import BoothSession, Capture, Invitation, RemoteGuest
from booth.video import Member, Role, get_backend
from gallery import live
from gallery.errors import EventOver, GalleryError
from gallery.models import Companion, Event
from gallery.services.companions import keep_companion

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

Status = RemoteGuest.Status
SEATS = (1, 2, 3)
# A phone that was laid aside keeps its seat so long, unless somebody else is to have it.
SEAT_KEPT = timedelta(minutes=2)
# A guest's picture may be on its way for so long after the link has ended.
GUESTS_KEPT = timedelta(days=7)
# A sitting has eight photos at most; this is for an evening of sittings.
MOST_FRAMES = 400


class NotInvited(GalleryError):
    """The link is unknown, revoked or expired."""

    status = 410
    code = "link_ended"


class HouseFull(GalleryError):
    status = 409
    code = "house_full"


class NotAdmitted(GalleryError):
    status = 409
    code = "not_admitted"


class NoLiveVideo(GalleryError):
    status = 409
    code = "no_live_video"


# --- Staff ----------------------------------------------------------------------------------


def invite(
    *,
    event: Event,
    booth_session: BoothSession | None,
    user: "User | None",
    hours: int,
    most_guests: int,
) -> Invitation:
    """Make a link. Raises `NoLiveVideo` where guests would have nothing to come to."""
    if not get_backend().is_live:
        raise NoLiveVideo("Guests from afar need live video (docs/video.md). It is off here.")
    return Invitation.objects.create(
        event=event,
        booth_session=booth_session,
        created_by=user,
        expires_at=timezone.now() + timedelta(hours=hours),
        most_guests=most_guests,
    )


def revoke(invitation: Invitation) -> None:
    """End a link, and the visit of everybody who came by it."""
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(
            revoked_at=timezone.now()
        )
        for guest in invitation.guests.exclude(status=Status.REMOVED):
            _remove(guest)


def guests_of(event: Event) -> QuerySet[RemoteGuest]:
    """Who waits and who is on a screen; those whose page has gone are let go first."""
    release(event=event, silent_for=SEAT_KEPT)
    rows = RemoteGuest.objects.filter(
        invitation__event=event, status__in=[Status.WAITING, Status.ADMITTED]
    )
    return rows.select_related("invitation__booth_session", "booth_session")[:60]


def seated_at(session: BoothSession) -> list[RemoteGuest]:
    """Who is to be seen at a booth, in the order of the strip."""
    return list(session.remote_guests.filter(status=Status.ADMITTED).order_by("seat"))


def let_in(*, guest: RemoteGuest, session: BoothSession) -> RemoteGuest:
    """Give a waiting guest a seat at a booth. Raises `HouseFull`, `NotInvited`."""
    invitation = guest.invitation
    is_elsewhere = invitation.booth_session_id not in {None, session.pk}
    if is_elsewhere or session.event_id != invitation.event_id or not invitation.is_alive:
        raise NotInvited("This guest's invitation is not for this booth, or has ended.")
    release(event=session.event, silent_for=timedelta(seconds=20))
    taken = set(session.remote_guests.filter(seat__isnull=False).values_list("seat", flat=True))
    for seat in SEATS:
        if seat not in taken and _seat(guest, session, seat):
            guest.refresh_from_db()
            return guest
    guest.refresh_from_db()
    if guest.status == Status.ADMITTED:
        return guest
    raise HouseFull("Three guests from afar are at this booth. Put one out first.")


def _seat(guest: RemoteGuest, session: BoothSession, seat: int) -> bool:
    """Take a seat, unless somebody else was quicker; a guest who does not wait gets none."""
    waiting = RemoteGuest.objects.filter(pk=guest.pk, status=Status.WAITING)
    try:
        with transaction.atomic():
            fields = {"status": Status.ADMITTED, "seat": seat, "booth_session": session}
            if not waiting.update(**fields, was_admitted=True):
                return False
            _tell(guest, Status.ADMITTED)
    except IntegrityError:
        return False
    return True


def put_out(guest: RemoteGuest) -> None:
    """Let somebody not in, or not stay; their page stops its camera."""
    with transaction.atomic():
        _remove(guest)


def _remove(guest: RemoteGuest) -> None:
    """Whoever has been in the booth's room could go on watching it: the booth leaves that room."""
    if not _change(guest, Status.REMOVED):
        return
    known = RemoteGuest.objects.select_related("booth_session").get(pk=guest.pk)
    if known.was_admitted and known.booth_session is not None:
        abandon_room(known.booth_session)


def release(*, event: Event, silent_for: timedelta) -> None:
    """Free the places of those whose page has not been heard for so long."""
    silent = RemoteGuest.objects.filter(
        invitation__event=event,
        status__in=[Status.WAITING, Status.ADMITTED],
        last_seen_at__lt=timezone.now() - silent_for,
    )
    for guest in silent.select_related("invitation__event"):
        with transaction.atomic():
            _change(guest, Status.LEFT)


def _change(guest: RemoteGuest, status: str) -> bool:
    """Move a guest to a state without a seat; False where they were in it."""
    rows = RemoteGuest.objects.filter(pk=guest.pk).exclude(status=status)
    if not rows.update(status=status, seat=None):
        return False
    _tell(guest, status)
    return True


def _tell(guest: RemoteGuest, status: str) -> None:
    """Booths and the control room look again; no name goes through the feed."""
    live.publish(
        guest.invitation.event, "booth", "guest", {"id": str(guest.public_id), "status": status}
    )


# --- Guests ---------------------------------------------------------------------------------


def invitation_by(token: str) -> Invitation:
    """Return the invitation of a link that works. Raises `NotInvited`."""
    found = Invitation.objects.select_related("event", "booth_session").filter(token=token).first()
    if found is None or not found.is_alive:
        raise NotInvited("This invitation has ended. Ask the people at the booth for a new link.")
    return found


def come_in(*, token: str, key: UUID, name: str) -> RemoteGuest:
    """Enter the waiting room, or say that one is still there; who had left waits again.

    Raises `NotInvited`, and `HouseFull` when as many have come by this link as may.
    """
    invitation = invitation_by(token)
    name = "".join(letter for letter in name if _may_stand(letter))[:40].strip() or "Guest"
    guest = invitation.guests.filter(key=key).first()
    if guest is None:
        return _newcomer(invitation, key, name)
    known = RemoteGuest.objects.filter(pk=guest.pk)
    with transaction.atomic():
        known.update(last_seen_at=timezone.now(), name=name)
        if known.filter(status=Status.LEFT).update(status=Status.WAITING):
            _tell(guest, Status.WAITING)
    guest.refresh_from_db()
    return guest


def _may_stand(letter: str) -> bool:
    """Whether it belongs in a name: no control character, none that turns the line round it."""
    is_turning = "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return unicodedata.category(letter) != "Cc" and not is_turning


def _newcomer(invitation: Invitation, key: UUID, name: str) -> RemoteGuest:
    with transaction.atomic():
        # Newcomers by one link wait for each other, so that not too many get in at once.
        Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.guests.count() >= invitation.most_guests:
            raise HouseFull("As many guests have come by this link as it is for.")
        if RemoteGuest.objects.filter(key=key).exists():
            raise NotInvited("This page belongs to another invitation. Load it again.")
        guest = RemoteGuest.objects.create(invitation=invitation, key=key, name=name)
        _tell(guest, Status.WAITING)
    return guest


def known_guest(*, token: str, key: UUID) -> RemoteGuest:
    """Return a guest by the page's key, also after the link has ended. Raises `NotInvited`."""
    rows = RemoteGuest.objects.select_related("invitation__event", "booth_session__event")
    guest = rows.filter(key=key, invitation__token=token).first()
    if guest is None:
        raise NotInvited("This invitation has ended.")
    return guest


def leave(*, token: str, key: UUID) -> None:
    guest = known_guest(token=token, key=key)
    if guest.status != Status.REMOVED:
        with transaction.atomic():
            _change(guest, Status.LEFT)


def pass_for(guest: RemoteGuest, *, refused_id: str = "") -> Admission | None:
    """What lets an admitted guest into the booth's room; None where there is no live video.

    Raises `NotAdmitted`, `NotInvited`, VideoError.
    """
    if not guest.invitation.is_alive:
        raise NotInvited("This invitation has ended.")
    if guest.status != Status.ADMITTED or guest.booth_session is None:
        raise NotAdmitted("The people at the booth have not let you in yet.")
    if not get_backend().is_live:
        return None
    member = Member(Member.Kind.GUEST, guest.name, str(guest.public_id))
    return admit(
        session=guest.booth_session, role=Role.PUBLISH, member=member, refused_id=refused_id
    )


def keep_frame(
    *, guest: RemoteGuest, snap_key: UUID, file: IO[bytes], size: int
) -> tuple[Companion, bool]:
    """Keep a guest's own full frame of a snap, whenever it comes.

    Whether they are in the snap at all is the booth's to say. Raises what `keep_companion`
    raises, `NotAdmitted`, `EventOver`.
    """
    event = guest.invitation.event
    if event.purged_at is not None:
        raise EventOver("This event is over, and its photos have been deleted.")
    frames = Companion.objects.filter(event=event, person=guest.public_id)
    if not guest.was_admitted or frames.count() >= MOST_FRAMES:
        raise NotAdmitted("This picture belongs to no photo.")
    taken = Capture.objects.filter(snap__event=event, snap__idempotency_key=snap_key).first()
    if taken is not None and guest.booth_session_id != taken.booth_session_id:
        raise NotAdmitted("This picture belongs to a photo of another booth.")
    return keep_companion(
        event=event,
        snap_key=snap_key,
        person=guest.public_id,
        file=file,
        size=size,
        source=Companion.Source.FULL,
    )


def forget() -> None:
    """Delete guests and links: a week after the link's end, or with the event's photos."""
    now = timezone.now()
    is_over = Q(expires_at__lt=now - GUESTS_KEPT) | Q(revoked_at__lt=now - GUESTS_KEPT)
    over = Invitation.objects.filter(is_over | Q(event__purged_at__isnull=False))
    count, _ = over.delete()
    if count:
        logger.info("forgot %s guests from afar and their invitations", count)
