"""Odd files, and files that are seen as the booth would see them."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from PIL import Image

from booth.smile import SmileResult, check_smile
from booth.smile.base import CHECK_SIZE, BaseSmileBackend
from gallery.images import open_upright
from tests.factories import astronaut
from tests.gallery.pictures import profile_with_red_and_green_swapped


class MoodyBackend(BaseSmileBackend):
    """Fails at small pictures in a way that nobody foresaw."""

    def check(self, image: Image.Image) -> SmileResult:
        if image.width < 100:
            raise ZeroDivisionError("too small for words")
        return SmileResult((), "moody", 0)


def run(capsys: pytest.CaptureFixture[str], *paths: Path, **options: Any) -> Any:
    call_command("smile", *map(str, paths), **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def lines_with_errors(capsys: pytest.CaptureFixture[str], *paths: Path, **options: Any) -> Any:
    with pytest.raises(SystemExit) as caught:
        run(capsys, *paths, **options)
    assert caught.value.code == 1
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def damaged_avif() -> bytes:
    output = io.BytesIO()
    astronaut().save(output, "AVIF")
    header, marker, pixels = output.getvalue().partition(b"mdat")
    return header + marker + bytes(len(pixels))


def dds_of_no_known_kind() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8)).save(output, "DDS")
    data = bytearray(output.getvalue())
    data[80:84] = b"\1\0\0\0"  # the flags that tell how a pixel is stored
    return bytes(data)


@pytest.mark.parametrize("content", [damaged_avif(), dds_of_no_known_kind()])
def test_a_file_that_its_reader_stumbles_over_does_not_end_the_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    odd, good = tmp_path / "odd", tmp_path / "good.png"
    odd.write_bytes(content)
    astronaut().save(good)
    first, second = lines_with_errors(capsys, odd, good)
    assert first.keys() == {"path", "error"}
    assert "not a readable image" in first["error"]
    assert second["smile"] > 0.9


@pytest.mark.parametrize("error", [MemoryError(), KeyError("mode"), IndexError(), EOFError()])
def test_whatever_a_reader_raises_is_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: Exception,
) -> None:
    def stumble(*_args: Any, **_options: Any) -> None:
        raise error

    photo = tmp_path / "photo.jpg"
    astronaut().save(photo)
    monkeypatch.setattr("PIL.Image.open", stumble)
    (line,) = lines_with_errors(capsys, photo)
    assert type(error).__name__ in line["error"]


def test_a_backend_that_stumbles_over_one_photo_is_asked_about_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    Image.new("RGB", (50, 50)).save(small)
    Image.new("RGB", (500, 500)).save(large)
    first, second = lines_with_errors(capsys, small, large, backend=f"{__name__}.MoodyBackend")
    assert "too small for words" in first["error"]
    assert second["faces"] == []


def sixteen_bit() -> Image.Image:
    return Image.fromarray(np.asarray(astronaut().convert("L")).astype(np.uint16) * 257)


def transparent() -> Image.Image:
    image = astronaut()
    image.putalpha(0)
    return image


@pytest.mark.parametrize(
    ("image", "options", "is_seen"),
    [
        (sixteen_bit(), {}, True),
        (transparent(), {}, False),
        (astronaut(), {"icc_profile": profile_with_red_and_green_swapped()}, True),
    ],
)
def test_a_photo_is_seen_as_the_booth_sees_it(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    image: Image.Image,
    options: dict[str, Any],
    is_seen: bool,
) -> None:
    photo = tmp_path / "photo.png"
    image.save(photo, **options)
    with photo.open("rb") as file:
        smile = check_smile(open_upright(file, min_size=CHECK_SIZE)).smile
    (line,) = run(capsys, photo)
    assert line["smile"] == (smile and round(smile, 4))
    assert (smile is not None) == is_seen


@pytest.mark.parametrize("is_drawn", [False, True])
def test_a_large_jpeg_is_seen_as_the_booth_sees_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, is_drawn: bool
) -> None:
    photo, drawing = tmp_path / "photo.jpg", tmp_path / "drawing.png"
    astronaut().resize((2200, 2200)).save(photo)
    with photo.open("rb") as file:
        smile = check_smile(open_upright(file, min_size=CHECK_SIZE)).smile
    (line,) = run(capsys, photo, draw=drawing if is_drawn else None)
    assert line["smile"] == round(smile or 0, 4)
    if is_drawn:
        with Image.open(drawing) as drawn:
            assert drawn.size == (2200, 2200)


@pytest.mark.parametrize("form", ["tiff", "png", "webp", "avif", "jpg"])
def test_boxes_are_in_the_upright_pictures_pixels(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    wide = Image.new("RGB", (1200, 800), "gray")
    wide.paste(astronaut(), (600, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # shown after a quarter turn clockwise
    upright, turned = tmp_path / "upright.png", tmp_path / f"turned.{form}"
    wide.save(upright)
    wide.rotate(90, expand=True).save(turned, exif=exif)
    wanted, found = run(capsys, upright, turned)
    assert found["faces"][0]["box"] == pytest.approx(wanted["faces"][0]["box"], abs=8)


@pytest.mark.parametrize("form", ["tiff", "bmp", "gif"])
def test_kinds_that_no_guest_may_send_are_scored_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    photo = tmp_path / f"photo.{form}"
    astronaut().save(photo)
    assert run(capsys, photo)[0]["smile"] > 0.9
