"""What a booth does: take a snap, and check it for a smile."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from booth.models import BoothSession, Capture
from booth.smile import SmileError, check_smile
from booth.smile.base import CHECK_SIZE
from gallery.images import InvalidImage, open_upright
from gallery.models import Event, Snap
from gallery.models.photos import MAX_ATTEMPTS
from gallery.queue import RENDITION, VERDICT, enqueue
from gallery.services.companions import seat_companions
from gallery.services.publishing import settle_snap
from gallery.services.snaps import store_snap

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)


def take_snap(
    *,
    event: Event,
    file: IO[bytes],
    size: int,
    idempotency_key: UUID | None = None,
    taken_at: datetime | None = None,
    booth_session: BoothSession | None = None,
    origin: str = Snap.Origin.BOOTH,
    companions: Sequence[UUID] = (),
) -> tuple[Snap, bool]:
    """Take in a photo and order its smile check and pictures; return it and whether it is new.

    `companions` are the people elsewhere who are in it (gallery.models.Companion), in order.

    Raises what `store_snap` raises.
    """

    def order_work(snap: Snap) -> None:
        if booth_session is not None:
            Capture.objects.create(snap=snap, booth_session=booth_session)
        seat_companions(snap, companions)
        if snap.smile_status == Snap.Smile.PENDING:
            enqueue("booth.tasks.check_snap", snap.pk, priority=VERDICT)
        enqueue("gallery.tasks.render_snap", snap.pk, priority=RENDITION)

    return store_snap(
        event=event,
        file=file,
        size=size,
        idempotency_key=idempotency_key,
        taken_at=taken_at,
        origin=origin,
        and_then=order_work,
    )


def open_booth_session(
    *, event: Event, public_id: UUID, user: "User | None", device: str
) -> BoothSession | None:
    """Return the run that the page named, begun on its first photo, and note that it is alive.

    None when the id belongs to another event: the photo matters more than the book-keeping.
    """
    session, _ = BoothSession.objects.get_or_create(
        public_id=public_id,
        defaults={"event": event, "started_by": user, "device": device[:200]},
    )
    if session.event_id != event.pk:
        return None
    BoothSession.objects.filter(pk=session.pk).update(last_seen_at=timezone.now())
    return session


def check_snap(*, pk: int) -> None:
    """Look for a smile on one snap and apply the event's policy, unless it has been done."""
    if not Snap.objects.claim_smile_check(pk):
        return
    snap = Snap.objects.select_related("event").get(pk=pk)
    for name, value in _verdict(snap).items():
        setattr(snap, name, value)
    snap.save(
        update_fields=["smile_status", "smile_score", "face_count", "smile_backend", "is_refused"]
    )
    settle_snap(pk=pk)


def _verdict(snap: Snap) -> dict[str, object]:
    if snap.smile_attempts > MAX_ATTEMPTS:
        logger.error("snap %s: smile check given up, accepted unchecked", snap.public_id)
        return {"smile_status": Snap.Smile.UNCHECKED}
    try:
        with snap.original.open("rb") as file:
            result = check_smile(open_upright(file, min_size=CHECK_SIZE))
    except (SmileError, InvalidImage) as error:
        logger.warning("snap %s accepted unchecked: %s", snap.public_id, error)
        return {"smile_status": Snap.Smile.UNCHECKED}
    everyone = snap.event.smile_rule == Event.SmileRule.ALL
    score = result.least_smile if everyone else result.smile
    status = smile_status(score, threshold=snap.event.smile_threshold)
    required = snap.event.smile_policy == Event.SmilePolicy.REQUIRE
    return {
        "smile_status": status,
        "smile_score": score,
        "face_count": len(result.faces),
        "smile_backend": result.backend,
        "is_refused": required and status != Snap.Smile.SMILING,
    }


def smile_status(score: float | None, *, threshold: float) -> str:
    """Put a score (None: no face was found) into words."""
    if score is None:
        return Snap.Smile.NO_FACE
    return Snap.Smile.SMILING if score >= threshold else Snap.Smile.NOT_SMILING
