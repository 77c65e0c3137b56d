"""The smile command at work: other backends, drawings, pipes and terminals."""

import io
import json
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from pytest_django.fixtures import Settings

from booth import smile
from tests.booth.smile_fakes import Face, FakeAzure
from tests.factories import astronaut, picture

LOCAL = "booth.smile.local.SmileBackend"


@pytest.fixture
def smiling(tmp_path: Path) -> Path:
    path = tmp_path / "smiling.png"
    astronaut().save(path)
    return path


@pytest.fixture
def azure(settings: Settings) -> Iterator[FakeAzure]:
    """Azure is set up, but local is the booth's backend."""
    with FakeAzure() as fake:
        fake.faces = [Face((0.1, 0.1, 0.5, 0.5), 0.31)]
        for name, value in fake.settings.items():
            setattr(settings, name, value)
        settings.SMILE_BACKEND = LOCAL
        smile._make_backend.cache_clear()
        yield fake
    smile._make_backend.cache_clear()


def run(capsys: pytest.CaptureFixture[str], *paths: Path | str, **options: Any) -> Any:
    call_command("smile", *map(str, paths), **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def start(*arguments: str, **streams: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "smile", *arguments]
    return subprocess.Popen(command, **streams)


# --- --backend --------------------------------------------------------------------------------


def test_the_named_backend_is_asked(
    azure: FakeAzure, capsys: pytest.CaptureFixture[str], smiling: Path
) -> None:
    assert run(capsys, smiling)[0]["smile"] > 0.9
    for name in ("azure", "booth.smile.azure.SmileBackend"):
        assert run(capsys, smiling, backend=name)[0]["smile"] == 0.31
    assert run(capsys, smiling, backend="local")[0]["smile"] > 0.9
    assert len(azure.requests) == 2


def test_the_named_backend_has_no_stand_in(
    azure: FakeAzure, capsys: pytest.CaptureFixture[str], smiling: Path
) -> None:
    azure.moods = ["not_granted"]
    with pytest.raises(SystemExit) as caught:
        run(capsys, smiling, backend="azure")
    assert caught.value.code == 1
    line = json.loads(capsys.readouterr().out)
    assert line.keys() == {"path", "error"}
    assert "missing approval" in line["error"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "Use local, azure, rekognition or"),
        ("Azure", "Use local, azure, rekognition or"),
        ("", "Use local, azure, rekognition or"),
        (".x", "cannot be imported"),
        ("booth.smile.nowhere.SmileBackend", "cannot be imported"),
        ("azure", "AZURE_FACE_KEY is not set"),
        ("builtins.dict", "no smile backend"),
        ("os.path.join", "no smile backend"),
        ("booth.smile.base.BaseSmileBackend", "no smile backend"),
    ],
)
def test_a_backend_that_cannot_work_is_named_at_once(
    settings: Settings, smiling: Path, name: str, reason: str
) -> None:
    settings.AZURE_FACE_KEY = ""
    smile._make_backend.cache_clear()
    with pytest.raises(CommandError, match=reason):
        call_command("smile", str(smiling), backend=name)


# --- --draw -----------------------------------------------------------------------------------


