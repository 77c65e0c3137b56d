"""Photo files through the booth's pipeline."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gallery.models import Event, Snap, Strip
from tests.factories import jpeg_bytes, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"DSC{number:04}.jpg" for number in range(4)]
    for path in paths:
        path.write_bytes(jpeg_bytes())
    return paths


def run(*arguments: object) -> list[dict[str, Any]]:
    output = io.StringIO()
    call_command("snap", *map(str, arguments), stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_four_files_make_four_snaps_and_a_strip(event: Event, photos: list[Path]) -> None:
    lines = run("--event", event.slug, *photos)
    assert [line["kind"] for line in lines] == ["snap"] * 4 + ["strip"]
    assert lines[0]["gallery"].endswith(f"/e/{event.slug}/")
    assert lines[0]["status"] == "received"
    strip = Strip.objects.get()
    assert str(strip.public_id) == lines[4]["id"]
    assert [str(snap.public_id) for snap in strip.frames()] == [line["id"] for line in lines[:4]]
    assert set(Snap.objects.values_list("origin", flat=True)) == {"file"}


def test_a_layout_of_one_frame_makes_a_strip_of_each(event: Event, photos: list[Path]) -> None:
    lines = run("--event", event.slug, "--layout", "four-tints", *photos[:2])
    assert [line["kind"] for line in lines] == ["snap", "strip", "snap", "strip"]


def test_leftovers_become_a_strip_only_when_a_layout_is_named(
    event: Event, photos: list[Path]
) -> None:
    assert len(run("--event", event.slug, *photos[:2])) == 2
    named = run("--event", event.slug, "--layout", "card", "--filter", "sepia", *photos[2:])
    assert (named[-1]["layout"], named[-1]["filter"]) == ("card", "sepia")


def test_the_same_files_again_are_the_same_snaps(event: Event, photos: list[Path]) -> None:
    first, again = run("--event", event.slug, photos[0]), run("--event", event.slug, photos[0])
    assert first[0]["id"] == again[0]["id"]
    assert Snap.objects.count() == 1


def test_a_bad_file_is_named_and_the_others_are_taken(
    event: Event, photos: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "notes.jpg"
    bad.write_text("not a photo")
    output = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "snap",
            "--event",
            event.slug,
            str(bad),
            str(tmp_path / "gone.jpg"),
            str(photos[0]),
            stdout=output,
        )
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert "error" in lines[0]
    assert "error" in lines[1]
    assert lines[2]["kind"] == "snap"


def test_says_when_there_is_nothing_to_do(event: Event, photos: list[Path]) -> None:
    with pytest.raises(CommandError, match="no event"):
        run("--event", "nowhere", photos[0])
    with pytest.raises(CommandError, match="Name one or more"):
        run("--event", event.slug)
    with pytest.raises(CommandError, match="no folder"):
        run("--event", event.slug, "--watch", photos[0])


def test_waiting_ends_when_no_worker_runs(photos: list[Path]) -> None:
    event = make_event()
    with pytest.raises(CommandError, match="is a worker running"):
        run("--event", event.slug, "--wait", "--timeout", "0.2", photos[0])
    assert Snap.objects.count() == 1
