"""`manage.py check_storage`: rows and files that have lost each other are found and mended."""

from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from booth.services import check_snap, take_snap
from gallery.models import Event, Moderation, Snap, Strip, Work
from gallery.services import storage_files, storage_rows
from gallery.services.pictures import open_picture, render_snap, render_strip
from gallery.services.publishing import approve
from gallery.services.purging import purge_refused
from gallery.services.strips import compose
from gallery.storage import photo_storage, store
from tests.factories import jpeg_bytes, make_event, make_published_snap, make_snap, make_strip
from tests.gallery.refusals import A_DAY, refuse
from tests.s3 import S3Server, new_bucket_name

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["files", "bucket"])
def kept_in(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Run the test twice: with files on this machine, and with a bucket."""
    kind = str(request.param)
    if kind == "bucket":
        server: S3Server = request.getfixturevalue("s3_server")
        options = server.storage_options(new_bucket_name())
        backend = {"BACKEND": "gallery.object_storage.BucketStorage", "OPTIONS": options}
    else:
        folder = request.getfixturevalue("tmp_path")
        backend = {
            "BACKEND": "gallery.storage.DurableFileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        }
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return kind


def check(*arguments: str, minutes: int = 0) -> tuple[str, bool]:
    """Run the command; return what it said, and whether it was content."""
    output = StringIO()
    try:
        call_command("check_storage", f"--minutes={minutes}", *arguments, stdout=output)
    except CommandError as error:
        return output.getvalue() + str(error), False
    return output.getvalue(), True


def everything() -> list[str]:
    return sorted(file.name for file in photo_storage().walk("events"))


def event_with_photos() -> tuple[Event, Strip]:
    event = make_event()
    snaps = [make_published_snap(event) for _ in range(2)]
    strip = make_strip(event, snaps, layout="card")
    render_strip(pk=strip.pk)
    strip.refresh_from_db()
    open_picture(snaps[0], "photo.jpg", "sepia").close()
    open_picture(snaps[0], "w320.jpg").close()
    return event, strip


class Killed(BaseException):
    """What a process gets that is killed at this point."""


def upload_and_die(
    event: Event, monkeypatch: pytest.MonkeyPatch, content: bytes, key: Any = None
) -> None:
    """Take a photo in a process that is killed after the file and before the row."""

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Snap, "save", die)
        with pytest.raises(Killed):
            take_snap(event=event, file=BytesIO(content), size=len(content), idempotency_key=key)


def test_where_all_is_well_it_says_so(kept_in: str) -> None:
    event, _ = event_with_photos()
    event.logo.save("logo.png", ContentFile(b"a logo"))
    files = everything()
    said, is_content = check("--fix")
    assert (is_content, everything()) == (True, files)
    assert f"3 photos and {len(files)} files looked at" in said
    assert "All is well." in said


def test_a_photo_whose_row_was_never_written_gets_one(
    kept_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, key, content = make_event(), uuid4(), jpeg_bytes()
    upload_and_die(event, monkeypatch, content, key)
    assert not Snap.objects.exists()
    (name,) = everything()
    said, is_content = check()
    assert not is_content
    assert name in said
    assert "Run it with --fix" in said
    assert not Snap.objects.exists()
    said, is_content = check("--fix")
    assert is_content, said
    snap = Snap.objects.get()
    assert (snap.original.name, snap.event, snap.idempotency_key) == (name, event, key)
    assert (snap.width, snap.height) == (640, 480)
    assert (snap.moderation, snap.smile_status) == (Moderation.WAITING, Snap.Smile.PENDING)
    assert check()[1]
    # The booth sends it once more: it is known.
    again, is_new = take_snap(
        event=event, file=BytesIO(content), size=len(content), idempotency_key=key
    )
    assert (again.pk, is_new) == (snap.pk, False)
    render_snap(pk=snap.pk)
    check_snap(pk=snap.pk)
    Snap.objects.update(smile_status=Snap.Smile.SMILING, is_refused=False)
    snap.refresh_from_db()
    assert not snap.is_published
    assert approve(snap)
    assert snap.is_published


def test_a_photo_that_the_booth_has_sent_again_is_not_doubled(
    kept_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, key, content = make_event(), uuid4(), jpeg_bytes()
    upload_and_die(event, monkeypatch, content, key)
    snap, is_new = take_snap(
        event=event, file=BytesIO(content), size=len(content), idempotency_key=key
    )
    assert is_new
    assert len(everything()) == 2
    said, is_content = check("--fix")
    assert is_content, said
    assert everything() == [snap.original.name]
    assert Snap.objects.count() == 1


def test_a_second_copy_is_kept_where_the_first_is_lost(
    kept_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, key, content = make_event(), uuid4(), jpeg_bytes()
    upload_and_die(event, monkeypatch, content, key)
    snap, _ = take_snap(event=event, file=BytesIO(content), size=len(content), idempotency_key=key)
    default_storage.delete(str(snap.original.name))
    assert not check("--fix")[1]  # at first it was lost
    with snap.original.open("rb") as file:
        assert file.read() == content
    assert check("--fix")[1]
    assert everything() == [snap.original.name]


def test_a_lost_original_is_told_and_its_row_stays(kept_in: str) -> None:
    event, _ = event_with_photos()
    snap = Snap.objects.filter(event=event).first()
    assert snap is not None
    default_storage.delete(str(snap.original.name))
    for arguments in ((), ("--fix",)):
        said, is_content = check(*arguments)
        assert not is_content
        assert str(snap.original.name) in said
        assert "lost" in said
    snap.refresh_from_db()
    assert snap.is_published


def test_missing_copies_are_ordered_again(kept_in: str) -> None:
    event, strip = event_with_photos()
    snap = Snap.objects.filter(event=event).first()
    assert snap is not None
    default_storage.delete(snap.rendition_path("w320.webp"))
    default_storage.delete(strip.rendition_path("w320.webp"))
    assert not check()[1]
    said, is_content = check("--fix")
    assert is_content, said
    snap.refresh_from_db()
    strip.refresh_from_db()
    assert snap.rendition_status == strip.rendition_status == Work.QUEUED
    render_snap(pk=snap.pk)
    render_strip(pk=strip.pk)
    said, is_content = check()
    assert is_content, said


def test_a_missing_strip_is_composed_again(kept_in: str) -> None:
    _, strip = event_with_photos()
    default_storage.delete(str(strip.image.name))
    said, is_content = check("--fix")
    assert is_content, said
    compose(pk=strip.pk)
    render_strip(pk=strip.pk)
    strip.refresh_from_db()
    assert default_storage.exists(str(strip.image.name))
    said, is_content = check("--fix")
    assert is_content, said
    assert default_storage.exists(str(strip.image.name))


def test_what_is_left_over_is_deleted(kept_in: str) -> None:
    event, strip = event_with_photos()
    event.logo.save("logo.png", ContentFile(b"a logo"))
    files = everything()
    snap = Snap.objects.filter(event=event).first()
    assert snap is not None
    left_over = [
        f"events/{event.public_id}/snaps/{uuid4()}/w320.webp",
        f"events/{event.public_id}/strips/{uuid4()}/strip-r1.jpg",
        f"events/{event.public_id}/logo/{uuid4()}.png",
        snap.rendition_path(".unfinished-abc"),
        snap.rendition_path("w99.webp"),
        strip.rendition_path("x").replace("r1-x", "r0-w320.webp"),
        strip.rendition_path("x").replace("r1-x", "strip-r0.jpg"),
    ]
    for name in left_over:
        store(name, b"bytes")
    said, is_content = check()
    assert not is_content
    assert all(name in said for name in left_over)
    assert everything() == sorted([*files, *left_over])
    said, is_content = check("--fix")
    assert is_content, said
    assert everything() == files


def test_what_nobody_knows_is_left_alone(kept_in: str) -> None:
    event = make_event()
    unknown = [
        f"events/{uuid4()}/snaps/{uuid4()}/original.jpg",
        f"events/{event.public_id}/snaps/{uuid4()}/holiday.txt",
        f"events/{event.public_id}/snaps/{uuid4()}/original.jpg",
        "events/notes.txt",
    ]
    for name in unknown:
        store(name, b"no photo")
    said, is_content = check("--fix")
    assert not is_content
    assert all(name in said for name in unknown)
    assert everything() == sorted(unknown)
    assert not Snap.objects.exists()


def test_files_of_purged_photos_and_events_are_deleted_not_brought_back(kept_in: str) -> None:
    event = make_event()
    snap = refuse(event, ago=2 * A_DAY)
    purge_refused(limit=10)
    store(snap.rendition_path("original.jpg"), jpeg_bytes())
    over = make_event(purged_at=timezone.now())
    store(f"events/{over.public_id}/snaps/{uuid4()}/original-{uuid4()}.jpg", jpeg_bytes())
    late = make_snap(over)
    said, is_content = check("--fix")
    assert is_content, said
    assert everything() == [late.original.name]
    assert Snap.objects.count() == 2


def test_an_upload_under_way_is_left_alone(kept_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    event, _ = event_with_photos()
    upload_and_die(event, monkeypatch, jpeg_bytes())
    store(f"events/{event.public_id}/snaps/{uuid4()}/.unfinished-x", b"half a pho")
    files = everything()
    said, is_content = check("--fix", minutes=60)
    assert is_content, said
    assert everything() == files


def test_one_event_can_be_looked_at_alone(kept_in: str) -> None:
    event, other = make_event(), make_event()
    names = [f"events/{each.public_id}/snaps/{uuid4()}/w320.webp" for each in (event, other)]
    for name in names:
        store(name, b"bytes")
    said, is_content = check("--fix", f"--event={event.slug}")
    assert is_content, said
    assert everything() == [names[1]]
    assert "There is no event" in check("--event=nobody")[0]


def test_many_photos_take_few_queries(kept_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event()
    for _ in range(8):
        make_published_snap(event)
    with CaptureQueriesContext(connection) as few:
        assert check()[1]
    monkeypatch.setattr(storage_rows, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(storage_files, "FOLDERS_AT_ONCE", 3)
    with CaptureQueriesContext(connection) as more:
        assert check()[1]
    assert len(few) < len(more) < 20
    default_storage.delete(Snap.objects.order_by("public_id")[5].rendition_path("w320.webp"))
    said, _ = check()
    assert "1 to be made again" in said


def test_a_storage_that_does_not_answer_is_said(
    settings: Settings, s3_server: S3Server, db: None
) -> None:
    make_event()
    options = s3_server.storage_options("photos", secret_key="wrong")
    backend = {"BACKEND": "gallery.object_storage.BucketStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    said, is_content = check()
    assert not is_content
    assert "The storage does not answer" in said


def test_dry_run_and_fix_exclude_each_other() -> None:
    assert "Choose one" in check("--fix", "--dry-run")[0]


def test_rows_just_made_are_left_alone(kept_in: str) -> None:
    event, _ = event_with_photos()
    snap = Snap.objects.filter(event=event).first()
    assert snap is not None
    default_storage.delete(snap.rendition_path("w320.webp"))
    assert check(minutes=60)[1]
    Snap.objects.filter(pk=snap.pk).update(created_at=timezone.now() - timedelta(hours=2))
    assert not check(minutes=60)[1]