def test_one_photo_is_drawn_under_the_name_given(
    capsys: pytest.CaptureFixture[str], smiling: Path, tmp_path: Path
) -> None:
    out = tmp_path / "drawn.png"
    (line,) = run(capsys, smiling, draw=out)
    x, y, _, height = line["faces"][0]["box"]
    with Image.open(out) as drawn:
        assert drawn.size == (512, 512)
        assert drawn.getpixel((x, y + height // 2)) == (0x2F, 0xBF, 0x71)


def test_several_are_numbered_as_they_are_given(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    smiling: Path,
    tmp_path: Path,
) -> None:
    faceless = tmp_path / "faceless.png"
    picture((90, 60), "gray").save(faceless)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{smiling}\n"))
    with pytest.raises(SystemExit):
        run(capsys, faceless, tmp_path / "absent.jpg", "-", draw=tmp_path / "out.jpg")
    drawn = {}
    for path in tmp_path.glob("out*"):
        with Image.open(path) as image:
            drawn[path.name] = image.size
    assert drawn == {"out-1.jpg": (90, 60), "out-3.jpg": (512, 512)}


@pytest.mark.parametrize(
    ("out", "reason"), [("drawn.txt", "must end in"), ("nowhere/drawn.png", "no folder")]
)
def test_a_drawing_that_cannot_be_kept_is_refused_first(
    smiling: Path, tmp_path: Path, out: str, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("smile", str(smiling), draw=tmp_path / out)


@pytest.mark.parametrize("ending", ["psd", "gif", "pdf"])
def test_drawings_are_kept_in_the_kinds_named_alone(
    smiling: Path, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(CommandError, match=r"must end in \.png, \.jpg, \.jpeg, \.webp"):
        call_command("smile", str(smiling), draw=tmp_path / f"drawn.{ending}")


@pytest.mark.parametrize(
    ("photos", "out"),
    [
        (["mine.png"], "mine.png"),
        (["mine.png"], "folder/../mine.png"),
        (["mine.png"], "link.png"),
        (["link.png"], "mine.png"),
        (["mine.png"], "twin.png"),
        (["mine.png", "out-1.png"], "out.png"),
        (["-"], "out.png"),
    ],
)
def test_no_drawing_takes_the_place_of_a_photo(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    photos: list[str],
    out: str,
) -> None:
    mine, numbered = tmp_path / "mine.png", tmp_path / "out-1.png"
    picture((90, 60), "gray").save(mine)
    picture((60, 90), "gray").save(numbered)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.png").symlink_to(mine)
    (tmp_path / "twin.png").hardlink_to(mine)
    before = mine.read_bytes(), numbered.read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{mine}\n{numbered}\n"))
    paths = [photo if photo == "-" else str(tmp_path / photo) for photo in photos]
    with pytest.raises(CommandError, match="is one of the photos"):
        call_command("smile", *paths, draw=tmp_path / out)
    assert (mine.read_bytes(), numbered.read_bytes()) == before
    assert capsys.readouterr().out == ""


def test_a_drawing_that_cannot_be_written_does_not_cost_the_score(
    capsys: pytest.CaptureFixture[str], smiling: Path, tmp_path: Path
) -> None:
    (tmp_path / "out.png").mkdir()
    with pytest.raises(SystemExit) as caught:
        run(capsys, smiling, draw=tmp_path / "out.png")
    assert caught.value.code == 1
    line = json.loads(capsys.readouterr().out)
    assert line["smile"] > 0.9
    assert "cannot be drawn" in line["error"]


# --- Boxes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_turned", [False, True])
def test_boxes_of_a_large_jpeg_are_in_its_own_pixels(
    capsys: pytest.CaptureFixture[str], smiling: Path, tmp_path: Path, is_turned: bool
) -> None:
    frame = Image.new("RGB", (4500, 3000), "gray")
    frame.paste(astronaut().resize((2048, 2048)), (2000, 500))
    exif = Image.Exif()
    exif[0x0112] = 6 if is_turned else 1  # shown after a quarter turn clockwise
    large = tmp_path / "large.jpg"
    (frame.rotate(90, expand=True) if is_turned else frame).save(large, exif=exif)
    (line,), (small,) = run(capsys, large), run(capsys, smiling)
    assert line["smile"] > 0.9
    x, y, width, height = small["faces"][0]["box"]
    wanted = (2000 + 4 * x, 500 + 4 * y, 4 * width, 4 * height)
    assert line["faces"][0]["box"] == pytest.approx(wanted, abs=60)


# --- Pipes and terminals ----------------------------------------------------------------------


def test_a_result_does_not_wait_for_the_next_path(smiling: Path) -> None:
    with start("-", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(f"{smiling}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["smile"] > 0.9
        process.stdin.close()
        assert process.wait(20) == 0


def test_file_names_are_bytes(smiling: Path) -> None:
    odd = os.fsencode(smiling.parent) + b"/caf\xe9 \xf0\x9f\x93\xb7.png"
    smiling.rename(os.fsdecode(odd))
    with start("-", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        out, _ = process.communicate(odd + b"\r\n", timeout=30)
    line = json.loads(out)
    assert line["smile"] > 0.9
    assert os.fsencode(line["path"]) == odd


def test_a_terminal_shows_a_bar_and_the_lines_stay_clean(smiling: Path) -> None:
    terminal, other_end = pty.openpty()
    termios.tcsetwinsize(other_end, (24, 80))
    with start(*[str(smiling)] * 4, stdout=subprocess.PIPE, stderr=other_end) as process:
        out, _ = process.communicate(timeout=60)
    os.close(other_end)
    shown = read_all(terminal)
    assert "4/4" in shown
    assert "photos/s" in shown
    assert len([json.loads(line) for line in out.splitlines()]) == 4


def read_all(terminal: int) -> str:
    """Read what was written to a terminal whose other end is closed."""
    text = b""
    try:
        while piece := os.read(terminal, 65536):
            text += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    return text.decode()


def test_without_a_terminal_there_is_no_bar(smiling: Path) -> None:
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(str(smiling), **streams) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"photos" not in err
