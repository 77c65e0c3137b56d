"""Who gets what: every state of a gallery, a photo and a link, by every address, for everybody.

The tables here are the promise of docs/privacy.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from gallery.models import Event, Moderation, ShareLink, Snap, Strip
from gallery.passcodes import hash_passcode
from gallery.services.publishing import approve, hide, settle_snap
from gallery.services.sharing import create_share
from tests.factories import jpeg_bytes, make_event, make_published_snap, make_staff, make_strip

pytestmark = pytest.mark.django_db

PASSCODE = "k7m-4xp"
PAGES = ["gallery", "older", "wall", "add"]
PIECES = ["cards", "feed", "archive", "logo"]
PICTURES = [
    *("w320.webp", "w640.webp", "w320.jpg", "w640.jpg", "photo.jpg", "photo.jpg in sepia"),
    *("strip w320.webp", "strip w640.webp", "strip.jpg"),
]
SHARED = ["share page", "share picture", "share copy", "share takedown"]
API = ["snaps", "snap", "strips", "strip"]


@dataclass
class World:
    """An event with one photo, one strip of it and a link to the photo; and who comes along."""

    event: Event
    snap: Snap
    strip: Strip
    link: ShareLink
    staff: User
    other_staff: User

    def addresses(self, slug: str = "") -> dict[str, str]:
        slug = slug or self.event.slug
        gallery, api = f"/e/{slug}/", f"/api/v1/events/{slug}/"
        snap, strip = str(self.snap.public_id), str(self.strip.public_id)
        shared = self.link.get_absolute_url()
        return {
            "gallery": gallery,
            "older": f"{gallery}?kind=photos",
            "wall": f"{gallery}wall/",
            "add": f"{gallery}add/",
            "takedown": f"{gallery}takedown/?kind=snap&id={snap}",
            "cards": f"{gallery}cards/",
            "feed": f"{gallery}live/",
            "archive": f"{gallery}photos.zip",
            "logo": f"{gallery}logo.png",
            **{name: f"{gallery}snaps/{snap}/{name}" for name in PICTURES if name[0] in "wp"},
            "photo.jpg in sepia": f"{gallery}snaps/{snap}/photo.jpg?filter=sepia",
            "strip w320.webp": f"{gallery}strips/{strip}/w320.webp",
            "strip w640.webp": f"{gallery}strips/{strip}/w640.webp",
            "strip.jpg": f"{gallery}strips/{strip}/strip.jpg",
            "share page": shared,
            "share picture": f"{shared}photo.jpg",
            "share copy": f"{shared}w320.webp",
            "share takedown": f"{shared}takedown/",
            "snaps": f"{api}snaps/?keys={self.snap.idempotency_key}",
            "snap": f"{api}snaps/{snap}/",
            "strips": f"{api}strips/?keys={self.strip.idempotency_key}",
            "strip": f"{api}strips/{self.strip.idempotency_key}/",
        }


@pytest.fixture
def world() -> World:
    event = make_event(allows_guest_uploads=True)
    event.logo.save("logo.png", ContentFile(jpeg_bytes()), save=True)
    snap = make_published_snap(event)
    strip = make_strip(event, [snap])
    link, _ = create_share(event=event, photo=snap)
    return World(event, snap, strip, link, make_staff(event), make_staff(make_event()))


def as_guest(world: World) -> Client:
    return Client()


def as_staff(world: World) -> Client:
    return signed_in(world.staff)


def as_staff_of_another_event(world: World) -> Client:
    return signed_in(world.other_staff)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(client: Client, address: str) -> int:
    response = client.get(address)
    assert "noindex" in response["X-Robots-Tag"], address
    return response.status_code


def answers(client: Client, world: World, names: list[str], slug: str = "") -> dict[str, int]:
    addresses = world.addresses(slug)
    return {name: ask(client, addresses[name]) for name in names}


def each(names: list[str], status: int) -> dict[str, int]:
    return dict.fromkeys(names, status)


# --- States of the gallery ------------------------------------------------------------


def is_open(world: World, client: Client) -> None:
    return


def asks_for_the_passcode(world: World, client: Client) -> None:
    change(world, gallery_privacy="passcode", gallery_passcode_hash=hash_passcode(PASSCODE))


def has_been_given_the_passcode(world: World, client: Client) -> None:
    asks_for_the_passcode(world, client)
    give_passcode(world, client)


def has_a_new_passcode(world: World, client: Client) -> None:
    has_been_given_the_passcode(world, client)
    change(world, gallery_passcode_hash=hash_passcode("another one"))


def has_the_same_passcode_set_anew(world: World, client: Client) -> None:
    has_been_given_the_passcode(world, client)
    change(world, gallery_passcode_hash=hash_passcode(PASSCODE))


def is_for_staff(world: World, client: Client) -> None:
    change(world, gallery_privacy="staff")


def is_for_staff_after_the_passcode(world: World, client: Client) -> None:
    has_been_given_the_passcode(world, client)
    is_for_staff(world, client)


def has_expired(world: World, client: Client) -> None:
    change(world, expires_at=timezone.now())


def has_expired_after_the_passcode(world: World, client: Client) -> None:
    has_been_given_the_passcode(world, client)
    has_expired(world, client)


def is_purged(world: World, client: Client) -> None:
    change(world, purged_at=timezone.now())


def change(world: World, **fields: Any) -> None:
    Event.objects.filter(pk=world.event.pk).update(**fields)
    world.event.refresh_from_db()


def give_passcode(world: World, client: Client) -> None:
    response = client.post(f"/e/{world.event.slug}/passcode/", {"passcode": PASSCODE})
    assert response.status_code == 302


State = Callable[[World, Client], None]
# What a guest gets: pages, pieces and pictures, the page and the pictures of a shared link.
GUESTS: list[tuple[State, tuple[int, int, int, int]]] = [
    (is_open, (200, 200, 200, 200)),
    (asks_for_the_passcode, (403, 404, 200, 200)),
    (has_been_given_the_passcode, (200, 200, 200, 200)),
    (has_a_new_passcode, (403, 404, 200, 200)),
    (has_the_same_passcode_set_anew, (403, 404, 200, 200)),
    (is_for_staff, (403, 404, 200, 200)),
    (is_for_staff_after_the_passcode, (403, 404, 200, 200)),
    (has_expired, (410, 404, 410, 404)),
    (has_expired_after_the_passcode, (410, 404, 410, 404)),
    (is_purged, (410, 404, 410, 404)),
]
KEPT = [state for state, _ in GUESTS if state is not is_purged]


def name_of(value: object) -> str | None:
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(("state", "expected"), GUESTS, ids=name_of)
@pytest.mark.parametrize("visitor", [as_guest, as_staff_of_another_event], ids=name_of)
def test_what_guests_get(
    world: World, visitor: Any, state: State, expected: tuple[int, int, int, int]
) -> None:
    page, piece, share, shared = expected
    client = visitor(world)
    state(world, client)
    names = [*PAGES, "takedown", *PIECES, *PICTURES, *SHARED, *API]
    assert answers(client, world, names) == {
        **each([*PAGES, "takedown"], page),
        **each([*PIECES, *PICTURES], piece),
        "share page": share,
        **each(["share picture", "share copy", "share takedown"], shared),
        # The API is for staff: it asks strangers who they are, and tells others of no event.
        **each(API, 403 if visitor is as_guest else 404),
    }


@pytest.mark.parametrize("state", KEPT, ids=name_of)
def test_staff_see_their_event_whatever_guests_see(world: World, state: State) -> None:
    client = as_staff(world)
    state(world, client)
    names = [*PAGES, "takedown", *PIECES, *PICTURES, *API]
    assert answers(client, world, names) == each(names, 200)


def test_nobody_gets_anything_of_a_purged_event(world: World) -> None:
    client = as_staff(world)
    is_purged(world, client)
    names = [*PAGES, "takedown", *PIECES, *PICTURES, *API]
    assert answers(client, world, names) == {
        **each([*PAGES, "takedown", *API], 410),
        **each([*PIECES, *PICTURES], 404),
    }


# --- States of a photo ------------------------------------------------------------------


def is_hidden(snap: Snap) -> None:
    hide(snap)


def is_refused(snap: Snap) -> None:
    set_and_settle(snap, is_refused=True, smile_status=Snap.Smile.NOT_SMILING)


def is_waiting_for_moderation(snap: Snap) -> None:
    set_and_settle(snap, moderation=Moderation.WAITING)


def is_rejected(snap: Snap) -> None:
    set_and_settle(snap, moderation=Moderation.REJECTED)


def is_not_checked_yet(snap: Snap) -> None:
    set_and_settle(snap, smile_status=Snap.Smile.PENDING)


def set_and_settle(snap: Snap, **fields: Any) -> None:
    Snap.objects.filter(pk=snap.pk).update(published_at=None, **fields)
    settle_snap(pk=snap.pk)


NOT_SHOWN = [is_hidden, is_refused, is_waiting_for_moderation, is_rejected, is_not_checked_yet]
WAITS = {is_waiting_for_moderation, is_not_checked_yet}


@pytest.mark.parametrize("visitor", [as_guest, as_staff_of_another_event], ids=name_of)
@pytest.mark.parametrize("state", NOT_SHOWN, ids=name_of)
def test_a_photo_that_is_not_shown_has_no_address(world: World, state: Any, visitor: Any) -> None:
    state(world.snap)
    client = visitor(world)
    names = ["takedown", *PICTURES, *SHARED]
    assert answers(client, world, names) == {
        **each(["takedown", *PICTURES, *SHARED], 404),
        # In words: whether it is still on its way, or does not come.
        "share page": 200 if state in WAITS else 410,
    }


@pytest.mark.parametrize("state", NOT_SHOWN, ids=name_of)
def test_a_photo_that_is_not_shown_is_in_no_list(world: World, state: Any) -> None:
    shown = make_published_snap(world.event)
    state(world.snap)
    for name in ("gallery", "older", "wall", "cards"):
        page = Client().get(world.addresses()[name]).content.decode()
        assert str(shown.public_id) in page, name
        assert str(world.snap.public_id) not in page, name
        assert str(world.strip.public_id) not in page, name
    asked = [f"snap:{world.snap.public_id}", f"strip:{world.strip.public_id}"]
    assert Client().post(world.addresses()["archive"], {"ids": asked}).status_code == 404


@pytest.mark.parametrize("state", NOT_SHOWN, ids=name_of)
def test_staff_see_the_pictures_of_a_photo_that_is_not_shown(world: World, state: Any) -> None:
    state(world.snap)
    names = [*PICTURES, *API]
    assert answers(as_staff(world), world, names) == each(names, 200)


def test_a_photo_that_is_approved_after_all_is_shown(world: World) -> None:
    is_waiting_for_moderation(world.snap)
    approve(world.snap)
    names = ["takedown", *PICTURES, *SHARED]
    assert answers(Client(), world, names) == each(names, 200)


# --- States of a link ---------------------------------------------------------------------


@pytest.mark.parametrize("visitor", [as_guest, as_staff, as_staff_of_another_event], ids=name_of)
@pytest.mark.parametrize("ended", ["revoked", "expired", "event over"])
def test_a_link_that_has_ended_opens_nothing(world: World, ended: str, visitor: Any) -> None:
    now = timezone.now()
    if ended == "revoked":
        ShareLink.objects.update(revoked_at=now)
    elif ended == "expired":
        ShareLink.objects.update(created_at=now - timedelta(days=2), expires_at=now)
    else:
        change(world, expires_at=now)
    assert answers(visitor(world), world, SHARED) == {**each(SHARED, 404), "share page": 410}


def test_a_preview_is_made_of_an_open_link_only(world: World) -> None:
    page = world.addresses()["share page"]
    assert "og:image" in Client().get(page).content.decode()
    ShareLink.objects.update(revoked_at=timezone.now())
    assert "og:" not in Client().get(page).content.decode()


# --- The wrong event's address ---------------------------------------------------------


@pytest.mark.parametrize("visitor", [as_guest, as_staff, as_staff_of_another_event], ids=name_of)
def test_a_photo_is_only_at_its_own_event(world: World, visitor: Any) -> None:
    other = Event.objects.get(memberships__user=world.other_staff)
    names = ["takedown", *PICTURES, "snap", "strip"]
    found = answers(visitor(world), world, names, slug=other.slug)
    is_strangers_call = each(["snap", "strip"], 403) if visitor is as_guest else {}
    assert found == {**each(names, 404), **is_strangers_call}


def test_the_passcode_of_one_event_opens_no_other(world: World) -> None:
    client = Client()
    has_been_given_the_passcode(world, client)
    other = make_event(gallery_privacy="passcode", gallery_passcode_hash=hash_passcode(PASSCODE))
    assert client.get(other.get_absolute_url()).status_code == 403
