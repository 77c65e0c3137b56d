"""What guests and staff read: the gallery, shared links, the front door, errors."""

import re
from datetime import timedelta
from typing import Any, Protocol

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertTemplateUsed

from gallery.models import Event, ShareLink
from gallery.services.publishing import hide
from gallery.views import events as gallery_view
from tests.factories import (
    jpeg_bytes,
    make_event,
    make_published_snap,
    make_snap,
    make_staff,
    make_strip,
    picture,
)

pytestmark = pytest.mark.django_db


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def text(response: Answer) -> str:
    return response.content.decode()


def card_ids(response: Answer) -> list[str]:
    return re.findall(r'<li class="card[^"]*" id="photo-([^"]+)"', text(response))


def make_link(target: Any, **fields: Any) -> ShareLink:
    kind = "snap" if hasattr(target, "smile_status") else "strip"
    expires_at = fields.pop("expires_at", timezone.now() + timedelta(days=30))
    return ShareLink.objects.create(
        event=target.event, expires_at=expires_at, **{kind: target}, **fields
    )


# --- The gallery ----------------------------------------------------------------------


def test_newest_photos_come_first(client: Client, event: Event) -> None:
    snaps = [make_published_snap(event) for _ in range(3)]
    response = client.get(event.get_absolute_url())
    assert card_ids(response) == [str(snap.public_id) for snap in reversed(snaps)]
    assert "3&nbsp;photos" in text(response)
    assert response["X-Robots-Tag"] == "noindex"


def test_hidden_and_unfinished_photos_are_not_on_the_page(client: Client, event: Event) -> None:
    make_snap(event)
    hide(make_published_snap(event))
    assert card_ids(client.get(event.get_absolute_url())) == []
    assert card_ids(client.get(reverse("gallery:cards", args=[event.slug]))) == []


