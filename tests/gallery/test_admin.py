"""What admins see and do."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gallery.models import Event, ShareLink, Snap
from gallery.services.sharing import create_share
from tests.factories import jpeg_bytes, make_published_snap, make_strip, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def event_form(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Ana & Kwame",
        "slug": "ana-kwame",
        "date": date(2026, 11, 21),
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        "messaging-TOTAL_FORMS": 0,
        "messaging-INITIAL_FORMS": 0,
        **fields,
    }


def add_event(admin: Client, **fields: Any) -> Any:
    """Fill in the page that adds an event: its own defaults, and these fields."""
    form = admin.get("/admin/gallery/event/add/").context["adminform"].form
    initial = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, False)
    }
    return admin.post("/admin/gallery/event/add/", {**initial, **event_form(**fields)}, follow=True)


def test_adds_an_event(admin: Client) -> None:
    response = add_event(admin)
    assert response.status_code == 200
    assert Event.objects.get().slug == "ana-kwame"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent_color", "red"),
        ("frame_count", 0),
        ("frame_count", 9),
        ("smile_threshold", 1.5),
        ("phone_region", "usa"),
        ("layout", "poster"),
    ],
)
def test_says_what_is_wrong_with_an_event(admin: Client, field: str, value: object) -> None:
    response = add_event(admin, **{field: value})
    assert field in response.context["adminform"].form.errors
    assert not Event.objects.exists()


def test_says_what_the_smile_settings_do(admin: Client) -> None:
    page = admin.get("/admin/gallery/event/add/").content.decode()
    assert "From which score, of 0 to 1, a face counts as smiling" in page
    assert "Off: photos are not checked for smiles" in page


def test_a_logo_becomes_a_plain_png(admin: Client) -> None:
    exif = Image.Exif()
    exif[0x9286] = "secret"
    logo = SimpleUploadedFile("logo.jpg", jpeg_bytes(picture((3000, 500)), exif=exif))
    add_event(admin, logo=logo)
    event = Event.objects.get()
    with event.logo.open("rb") as file, Image.open(file) as image:
        assert (image.format, image.size) == ("PNG", (1200, 200))
        assert not image.getexif()
    response = admin.get(f"/e/{event.slug}/logo.png")
    assert response.content.startswith(b"\x89PNG")


def test_a_logo_that_is_no_picture_is_refused(admin: Client) -> None:
    svg = SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    response = add_event(admin, logo=svg)
    assert "logo" in response.context["adminform"].form.errors


def test_warns_of_characters_that_no_font_has(admin: Client) -> None:
    response = add_event(admin, name="Party \U00013000")
    assert "without these characters" in response.content.decode()


def act(admin: Client, model: str, action: str, *photos: Any) -> Any:
    return admin.post(
        f"/admin/gallery/{model}/",
        {"action": action, "_selected_action": [photo.pk for photo in photos]},
        follow=True,
    )


def test_hides_and_shows_photos(admin: Client, event: Event) -> None:
    snap = make_published_snap(event)
    assert "1 hidden" in act(admin, "snap", "hide", snap).content.decode()
    assert not Snap.objects.published().exists()
    act(admin, "snap", "unhide", snap)
    assert Snap.objects.published().exists()


def test_revokes_links(admin: Client, event: Event) -> None:
    link, _ = create_share(event=event, photo=make_published_snap(event))
    act(admin, "sharelink", "revoke", link)
    assert not ShareLink.objects.get().is_alive()


@pytest.mark.parametrize("model", ["event", "snap", "strip", "sharelink"])
def test_lists_and_details_open(admin: Client, event: Event, model: str) -> None:
    strip = make_strip(event)
    snap = strip.frames()[0]
    link, _ = create_share(event=event, photo=strip)
    row = {"event": event, "snap": snap, "strip": strip, "sharelink": link}[model]
    assert admin.get(f"/admin/gallery/{model}/").status_code == 200
    assert admin.get(f"/admin/gallery/{model}/{row.pk}/change/").status_code == 200
    if model in ("snap", "strip"):
        for seen in ("published", "hidden", "waiting"):
            assert admin.get(f"/admin/gallery/{model}/?seen={seen}").status_code == 200


@pytest.mark.parametrize("model", ["snap", "strip"])
def test_photos_are_neither_added_nor_deleted_here(admin: Client, model: str) -> None:
    assert admin.get(f"/admin/gallery/{model}/add/").status_code == 403


def test_a_list_costs_the_same_for_many(
    admin: Client, event: Event, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        make_published_snap(event)
    with django_assert_max_num_queries(14):
        admin.get("/admin/gallery/snap/")


def test_tokens_are_not_listed(admin: Client, event: Event) -> None:
    link, _ = create_share(event=event, photo=make_published_snap(event))
    assert link.token not in admin.get("/admin/gallery/sharelink/").content.decode()
