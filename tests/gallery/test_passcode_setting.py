"""What staff set: an event's passcode, its code, its closing time."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery.codes import ALPHABET, make_passcode, plain_passcode, propose_slug
from gallery.models import Event
from gallery.passcodes import passcode_matches
from tests.gallery.passcodes import PASSCODE, text
from tests.gallery.test_admin import add_event, event_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def change_event(admin: Client, event: Event, **fields: Any) -> Any:
    address = f"/admin/gallery/event/{event.pk}/change/"
    form = admin.get(address).context["adminform"].form
    initial = {
        name: form[name].value()
        for name in form.fields
        if name != "logo" and form[name].value() not in (None, False)
    }
    named = {"name": event.name, "slug": event.slug, "date": event.date}
    return admin.post(address, {**initial, **event_form(**named), **fields}, follow=True)


def test_staff_set_a_passcode_and_never_read_it(admin: Client) -> None:
    add_event(admin, gallery_privacy="passcode", new_passcode="Silver Spoon")
    event = Event.objects.get()
    assert passcode_matches(event, "silver-spoon")
    page = text(admin.get(f"/admin/gallery/event/{event.pk}/change/"))
    assert "A passcode is set." in page
    assert "spoon" not in page.lower()
    assert event.gallery_passcode_hash not in page


def test_a_passcode_is_made_where_one_is_needed(admin: Client) -> None:
    response = add_event(admin, gallery_privacy="passcode")
    (said,) = [str(each) for each in response.context["messages"] if "passcode is" in str(each)]
    passcode = said.partition("passcode is ")[2].partition(".")[0]
    assert passcode_matches(Event.objects.get(), passcode)


def test_a_passcode_stays_when_the_event_is_saved(admin: Client, private: Event) -> None:
    change_event(admin, private, place="Kumasi")
    before = private.gallery_passcode_hash
    private.refresh_from_db()
    assert (private.place, private.gallery_passcode_hash) == ("Kumasi", before)


def test_a_new_one_is_made_on_request(admin: Client, private: Event) -> None:
    response = change_event(admin, private, make_passcode="on")
    assert "it is not shown again" in text(response)
    private.refresh_from_db()
    assert not passcode_matches(private, PASSCODE)


@pytest.mark.parametrize("weak", ["abc12", "1-2-3-4-5", "123456", "password"])
def test_a_weak_passcode_is_refused(admin: Client, weak: str) -> None:
    response = add_event(admin, gallery_privacy="passcode", new_passcode=weak)
    assert "new_passcode" in response.context["adminform"].form.errors
    assert not Event.objects.exists()


def test_an_event_gets_a_code_that_nobody_guesses(admin: Client) -> None:
    add_event(admin, slug="")
    slug = Event.objects.get().slug
    name, _, suffix = slug.rpartition("-")
    assert name == "ana-kwame"
    assert len(suffix) == 8
    assert set(suffix) <= set(ALPHABET)


def test_codes_differ_and_suit_every_name() -> None:
    assert len({propose_slug("Ana") for _ in range(100)}) == 100
    assert propose_slug("حفل").startswith("party-")
    assert len(propose_slug("long " * 40)) <= 60
    assert len({make_passcode() for _ in range(100)}) == 100
    assert len(plain_passcode(make_passcode())) == 6


def test_staff_say_when_the_gallery_closes(admin: Client) -> None:
    add_event(admin, expires_at="2027-03-01T12:00", delete_after_days=7)
    event = Event.objects.get()
    assert (event.expires_at.isoformat(), event.delete_after_days) == (
        "2027-03-01T12:00:00+00:00",
        7,
    )
