"""Who may look at an event's gallery: its page, feed, archive and every picture.

Every guest view asks `may_see`. A page that is refused answers with
`gallery.views.doors.closed_page`, anything else with 404. A live feed outlives the request that
opened it: it keeps `rights_of` the request and asks `still_open` now and then.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from gallery.models import Event

COOKIE_SECONDS = 30 * 24 * 3600
SALT = "gallery.access"


class Door(StrEnum):
    """How a gallery meets whoever asks."""

    OPEN = "open"
    PASSCODE = "passcode"  # asks for it
    STAFF = "staff"  # closed to all but its staff
    OVER = "over"  # expired, or its photos are deleted


def may_see(request: HttpRequest, event: Event) -> bool:
    """Whether whoever asks may look at the gallery."""
    return door(request, event) is Door.OPEN


def door(request: HttpRequest, event: Event) -> Door:
    """Say how the gallery meets this request. Guests of an open gallery cost no query."""
    return _door(event, _passcode_print_of(request, event), lambda: event.is_run_by(request.user))


def _door(event: Event, passcode: str, is_staff: Callable[[], bool]) -> Door:
    privacy = Event.GalleryPrivacy
    if event.purged_at is not None:
        return Door.OVER
    if event.is_over:
        return Door.OPEN if is_staff() else Door.OVER
    if event.gallery_privacy == privacy.LINK:
        return Door.OPEN
    if event.gallery_privacy == privacy.PASSCODE:
        has_it = constant_time_compare(passcode, passcode_print(event))
        return Door.OPEN if has_it or is_staff() else Door.PASSCODE
    return Door.OPEN if is_staff() else Door.STAFF


def _passcode_print_of(request: HttpRequest, event: Event) -> str:
    name = cookie_name(event)
    kept = request.get_signed_cookie(name, "", salt=SALT, max_age=COOKIE_SECONDS)
    return kept or ""


def remember_passcode(response: HttpResponse, event: Event) -> None:
    """Let this browser in until the passcode changes: by a signed cookie no script can read."""
    response.set_signed_cookie(
        cookie_name(event),
        passcode_print(event),
        salt=SALT,
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name(event: Event) -> str:
    return f"gallery-{event.public_id.hex[:16]}"


def passcode_print(event: Event) -> str:
    """What ties a cookie to one event and its present passcode; it says nothing of either."""
    secret = f"{event.public_id}:{event.gallery_passcode_hash}"
    return hashlib.sha256(secret.encode()).hexdigest()


# --- What outlives its request: a live feed ---------------------------------------------


@dataclass(frozen=True)
class Rights:
    """By what right somebody looks on at an event."""

    event_pk: int
    passcode_print: str
    user_pk: int | None


def rights_of(request: HttpRequest, event: Event) -> Rights:
    """Return what `still_open` needs to judge again without the request."""
    return Rights(event.pk, _passcode_print_of(request, event), request.user.pk)


def still_open(rights: Rights, event: Event | None = None) -> bool:
    """Whether the gallery is still open by these rights: a feed asks at each heartbeat.

    One query, or none for guests where the caller passes an event that it has just loaded
    (one for all feeds of that event). Synchronous: from async code by `sync_to_async`.
    """
    event = event or Event.objects.filter(pk=rights.event_pk).first()
    if event is None:
        return False
    found = event
    return _door(event, rights.passcode_print, lambda: _is_staff(rights, found)) is Door.OPEN


def _is_staff(rights: Rights, event: Event) -> bool:
    user = get_user_model().objects.filter(pk=rights.user_pk).first() if rights.user_pk else None
    return user is not None and event.is_run_by(user)
