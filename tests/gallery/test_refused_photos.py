"""A photo refused for want of a smile is seen by no guest."""

import pytest
import redis
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from booth.services import check_snap
from gallery import live
from gallery.models import Event, ShareLink
from gallery.services.pictures import render_snap
from gallery.services.sharing import create_share
from tests.factories import make_event, make_published_snap, make_snap, make_strip
from tests.gallery.refusals import addresses, refuse

pytestmark = pytest.mark.django_db


def test_it_is_in_no_gallery_page(client: Client, event: Event) -> None:
    snap = refuse(event)
    shown = make_published_snap(event)
    for kind in ("", "?kind=photos", "?kind=strips"):
        page = client.get(event.get_absolute_url() + kind).content.decode()
        assert str(snap.public_id) not in page
    fragment = client.get(reverse("gallery:cards", args=[event.slug]))
    assert str(shown.public_id) in fragment.content.decode()
    assert str(snap.public_id) not in fragment.content.decode()
    assert fragment["X-Photo-Count"] == "1"


def test_its_pictures_are_for_staff_only(client: Client, event: Event, staff: User) -> None:
    snap = refuse(event)
    assert {client.get(each).status_code for each in addresses(snap)} == {404}
    client.force_login(staff)
    assert {client.get(each).status_code for each in addresses(snap)} == {200}


def test_guests_pages_do_not_hear_of_it(event: Event, redis_client: "redis.Redis") -> None:
    refuse(event)
    assert redis_client.xlen(live.stream_name(event, "public")) == 0


def test_a_link_made_before_the_verdict_opens_nothing(client: Client, event: Event) -> None:
    snap = make_snap(event)
    share, _ = create_share(event=event, photo=snap)
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    page = client.get(share.get_absolute_url())
    assert page.status_code == 410
    assert str(snap.public_id) not in page.content.decode()
    for picture in ("w320.webp", "photo.jpg", "w640.webp"):
        assert client.get(share.get_absolute_url() + picture).status_code == 404


def test_no_link_is_made_for_it(client: Client, event: Event, staff: User) -> None:
    snap = refuse(event)
    client.force_login(staff)
    answer = client.post(
        reverse("gallery-api:share-list", args=[event.slug]),
        {"snap_key": str(snap.idempotency_key), "filter": "natural"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "not_shareable")
    assert not ShareLink.objects.exists()


def test_a_strip_that_shows_it_is_shown_to_no_guest(client: Client, event: Event) -> None:
    snaps = [refuse(event), *(make_published_snap(event) for _ in range(3))]
    strip = make_strip(event, snaps)
    assert not strip.is_published
    share, _ = create_share(event=event, photo=strip)
    assert client.get(share.get_absolute_url()).status_code == 410
    for picture in ("w320.webp", "strip.jpg"):
        address = reverse("gallery:strip-image", args=[event.slug, strip.public_id, picture])
        assert client.get(address).status_code == 404
        assert client.get(share.get_absolute_url() + picture).status_code == 404


@pytest.mark.parametrize(
    ("policy", "status", "is_seen"),
    [("require", "refused", False), ("prefer", "ready", True), ("off", "ready", True)],
)
def test_the_policy_decides(policy: str, status: str, is_seen: bool) -> None:
    snap = make_snap(make_event(smile_policy=policy))
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert (snap.status, snap.is_published) == (status, is_seen)