def test_kinds_are_told_apart(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    strip = make_strip(event, [snap])
    page = event.get_absolute_url()
    assert card_ids(client.get(f"{page}?kind=strips")) == [str(strip.public_id)]
    assert card_ids(client.get(f"{page}?kind=photos")) == [str(snap.public_id)]
    assert len(card_ids(client.get(f"{page}?kind=anything"))) == 2


@pytest.mark.parametrize("count", [1, 6])
def test_queries_do_not_grow_with_photos(
    client: Client, event: Event, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_strip(event, [make_published_snap(event)])
    with django_assert_num_queries(6):  # event, places and rows of snaps and strips, count
        client.get(event.get_absolute_url())
    with django_assert_num_queries(5):  # the count is known
        client.get(reverse("gallery:cards", args=[event.slug]))


def test_older_photos_follow_without_a_gap_or_a_repeat(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_view, "PAGE_SIZE", 2)
    snaps = [make_published_snap(event) for _ in range(5)]
    cards = reverse("gallery:cards", args=[event.slug])
    response = client.get(event.get_absolute_url())
    seen = card_ids(response)
    cursor = response.context["cursor"]
    while cursor:
        response = client.get(cards, {"before": cursor})
        seen += card_ids(response)
        cursor = response["X-Next-Cursor"]
    assert seen == [str(snap.public_id) for snap in reversed(snaps)]


def test_the_older_link_works_without_javascript(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_view, "PAGE_SIZE", 2)
    first, *_ = [make_published_snap(event) for _ in range(3)]
    response = client.get(event.get_absolute_url())
    found = re.search(r'id="older"[^>]*href="([^"]+)"', text(response))
    assert found
    older = client.get(event.get_absolute_url() + found[1].replace("&amp;", "&"))
    assert card_ids(older) == [str(first.public_id)]
    assert "Newest photos" in text(older)
    assert "data-live-url" not in text(older)


def test_new_photos_are_asked_for_by_time(client: Client, event: Event) -> None:
    known, new = (make_published_snap(event) for _ in range(2))
    assert known.published_at is not None
    response = client.get(
        reverse("gallery:cards", args=[event.slug]), {"after": known.published_at.isoformat()}
    )
    assert card_ids(response) == [str(new.public_id)]
    assert response["X-Photo-Count"] == "2"


@pytest.mark.parametrize("time", ["yesterday", "2026-13-40T99:99Z", "2026-11-21T10:00:00", "%00"])
def test_a_time_that_is_none_is_ignored(client: Client, event: Event, time: str) -> None:
    make_published_snap(event)
    response = client.get(reverse("gallery:cards", args=[event.slug]), {"after": time})
    assert response.status_code == 200
    assert len(card_ids(response)) == 1


def test_cards_give_the_size_of_the_picture_they_open(client: Client, event: Event) -> None:
    make_published_snap(event, jpeg_bytes(picture((3200, 2400))))
    page = text(client.get(event.get_absolute_url()))
    assert 'data-pswp-width="1280" data-pswp-height="960"' in page
    assert "card--4x3" in page
    assert 'alt="Photo taken at ' in page


def test_an_empty_gallery_says_how_to_fill_it(client: Client, event: Event) -> None:
    page = text(client.get(event.get_absolute_url()))
    assert "The first smile is still to come" in page
    assert re.search(r'<nav class="kinds"[^>]* hidden', page)


def test_the_page_wears_the_events_colour_under_the_policy(client: Client) -> None:
    event = make_event(accent_color="#6d28d9")
    response = client.get(event.get_absolute_url())
    nonce = re.search(r'<style nonce="([^"]+)">:root\{--accent:#6d28d9;', text(response))
    assert nonce
    assert f"'nonce-{nonce[1]}'" in response["Content-Security-Policy"]
    assert " style=" not in text(response)


def test_a_private_gallery_tells_guests_so_and_nothing_more(client: Client) -> None:
    event = make_event(name="Board dinner", gallery_privacy="staff")
    response = client.get(event.get_absolute_url())
    assert response.status_code == 403
    assert "kept private" in text(response)
    assert "Board dinner" not in text(response)
    assert f"next={event.get_absolute_url()}" in text(response)


def test_staff_see_a_private_gallery_and_the_way_to_its_booth(client: Client) -> None:
    event = make_event(gallery_privacy="staff")
    client.force_login(make_staff(event))
    response = client.get(event.get_absolute_url())
    assert response.status_code == 200
    assert reverse("booth:booth", args=[event.slug]) in text(response)


def test_names_are_text_not_markup(client: Client) -> None:
    event = make_event(name="<b>Ana</b> & Kwame", place="<i>Accra</i>", welcome_text="<u>hi</u>")
    page = text(client.get(event.get_absolute_url()))
    assert "<b>Ana" not in page
    assert "<i>Accra" not in page
    assert "<u>hi" not in page


# --- Shared links -----------------------------------------------------------------------


def test_a_shared_strip_is_shown_with_its_end(client: Client, event: Event) -> None:
    strip = make_strip(event)
    link = make_link(strip)
    response = client.get(link.get_absolute_url())
    page = text(response)
    assert f'src="{link.get_absolute_url()}w640.webp" srcset="{link.get_absolute_url()}' in page
    assert 'width="600" height="1800"' in page
    assert f"{link.expires_at:%B %Y}" in page
    assert "See the whole party" in page
    assert f'<meta property="og:image" content="{link.url}w640.jpg">' in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_shared_photo_is_shown_in_its_filter(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    natural = text(client.get(make_link(snap).get_absolute_url()))
    sepia = make_link(snap, filter="sepia")
    in_sepia = text(client.get(sepia.get_absolute_url()))
    assert "w640.webp" in natural  # the smaller copy has no filter
    assert f'src="{sepia.get_absolute_url()}photo.jpg"' in in_sepia
    assert "w640.webp" not in in_sepia


def test_a_shared_photo_of_a_private_party_leads_nowhere_else(client: Client) -> None:
    event = make_event(gallery_privacy="staff")
    page = text(client.get(make_link(make_published_snap(event)).get_absolute_url()))
    assert "See the whole party" not in page
    assert "og:image" not in page  # nor into the stores of those who make previews


def test_a_preview_is_a_picture_that_anybody_can_fetch(client: Client, event: Event) -> None:
    link = make_link(make_published_snap(event, jpeg_bytes(picture((3200, 2400)))))
    page = text(client.get(link.get_absolute_url()))
    found = re.search(r'property="og:image" content="([^"]+)"', page)
    assert found
    assert found[1] == f"{link.url}w1280.jpg"
    assert 'og:image:width" content="1280"' in page
    image = Client().get(found[1].removeprefix(settings.SITE_URL))  # without a cookie
    assert image["Content-Type"] == "image/jpeg"


def test_a_shared_photo_can_be_taken_down_from_its_page(client: Client, event: Event) -> None:
    link = make_link(make_published_snap(event))
    page = text(client.get(link.get_absolute_url()))
    assert f'href="{reverse("gallery:share-takedown", args=[link.token])}"' in page


def test_an_unknown_link_waits_and_looks_again(client: Client) -> None:
    response = client.get(reverse("gallery:share", args=["W" * 22]))
    assert response.status_code == 404
    assert 'id="waiting" data-known="false"' in text(response)
    assert 'http-equiv="refresh"' in text(response)
    assert "og:image" not in text(response)


def test_a_link_that_cannot_be_one_is_called_mistyped(client: Client) -> None:
    response = client.get(reverse("gallery:share", args=["abc"]))
    assert response.status_code == 404
    assert "No photo under this link" in text(response)
    assert 'id="waiting"' not in text(response)


def test_a_link_to_a_photo_in_the_making_waits(client: Client, event: Event) -> None:
    response = client.get(make_link(make_snap(event)).get_absolute_url())
    assert response.status_code == 200
    assert 'data-known="true"' in text(response)
    assert "og:image" not in text(response)


def test_an_ended_link_says_when_it_ended(client: Client, event: Event) -> None:
    link = make_link(make_published_snap(event))
    ShareLink.objects.update(
        created_at=timezone.now() - timedelta(days=9),
        expires_at=timezone.now() - timedelta(days=2),
    )
    response = client.get(link.get_absolute_url())
    assert response.status_code == 410
    assert "This link has ended" in text(response)
    assert "og:image" not in text(response)


def test_a_taken_down_photo_is_spoken_of_kindly(client: Client, event: Event) -> None:
    snap = make_published_snap(event)
    hide(snap)
    response = client.get(make_link(snap).get_absolute_url())
    assert response.status_code == 410
    assert "no longer shared" in text(response)


# --- The front door -----------------------------------------------------------------------


def test_an_event_code_opens_its_gallery(client: Client) -> None:
    event = make_event(slug="ana-kwame")
    response = client.get(reverse("gallery:home"), {"code": " Ana Kwame "})
    assert response.headers["Location"] == event.get_absolute_url()


def test_a_wrong_code_gets_a_sentence(client: Client) -> None:
    response = client.get(reverse("gallery:home"), {"code": '"><script>'})
    assert "No event has this code" in text(response)
    assert 'aria-invalid="true"' in text(response)
    assert "<script>" not in text(response)


def test_staff_see_their_events_only(client: Client, event: Event, staff: User) -> None:
    other = make_event()
    client.force_login(staff)
    for page in ("gallery:home", "booth:index"):
        response = client.get(reverse(page))
        assert reverse("booth:booth", args=[event.slug]) in text(response)
        assert other.name not in text(response)


def test_staff_events_take_the_same_queries_for_any_number(
    client: Client, staff: User, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        make_event().memberships.create(user=staff)
    client.force_login(staff)
    with django_assert_num_queries(3):  # session, user, events
        client.get(reverse("booth:index"))


@pytest.mark.parametrize(
    ("is_staff", "says"), [(True, "Add an event"), (False, "Ask the person who set up")]
)
def test_no_events_yet_says_what_to_do(client: Client, is_staff: bool, says: str) -> None:
    client.force_login(make_staff(is_staff=is_staff))
    assert says in text(client.get(reverse("booth:index")))


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Client, event: Event) -> None:
    staff = make_staff(event)
    wanted = reverse("booth:booth", args=[event.slug])
    page = client.get(client.get(wanted).headers["Location"])
    assert f'name="next" value="{wanted}"' in text(page)
    wrong = client.post(
        reverse("login"), {"username": staff.username, "password": "no", "next": wanted}
    )
    assert 'role="alert"' in text(wrong)
    assert f'name="next" value="{wanted}"' in text(wrong)
    right = client.post(
        reverse("login"),
        {"username": staff.username, "password": "correct horse", "next": wanted},
    )
    assert right.headers["Location"] == wanted


def test_signing_in_wears_our_look(client: Client) -> None:
    response = client.get(reverse("password_reset"))
    assertTemplateUsed(response, "registration/password_reset_form.html")
    assert "Forgot the password?" in text(response)


def test_a_forgotten_password_is_replaced(client: Client, mailoutbox: list[Any]) -> None:
    make_staff(email="sam@example.com")
    client.post(reverse("password_reset"), {"email": "sam@example.com"})
    found = re.search(r"http://\S+?(/accounts/reset/\S+)", mailoutbox[0].body)
    assert found
    form = client.get(found[1], follow=True)
    assert "Choose a password" in text(form)
    new = {"new_password1": "four smiles on paper", "new_password2": "four smiles on paper"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert "Your password is saved" in text(done)


# --- Errors --------------------------------------------------------------------------------


def test_nothing_here_is_our_own_page(client: Client) -> None:
    response = client.get("/e/no-such-party/")
    assert response.status_code == 404
    assert "There is nothing at this address" in text(response)


def test_a_fault_is_our_own_page_and_tells_no_secrets(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(gallery_view, "piece_of", fail)
    client.raise_request_exception = False
    response = client.get(make_event().get_absolute_url())
    assert response.status_code == 500
    assert "That did not work" in text(response)
    assert "swordfish" not in text(response)


@pytest.mark.usefixtures("event")
def test_admin_wears_our_name(client: Client) -> None:
    client.force_login(make_staff(is_staff=True, is_superuser=True))
    response = client.get("/admin/")
    assert "mark.svg" in text(response)
    assert "Django administration" not in text(response)
