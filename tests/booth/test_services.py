"""The smile check's effect on a snap, by the event's policy."""

import pytest
from PIL import Image

from booth.services import check_snap, smile_status
from booth.smile import FaceScore, SmileError, SmileResult
from gallery.models import Event, Snap
from gallery.services.pictures import render_snap
from tests.factories import an_hour_ago, astronaut, jpeg_bytes, make_event, make_snap, picture

pytestmark = pytest.mark.django_db


def checked(event: Event, content: bytes) -> Snap:
    snap = make_snap(event, content)
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    return snap


def test_a_smile_passes_and_is_published() -> None:
    snap = checked(make_event(smile_policy="require"), jpeg_bytes(astronaut()))
    assert snap.smile_status == Snap.Smile.SMILING
    assert snap.smile_score is not None
    assert snap.smile_score >= 0.5
    assert (snap.face_count, snap.smile_backend) == (1, "local")
    assert snap.is_published


@pytest.mark.parametrize(("rule", "status"), [("any", "smiling"), ("all", "not_smiling")])
def test_one_sober_face_among_smiles_counts_where_everyone_must_smile(
    monkeypatch: pytest.MonkeyPatch, rule: str, status: str
) -> None:
    faces = tuple(FaceScore((0, 0, 50, 50), smile) for smile in (0.9, 0.1, 0.8))
    found = SmileResult(faces=faces, backend="local", ms=1)
    monkeypatch.setattr("booth.services.check_smile", lambda image: found)
    snap = checked(make_event(smile_rule=rule), jpeg_bytes())
    assert snap.smile_status == status
    assert snap.smile_score == (0.9 if rule == "any" else 0.1)


def test_no_face_is_refused_where_a_smile_is_required() -> None:
    snap = checked(make_event(smile_policy="require"), jpeg_bytes(picture(color="#808080")))
    assert (snap.smile_status, snap.status) == (Snap.Smile.NO_FACE, "refused")
    assert not snap.is_published
    with snap.original.open("rb") as file:
        assert file.read(2) == b"\xff\xd8"  # kept: a member of staff may still approve it


def test_no_face_is_kept_where_a_smile_is_preferred() -> None:
    snap = checked(make_event(smile_policy="prefer"), jpeg_bytes(picture(color="#808080")))
    assert snap.smile_status == Snap.Smile.NO_FACE
    assert snap.is_published


def test_nothing_is_checked_where_smiles_are_off() -> None:
    snap = checked(make_event(smile_policy="off"), jpeg_bytes())
    assert snap.smile_status == Snap.Smile.OFF
    assert snap.smile_score is None
    assert snap.is_published


def test_the_event_sets_the_threshold() -> None:
    assert smile_status(0.6, threshold=0.5) == Snap.Smile.SMILING
    assert smile_status(0.6, threshold=0.7) == Snap.Smile.NOT_SMILING
    assert smile_status(None, threshold=0.5) == Snap.Smile.NO_FACE


def test_a_detector_that_fails_lets_the_photo_through_unchecked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(image: Image.Image) -> None:
        raise SmileError("no detector today")

    monkeypatch.setattr("booth.services.check_smile", broken)
    snap = checked(make_event(smile_policy="require"), jpeg_bytes())
    assert snap.smile_status == Snap.Smile.UNCHECKED
    assert snap.is_published


def test_a_check_runs_once() -> None:
    snap = checked(make_event(), jpeg_bytes())
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert snap.smile_attempts == 1


def test_a_dead_workers_check_is_done_again() -> None:
    snap = make_snap(make_event(), smile_status="checking", smile_claimed_at=an_hour_ago())
    assert snap in Snap.objects.needing_smile_check()
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert snap.smile_status == Snap.Smile.NO_FACE


def test_a_photo_that_kills_workers_is_accepted_unchecked_in_the_end() -> None:
    snap = make_snap(make_event(), smile_attempts=5)
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert snap.smile_status == Snap.Smile.UNCHECKED
