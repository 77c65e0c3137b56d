"""Take a photo down because somebody on it asks for it; staff decide afterwards."""

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from gallery import live
from gallery.models import EventMembership, Snap, Strip, TakedownRequest
from gallery.queue import MESSAGE, enqueue
from gallery.services.publishing import hide, unhide

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

TOLD = (EventMembership.Role.OWNER, EventMembership.Role.MODERATOR)


def request_takedown(*, photo: Snap | Strip, reason: str = "") -> tuple[TakedownRequest, bool]:
    """Hide a photo at once and tell staff; return the request and whether it is new.

    With a strip go the photos on it, for the faces are the same; with a photo go the strips that
    show it. The same wish again changes nothing.
    """
    if known := open_takedown(photo):
        return known, False
    try:
        with transaction.atomic():
            takedown = TakedownRequest.objects.create(
                event=photo.event, reason=reason.strip()[:300], **_target(photo)
            )
            if isinstance(photo, Strip):
                takedown.also_hidden.set([snap for snap in photo.frames() if not snap.is_hidden])
            _hide_all(takedown)
            _tell_booth(takedown, "open")
            enqueue("gallery.tasks.mail_takedown", takedown.pk, priority=MESSAGE)
    except IntegrityError:
        # Two wishes at once: the other was first.
        if known := open_takedown(photo):
            return known, False
        raise
    return takedown, True


def open_takedown(photo: Snap | Strip) -> TakedownRequest | None:
    """Return the wish that staff have not settled yet, if there is one."""
    return TakedownRequest.objects.open().filter(**_target(photo)).first()


def uphold(takedown: TakedownRequest, user: "User | None") -> bool:
    """Leave the photo hidden for good. False when somebody has settled it already."""
    return _settle(takedown, TakedownRequest.Status.UPHELD, user)


def dismiss(takedown: TakedownRequest, user: "User | None") -> bool:
    """Show the photo again, with what was hidden along with it and is not wished away itself."""
    with transaction.atomic():
        if not _settle(takedown, TakedownRequest.Status.DISMISSED, user):
            return False
        others = TakedownRequest.objects.exclude(status=TakedownRequest.Status.DISMISSED)
        kept = others.filter(snap__isnull=False).values("snap")
        for snap in takedown.also_hidden.exclude(pk__in=kept).select_related("event"):
            unhide(snap)
        unhide(takedown.photo)
    return True


def mail_staff(*, pk: int) -> None:
    """Tell the event's owners and moderators by e-mail, if nobody else does or has done it.

    The message names the event and leads to the admin; it holds neither the photo nor the guest's
    words, for it leaves the machine. An e-mail that fails is tried again by the sweep.
    """
    if not TakedownRequest.objects.claim_mail(pk):
        return
    takedown = TakedownRequest.objects.select_related("event").get(pk=pk)
    if addresses := _addresses(takedown):
        try:
            _send(takedown, addresses)
        except OSError as error:  # smtplib's errors are among them
            logger.warning("takedown %s: no e-mail to staff yet: %s", takedown.public_id, error)
            return
    TakedownRequest.objects.filter(pk=pk).update(mailed_at=timezone.now())


def _target(photo: Snap | Strip) -> dict[str, Any]:
    return {"snap" if isinstance(photo, Snap) else "strip": photo}


def _hide_all(takedown: TakedownRequest) -> None:
    hide(takedown.photo)
    for snap in takedown.also_hidden.select_related("event"):
        hide(snap)


def _settle(takedown: TakedownRequest, status: str, user: "User | None") -> bool:
    with transaction.atomic():
        still_open = TakedownRequest.objects.open().filter(pk=takedown.pk)
        now = timezone.now()
        if not still_open.update(status=status, resolved_at=now, resolved_by=user):
            return False
        _tell_booth(takedown, status)
    takedown.refresh_from_db()
    return True


def _tell_booth(takedown: TakedownRequest, status: str) -> None:
    kind = "snap" if takedown.snap_id else "strip"
    data = {
        "id": str(takedown.public_id),
        "kind": kind,
        "photo": str(takedown.photo.public_id),
        "status": status,
    }
    live.publish(takedown.event, "booth", "takedown", data)


def _addresses(takedown: TakedownRequest) -> list[str]:
    told = takedown.event.memberships.filter(role__in=TOLD, user__is_active=True)
    return list(told.exclude(user__email="").values_list("user__email", flat=True).distinct())


def _send(takedown: TakedownRequest, addresses: list[str]) -> None:
    page = reverse("admin:gallery_takedownrequest_change", args=[takedown.pk])
    context = {"takedown": takedown, "event": takedown.event, "url": settings.SITE_URL + page}
    name = " ".join(takedown.event.name.split())
    send_mail(
        subject=f"A guest asks to take down a photo: {name}",
        message=render_to_string("gallery/takedown_email.txt", context),
        from_email=None,
        recipient_list=addresses,
    )
