"""Photo files through a running booth, and a camera's folder that is followed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.camera import empty_table, smiling_face
from tests.factories import jpeg_bytes
from tests.running_booth import RunningBooth, environment_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@contextmanager
def snap_command(booth: RunningBooth, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    environment = {**environment_of(booth.data_dir), "SITE_URL": booth.address}
    command = [sys.executable, "manage.py", "snap", "--event", "demo", *map(str, arguments)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        if process.poll() is None:
            process.terminate()


def next_line(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def test_waits_for_verdicts_and_strip(booth: RunningBooth, tmp_path: Path) -> None:
    table = tmp_path / "table.jpg"
    table.write_bytes(jpeg_bytes(empty_table()))
    faces = [tmp_path / f"face{number}.jpg" for number in range(4)]
    for number, path in enumerate(faces):
        path.write_bytes(jpeg_bytes(smiling_face(), quality=90 + number))
    with snap_command(booth, "--layout", "card", "--wait", table, *faces) as process:
        lines = [next_line(process) for _ in range(6)]
        assert process.wait(60) == 0
    refused, *smiling, strip = lines
    assert (refused["status"], refused["smile"]["status"]) == ("refused", "no_face")
    assert [line["status"] for line in smiling] == ["ready"] * 4
    assert all(line["smile"]["score"] > 0.5 for line in smiling)
    assert (strip["kind"], strip["status"], strip["layout"]) == ("strip", "ready", "card")
    assert strip["gallery"] == f"{booth.address}/e/demo/"


def test_follows_a_cameras_folder(booth: RunningBooth, tmp_path: Path) -> None:
    (tmp_path / "early.jpg").write_bytes(jpeg_bytes(smiling_face(), quality=80))
    with snap_command(booth, "--wait", "--watch", tmp_path) as process:
        assert next_line(process) == {"watching": str(tmp_path)}
        assert next_line(process)["path"].endswith("early.jpg")
        # A camera writes slowly, and other files beside its photos.
        (tmp_path / "notes.txt").write_text("not a photo")
        content = jpeg_bytes(smiling_face(), quality=85)
        with (tmp_path / "late.jpg").open("wb") as file:
            file.write(content[:5000])
            file.flush()
            file.write(content[5000:])
        line = next_line(process)
        assert line["path"].endswith("late.jpg")
        assert line["status"] == "ready"
