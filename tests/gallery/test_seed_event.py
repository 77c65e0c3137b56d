"""`manage.py seed_event`: events to try and to measure with."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from gallery.models import Event, Snap, Strip
from gallery.services import seeding
from gallery.services.pictures import open_picture
from tests.factories import make_event, make_published_snap

# VACUUM is not for transactions.
pytestmark = pytest.mark.django_db(transaction=True)


def seed(slug: str, **options: Any) -> str:
    output = io.StringIO()
    call_command("seed_event", slug, stdout=output, verbosity=0, **options)
    return output.getvalue()


def test_makes_an_event_with_photos_that_guests_see(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "BATCH", 7)
    said = seed("big-party", snaps=20, strips=9, images=4)
    assert said == "/e/big-party/ has 24 more photos and 10 more strips.\n"
    event = Event.objects.get(slug="big-party")
    assert Snap.objects.for_event(event).published().count() == 24
    assert Strip.objects.for_event(event).published().count() == 10
    page = client.get(event.get_absolute_url()).content.decode()
    assert page.count('<li class="card') == 34
    assert "24&nbsp;photos" in page


def test_every_picture_can_be_opened(client: Client) -> None:
    seed("big-party", snaps=3, strips=2, images=4)
    for model, kind, picture in (
        (Snap, "snap", "photo.jpg"),
        (Strip, "strip", "strip.jpg"),
    ):
        for photo in model.objects.select_related("event"):
            with open_picture(photo, picture) as file:
                Image.open(file).verify()
            address = reverse(f"gallery:{kind}-image", args=["big-party", photo.public_id, picture])
            assert client.get(address).status_code == 200


def test_rows_are_spread_in_time_and_older_than_the_real_photos() -> None:
    seed("big-party", snaps=10, strips=10, images=4)
    times = list(Snap.objects.newest_first().values_list("published_at", flat=True))
    assert len(set(times)) == 14
    real = Snap.objects.exclude(rendition_widths=[]).values_list("published_at", flat=True)
    assert sorted(real, reverse=True) == times[:4]
    strips = Strip.objects.newest_first().values_list("published_at", "rendition_widths")
    assert strips[0][1] != []
    assert all(time < times[3] for time, _ in strips[1:])


def test_no_real_photos_are_mixed_with_drawn_ones_unless_asked_for() -> None:
    event = make_event(slug="wedding")
    make_published_snap(event)
    with pytest.raises(CommandError, match="has photos"):
        seed("wedding", snaps=1, images=4)
    assert Snap.objects.count() == 1
    seed("wedding", snaps=1, images=4, add=True)
    assert Snap.objects.count() == 6


def test_too_few_images_is_said() -> None:
    with pytest.raises(CommandError, match="--images is 3"):
        seed("big-party", images=3)
    assert not Event.objects.exists()
