import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Playwright

from gallery.filters import (
    FILTERS,
    NATURAL,
    SOURCE,
    Filter,
    InvalidFilter,
    apply_filter,
    load_filters,
)
from tests.gallery.pictures import encoded, noise, scene

IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]


def test_natural_comes_first_and_then_the_four_original_tints() -> None:
    assert list(FILTERS)[:5] == ["natural", "grey", "sepia", "green", "blue"]
    assert len(FILTERS) >= 13


def test_the_browser_gets_what_the_file_holds() -> None:
    assert [look.as_json() for look in FILTERS.values()] == json.loads(SOURCE.read_text())


@pytest.mark.parametrize(
    ("slug", "density", "colour"),
    [
        ("grey", 50, (255, 255, 255)),
        ("sepia", 30, (172, 122, 51)),
        ("green", 30, (25, 201, 25)),
        ("blue", 30, (29, 53, 234)),
    ],
)
def test_tints_follow_the_formula_of_the_original_demo(
    slug: str, density: int, colour: tuple[int, int, int]
) -> None:
    picture = noise(64, 64)
    values = np.asarray(picture, dtype=float)
    luma = values @ [0.299, 0.587, 0.114]
    wanted = [luma * (part * density + 255 * (100 - density)) / 25_500 for part in colour]
    given = np.asarray(apply_filter(picture, FILTERS[slug]), dtype=float)
    assert np.abs(given - np.stack(wanted, axis=-1)).max() <= 0.51


def test_natural_changes_nothing() -> None:
    picture = noise(16, 16)
    assert apply_filter(picture, FILTERS[NATURAL]).tobytes() == picture.tobytes()


@pytest.mark.parametrize("look", FILTERS.values(), ids=list(FILTERS))
def test_no_look_swallows_a_picture(look: Filter) -> None:
    """Black stays dark, white stays light, and a ramp of greys keeps its order and its range."""
    ramp = Image.frombytes("L", (256, 1), bytes(range(256))).convert("RGB")
    luma = np.asarray(apply_filter(ramp, look).convert("L")).ravel().astype(int)
    assert luma[0] < 60
    assert luma[255] > 150
    assert (np.diff(luma) >= 0).all()
    assert luma[255] - luma[0] > 130


# https://skintone.google, the Monk Skin Tone Scale.
SKIN_TONES = ["f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134"]


@pytest.mark.parametrize(
    "slug",
    ["warm-film", "cool-film", "golden-hour", "faded", "rose", "vivid", "cinema", "postcard"],
)
@pytest.mark.parametrize("tone", SKIN_TONES)
def test_skin_keeps_its_warmth_in_every_look_in_colour(slug: str, tone: str) -> None:
    swatch = Image.new("RGB", (1, 1), f"#{tone}")
    red, green, blue = apply_filter(swatch, FILTERS[slug]).tobytes()
    assert red >= green - 3, "greenish skin"
    assert red >= blue - 3, "bluish skin"
    assert green >= blue - 12, "purple skin"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{"slug": "natural", "name": "N", "matrix": IDENTITY[:11]}], "'natural' needs a matrix"),
        ([{"slug": "natural", "name": "N", "matrix": [*IDENTITY[:11], "1"]}], "12 finite numbers"),
        ([{"slug": "natural", "name": "N", "matrix": [float("nan")] * 12}], "12 finite numbers"),
        ([{"slug": "", "name": "N", "matrix": IDENTITY}], "no slug or no name"),
        ([{"slug": "natural", "name": "N", "matrix": IDENTITY}] * 2, "'natural' is there twice"),
        ([{"slug": "grey", "name": "Grey", "matrix": IDENTITY}], "first filter must be 'natural'"),
        ([{"slug": "natural", "name": "N", "matrix": [2, *IDENTITY[1:]]}], "change nothing"),
        ([], "first filter must be 'natural'"),
    ],
)
def test_a_wrong_filter_is_named(entries: list[object], message: str) -> None:
    with pytest.raises(InvalidFilter, match=message):
        load_filters(json.dumps(entries))


BROWSER_PAGE = """async ([png, filters]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  document.body.innerHTML = '<svg>' + filters.map(({slug, matrix}) => {
    const rows = [0, 4, 8].map(at =>
      [...matrix.slice(at, at + 3), 0, matrix[at + 3] / 255].join(' '));
    return `<filter id="${slug}" color-interpolation-filters="sRGB">`
      + `<feColorMatrix values="${rows.join(' ')} 0 0 0 1 0"/></filter>`;
  }).join('') + '</svg>';
  return filters.map(({slug}) => {
    const canvas = document.createElement('canvas');
    canvas.width = image.width; canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.filter = `url(#${slug})`;
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height).data;
    return btoa(Array.from(pixels, value => String.fromCharCode(value)).join(''));
  });
}"""


@pytest.mark.e2e
def test_browser_and_server_agree_on_every_look(playwright: Playwright, chromium_path: str) -> None:
    """Within 2 of 255, as the design asks; over noise and over plain colours."""
    picture = Image.new("RGB", (96, 96))
    picture.paste(noise(96, 64))
    picture.paste(scene(96, 32), (0, 64))
    filters = [look.as_json() for look in FILTERS.values()]
    browser = playwright.chromium.launch(executable_path=chromium_path)
    png = base64.b64encode(encoded(picture, "PNG")).decode()
    answers = browser.new_page().evaluate(BROWSER_PAGE, [png, filters])
    browser.close()
    for look, answer in zip(FILTERS.values(), answers, strict=True):
        seen = Image.frombytes("RGBA", picture.size, base64.b64decode(answer)).convert("RGB")
        printed = apply_filter(picture, look)
        apart = np.abs(np.asarray(seen, int) - np.asarray(printed, int))
        assert apart.max() <= 2, look.slug


def test_the_looks_are_written_to_a_jpeg_as_they_are_seen() -> None:
    printed = apply_filter(scene(), FILTERS["sepia"])
    written = Image.open(io.BytesIO(encoded(printed, quality=95))).convert("RGB")
    apart = np.abs(np.asarray(written, int) - np.asarray(printed, int))
    assert apart.mean() < 3
