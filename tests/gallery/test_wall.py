"""The big screen: who may open it, what hangs there, and the way to the gallery."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from gallery.models import Event
from gallery.services.publishing import hide
from gallery.views import wall as wall_view
from tests.factories import make_event, make_published_snap, make_staff, make_strip

pytestmark = pytest.mark.django_db


def page_of(client: Client, event: Event) -> str:
    return client.get(reverse("gallery:wall", args=[event.slug])).content.decode()


def tile_ids(page: str) -> list[str]:
    return re.findall(r'<li class="tile[^"]*" data-id="([^"]+)"', page)


def test_the_newest_photo_is_in_front_and_all_hang_behind(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    strip = make_strip(event, [snap])
    page = page_of(client, event)
    assert tile_ids(page) == [str(strip.public_id), str(snap.public_id)]
    assert f'<figure class="spot spot--strip spot--strip" data-id="{strip.public_id}"' in page


def test_hidden_photos_do_not_hang_there(client: Client, event: Event) -> None:
    hide(make_published_snap(event))
    page = page_of(client, event)
    assert tile_ids(page) == []
    assert "<figure" not in page
    assert "The first smile is still to come" in page


def test_the_code_leads_to_the_gallery(client: Client) -> None:
    event = make_event(name="<b>Ana</b> & Kwame", slug="ana-kwame")
    page = page_of(client, event)
    assert 'data-url="http://localhost:8000/e/ana-kwame/"' in page
    assert re.search(r'<svg viewBox="0 0 \d+ \d+"><path class="qr__modules"', page)
    assert ">localhost:8000/e/ana-kwame</p>" in page
    assert "<b>Ana" not in page


def test_codes_of_different_galleries_differ() -> None:
    assert wall_view.qr_svg("http://a/e/one/") != wall_view.qr_svg("http://a/e/two/")


def test_without_javascript_it_fetches_itself_anew(client: Client, event: Event) -> None:
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"', page_of(client, event))


def test_a_private_wall_is_for_staff_and_sends_no_guest_to_a_closed_door(client: Client) -> None:
    event = make_event(gallery_privacy="staff")
    make_published_snap(event)
    address = reverse("gallery:wall", args=[event.slug])
    refused = client.get(address)
    assert refused.status_code == 403
    assert "tile" not in refused.content.decode()
    client.force_login(make_staff(event))
    page = page_of(client, event)
    assert len(tile_ids(page)) == 1
    assert "wall-qr" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow_with_photos(
    client: Client, event: Event, count: int, django_assert_num_queries: object
) -> None:
    for _ in range(count):
        make_strip(event, [make_published_snap(event)])
    with django_assert_num_queries(3):  # type: ignore[operator]  # event, snaps, strips
        page_of(client, event)
