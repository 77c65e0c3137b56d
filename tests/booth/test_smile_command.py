import io
import json
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from django.core.management import call_command
from PIL import Image


@pytest.fixture
def smiling(tmp_path: Path) -> Path:
    path = tmp_path / "smiling.jpg"
    Image.fromarray(skimage.data.astronaut()).save(path)  # type: ignore[no-untyped-call]
    return path


@pytest.fixture
def faceless(tmp_path: Path) -> Path:
    path = tmp_path / "faceless.png"
    Image.fromarray(skimage.data.coffee()).save(path)  # type: ignore[no-untyped-call]
    return path


def run(capsys: pytest.CaptureFixture[str], *paths: Path | str) -> list[dict[str, Any]]:
    call_command("smile", *map(str, paths))
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_prints_a_line_per_image_in_order(
    capsys: pytest.CaptureFixture[str], smiling: Path, faceless: Path
) -> None:
    lines = run(capsys, smiling, faceless, smiling)
    assert [line["path"] for line in lines] == [str(smiling), str(faceless), str(smiling)]
    (face,) = lines[0]["faces"]
    assert len(face["box"]) == 4
    assert lines[0]["smile"] == face["smile"] > 0.9
    assert lines[0]["ms"] > 0
    assert lines[1]["faces"] == []
    assert lines[1]["smile"] is None


def test_applies_exif_orientation(capsys: pytest.CaptureFixture[str], smiling: Path) -> None:
    on_its_side = smiling.with_name("turned.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6  # shown after a quarter turn clockwise
    with Image.open(smiling) as upright:
        upright.rotate(90).save(on_its_side, exif=exif)
    upright_line, turned_line = run(capsys, smiling, on_its_side)
    assert turned_line["smile"] > 0.9
    assert turned_line["faces"][0]["box"] == pytest.approx(upright_line["faces"][0]["box"], abs=4)


@pytest.mark.parametrize("content", [b"", b"not an image", b"\xff\xd8\xff\xe0 cut short"])
def test_reports_an_unreadable_file_and_goes_on(
    capsys: pytest.CaptureFixture[str], smiling: Path, content: bytes
) -> None:
    corrupt = smiling.with_name("corrupt.jpg")
    corrupt.write_bytes(content)
    with pytest.raises(SystemExit) as caught:
        run(capsys, corrupt, smiling.with_name("absent.jpg"), smiling)
    assert caught.value.code == 1
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert first.keys() == second.keys() == {"path", "error"}
    assert third["smile"] > 0.9


def test_reads_paths_from_standard_input(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    smiling: Path,
    faceless: Path,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{smiling}\n\n{faceless}\n" * 5))
    lines = run(capsys, "-")
    assert [line["smile"] is None for line in lines] == [False, True] * 5
