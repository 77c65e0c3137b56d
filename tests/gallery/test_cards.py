import re
from pathlib import Path

import pytest
from django.conf import settings

from gallery.cards import SHAPES, make_card, nearest_shape
from gallery.models import Event
from gallery.services.pictures import render_strip
from gallery.services.strips import compose, restyle_strip
from tests.factories import jpeg_bytes, make_published_snap, make_snap, make_strip, picture


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((1280, 720), "wide"),
        ((6000, 4000), "3x2"),
        ((1280, 960), "4x3"),
        ((1000, 1010), "square"),
        ((960, 1280), "3x4"),
        ((1200, 1800), "2x3"),
        ((720, 1280), "tall"),
        ((600, 1800), "strip"),
        ((9000, 1000), "wide"),
        ((1, 5000), "strip"),
    ],
)
def test_a_picture_goes_into_the_box_that_crops_it_least(size: tuple[int, int], shape: str) -> None:
    assert nearest_shape(*size) == shape


def test_the_stylesheet_has_a_box_for_every_shape() -> None:
    css = Path(settings.BASE_DIR, "static/src/gallery/cards.css").read_text()
    spans = dict(re.findall(r"\.card--(\w+) \{ grid-row-end: span (\d+); \}", css))
    assert spans == {
        name: str(round(24 * (0.945 / ratio + 0.055))) for name, ratio in SHAPES.items()
    }


@pytest.mark.django_db
def test_a_card_offers_every_copy_with_its_width(event: Event) -> None:
    card = make_card(make_published_snap(event, jpeg_bytes(picture((1000, 500)))))
    assert [entry.split(" ")[1] for entry in card.srcset.split(", ")] == ["320w", "640w", "1000w"]
    assert card.large_url.endswith("/w1280.webp")
    assert card.thumb_url.endswith("/w640.webp")
    assert (card.width, card.height) == (1000, 500)
    assert card.download_url.endswith("/photo.jpg?download=1")
    assert card.placeholder_url.startswith("data:image/webp")


@pytest.mark.django_db
def test_a_strip_s_addresses_change_with_its_picture(event: Event) -> None:
    strip = make_strip(event, [make_published_snap(event)])
    before = make_card(strip).srcset
    restyle_strip(strip=strip, layout="card", strip_filter=None)
    strip.refresh_from_db()
    assert make_card(strip).srcset == before  # the new picture is not there yet
    compose(pk=strip.pk)
    render_strip(pk=strip.pk)
    strip.refresh_from_db()
    assert "?r=2" in make_card(strip).srcset


@pytest.mark.django_db
def test_without_copies_a_card_shows_the_full_picture(event: Event) -> None:
    snap = make_snap(event, jpeg_bytes(picture((1000, 500))))
    card = make_card(snap)
    assert (card.srcset, card.placeholder_url) == ("", "")
    assert card.thumb_url == card.large_url
    assert card.large_url.endswith("/photo.jpg")
    assert (card.width, card.height) == (1000, 500)
