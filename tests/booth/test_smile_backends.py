"""One contract for every backend; those in the cloud over real HTTP against a fake service."""

import io
import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django.fixtures import Settings

from booth import smile
from booth.services import check_snap
from booth.smile import SmileError, SmileResult, check_smile, load_backend
from booth.smile.base import BaseSmileBackend
from booth.smile.rekognition import smile_score
from gallery.models import Event, Snap
from tests.booth.smile_fakes import Face, FakeAzure, FakeRekognition, FakeService
from tests.factories import astronaut, jpeg_bytes, make_event, make_snap, picture

LOCAL = "booth.smile.local.SmileBackend"
CLOUDS = [FakeAzure, FakeRekognition]
TWO_FACES = [Face((0.05, 0.5, 0.1, 0.2), 0.08), Face((0.3, 0.1, 0.3, 0.4), 0.93)]

# What retreats at once, without another attempt.
REFUSALS = ["bad_key", "not_granted", "elsewhere", "echo"]
NONSENSE = ["nonsense", "other_json", "a_string", "nothing", "cut_short", "hangs_up", "deep"]
BUSY = ["busy", "broken"]
SLOW = ["silent", "drips"]

NO_NUMBERS = ["null", "true", '"0.9"', "[]", "{}", "NaN", "1e999", "-1e999", "1" + "0" * 400]
# What is wrong in an answer, by its place there.
WRONG = {
    "answer": ["null", "{}", '""', "0", "false", "[[]]"],
    "faces": ["null", "{}", '""', "0", "false", "true", '"none"', '{"0": 1}'],
    "face": ["null", "[]", '""', "{}"],
    "box": ["null", "[]", '""', "{}"],
    "left": [*NO_NUMBERS, "9999", "-9999"],
    "width": [*NO_NUMBERS, "0", "-1"],
    "smile": ["null", "[]", '"yes"', "true", "{}"],
    "score": [*NO_NUMBERS, "-0.1", "100.5"],
}
EVERYTHING_WRONG = [(place, value) for place, values in WRONG.items() for value in values]


@contextmanager
def in_use(fake: FakeService, settings: Settings) -> Iterator[FakeService]:
    """Start a fake service and make it the project's backend."""
    with fake:
        fake.faces = TWO_FACES
        for name, value in fake.settings.items():
            setattr(settings, name, value)
        smile._make_backend.cache_clear()
        yield fake
    smile._make_backend.cache_clear()


@pytest.fixture(params=CLOUDS, ids=lambda kind: kind.backend)
def service(request: pytest.FixtureRequest, settings: Settings) -> Iterator[FakeService]:
    """Each of the clouds in turn, and the project's settings for it."""
    with in_use(request.param(), settings) as fake:
        yield fake


@pytest.fixture
def azure(settings: Settings) -> Iterator[FakeService]:
    """The one that says how long to wait."""
    with in_use(FakeAzure(), settings) as fake:
        yield fake


@pytest.fixture
def rekognition(settings: Settings) -> Iterator[FakeService]:
    """The one that says yes or no."""
    with in_use(FakeRekognition(), settings) as fake:
        yield fake


def backend_of(fake: FakeService) -> BaseSmileBackend:
    return load_backend(fake.settings["SMILE_BACKEND"])


@pytest.fixture(params=[None, *CLOUDS], ids=["local", "azure", "rekognition"])
def backend(request: pytest.FixtureRequest, settings: Settings) -> Iterator[BaseSmileBackend]:
    if request.param is None:
        yield load_backend(LOCAL)
        return
    with in_use(request.param(), settings) as fake:
        fake.faces = [Face((0.33, 0.1, 0.2, 0.25), 0.97)]
        yield backend_of(fake)


def test_every_backend_scores_a_smiling_face(
    backend: BaseSmileBackend, request: pytest.FixtureRequest
) -> None:
    result = backend.check(astronaut())
    (face,) = result.faces
    assert 0.9 < face.smile <= 1
    assert result.smile == result.least_smile == face.smile
    x, y, width, height = face.box
    assert x < 224 < x + width  # her nose
    assert y < 120 < y + height
    assert all(isinstance(side, int) for side in face.box)
    assert result.ms > 0
    assert result.backend == request.node.callspec.id


@pytest.mark.parametrize("size", [(640, 480), (4000, 3000), (480, 640)])
def test_boxes_are_in_the_photos_own_pixels(service: FakeService, size: tuple[int, int]) -> None:
    result = backend_of(service).check(picture(size))
    big, small = result.faces
    assert (round(big.smile, 4), round(small.smile, 4)) == (0.93, 0.08)
    width, height = size
    wanted = (0.3 * width, 0.1 * height, 0.3 * width, 0.4 * height)
    assert big.box == pytest.approx(wanted, abs=width / 500)
    assert max(service.pictures[0].size) <= 1600
    assert service.complaints == []


def test_a_box_that_sticks_out_is_cut_to_the_photo(service: FakeService) -> None:
    service.faces = [Face((-0.1, 0.8, 0.5, 0.6), 0.7)]
    (face,) = backend_of(service).check(picture((1000, 500))).faces
    assert face.box == (0, 400, 400, 100)


def test_nobody_is_no_failure(service: FakeService) -> None:
    service.faces = []
    result = backend_of(service).check(picture())
    assert (result.faces, result.smile) == ((), None)


def test_the_service_gets_a_small_jpeg_and_nothing_else(service: FakeService) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    photo = Image.fromarray(noise)
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (5.0, 33.0, 0.0)}
    photo.info["exif"] = exif.tobytes()
    backend_of(service).check(photo)
    assert service.complaints == []  # too large for one of them, for instance
    (sent,) = service.pictures
    assert (sent.format, sent.mode) == ("JPEG", "RGB")
    assert not sent.getexif()


def test_a_score_that_is_none_is_refused(service: FakeService) -> None:
    service.faces = [Face((0.1, 0.1, 0.2, 0.2), 7.0)]
    with pytest.raises(SmileError, match="not understood"):
        backend_of(service).check(picture())


@pytest.mark.parametrize(
    ("place", "value"), EVERYTHING_WRONG, ids=lambda text: text if len(text) < 99 else "huge"
)
def test_an_answer_counts_only_if_all_of_it_is_understood(
    service: FakeService, place: str, value: str
) -> None:
    service.spoil(place, value)
    with pytest.raises(SmileError, match="not understood") as caught:
        backend_of(service).check(picture())
    assert not caught.value.permanent
    assert len(service.requests) == 1


@pytest.mark.parametrize("value", ['"false"', '"true"', "0", "1", "null", "[]"])
def test_rekognition_must_say_yes_or_no(rekognition: FakeService, value: str) -> None:
    rekognition.spoil("yes", value)
    with pytest.raises(SmileError, match="not understood"):
        backend_of(rekognition).check(picture())


def test_a_refusal_that_cannot_be_read_is_one_all_the_same(service: FakeService) -> None:
    service.moods = ["deep_refusal"]
    with pytest.raises(SmileError):
        backend_of(service).check(picture())
    assert len(service.requests) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "value"), [("answer", "{}"), ("faces", '""'), ("faces", "{}")])
def test_nonsense_is_no_verdict_on_a_smiling_guest(
    service: FakeService, place: str, value: str
) -> None:
    service.spoil(place, value)
    snap = make_snap(make_event(smile_policy="require"), jpeg_bytes(astronaut()))
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert (snap.smile_status, snap.is_refused) == (Snap.Smile.SMILING, False)
    assert snap.smile_backend == "local"


@pytest.mark.parametrize("mood", REFUSALS)
def test_a_refusal_is_permanent_and_not_repeated(service: FakeService, mood: str) -> None:
    service.moods = [mood]
    with pytest.raises(SmileError) as caught:
        backend_of(service).check(picture())
    assert caught.value.permanent
    assert len(service.requests) == 1


def test_a_wrong_key_is_seen_as_one(service: FakeService, settings: Settings) -> None:
    for name in ("AZURE_FACE_KEY", "AWS_SECRET_ACCESS_KEY"):
        setattr(settings, name, "another-key")
    with pytest.raises(SmileError) as caught:
        backend_of(service).check(picture())
    assert service.complaints == ["wrong key"]
    assert caught.value.permanent


@pytest.mark.parametrize("mood", NONSENSE)
def test_an_answer_that_is_none_is_not_asked_for_again(service: FakeService, mood: str) -> None:
    service.moods = [mood]
    with pytest.raises(SmileError) as caught:
        backend_of(service).check(picture())
    assert not caught.value.permanent
    assert len(service.requests) == 1


@pytest.mark.parametrize("mood", BUSY)
def test_a_busy_service_is_asked_again_a_moment_later(service: FakeService, mood: str) -> None:
    service.moods = [mood, mood, "faces"]
    result = backend_of(service).check(picture())
    assert len(result.faces) == 2
    assert len(service.requests) == 3


@pytest.mark.parametrize("mood", BUSY)
def test_attempts_end_with_the_time(service: FakeService, settings: Settings, mood: str) -> None:
    settings.SMILE_TIMEOUT = 1.0
    service.moods = [mood]
    backend = backend_of(service)
    started = time.monotonic()
    with pytest.raises(SmileError):
        backend.check(picture())
    assert time.monotonic() - started < 2
    assert 2 <= len(service.requests) <= 6


def test_a_service_that_wants_a_long_pause_is_left_at_once(azure: FakeService) -> None:
    azure.moods = ["busy_long"]
    started = time.monotonic()
    with pytest.raises(SmileError):
        backend_of(azure).check(picture())
    assert time.monotonic() - started < 1
    assert len(azure.requests) == 1


@pytest.mark.parametrize("mood", SLOW)
def test_silence_costs_the_time_limit_and_no_more(
    service: FakeService, settings: Settings, mood: str
) -> None:
    settings.SMILE_TIMEOUT = 0.7
    service.moods = [mood]
    backend = backend_of(service)
    started = time.monotonic()
    with pytest.raises(SmileError):
        backend.check(picture())
    assert 0.6 < time.monotonic() - started < 1.7


def test_a_service_that_is_away_is_an_error_at_once(service: FakeService) -> None:
    backend = backend_of(service)
    service.close()
    with pytest.raises(SmileError, match="cannot be reached"):
        backend.check(picture())


@pytest.mark.parametrize("mood", [*REFUSALS, *NONSENSE, *BUSY, *SLOW, "away"])
def test_every_failure_is_made_good_by_the_local_detector_in_time(
    service: FakeService, settings: Settings, mood: str
) -> None:
    photo = astronaut()
    load_backend(LOCAL).check(photo)  # models are loaded once a worker
    settings.SMILE_TIMEOUT = 0.7
    service.moods = [mood]
    backend_of(service)
    if mood == "away":
        service.close()
    started = time.monotonic()
    result = check_smile(photo)
    assert time.monotonic() - started < 0.7 + 2
    assert result.backend == "local"
    assert (result.smile or 0) > 0.9


def test_missing_credentials_retreat_too(service: FakeService, settings: Settings) -> None:
    settings.AZURE_FACE_KEY = settings.AWS_REGION = settings.AWS_SECRET_ACCESS_KEY = ""
    assert check_smile(astronaut()).backend == "local"
    assert service.requests == []


@pytest.mark.django_db
def test_without_cloud_and_local_the_photo_is_accepted_unchecked(
    service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.moods = ["not_granted"]

    def broken(self: object, image: Image.Image) -> SmileResult:
        raise SmileError("no models today")

    monkeypatch.setattr("booth.smile.local.SmileBackend.check", broken)
    snap = make_snap(make_event(smile_policy="require"))
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert (snap.smile_status, snap.is_refused) == (Snap.Smile.UNCHECKED, False)


@pytest.mark.django_db
def test_the_snap_tells_which_backend_decided(service: FakeService) -> None:
    snap = make_snap(make_event(smile_policy="require"), jpeg_bytes(picture(color="#808080")))
    check_snap(pk=snap.pk)
    snap.refresh_from_db()
    assert (snap.smile_status, snap.face_count) == (Snap.Smile.SMILING, 2)
    assert snap.smile_backend == service.backend


def test_frames_of_auto_mode_are_sent_nowhere(
    service: FakeService, event: Event, staff: User, client: Client
) -> None:
    client.force_login(staff)
    frame = io.BytesIO(jpeg_bytes(astronaut()))
    frame.name = "frame.jpg"
    address = reverse("booth-api:smile-scores", args=[event.slug])
    answer = client.post(address, {"image": frame}, format="multipart")
    assert answer.json()["smile"] > 0.9
    assert service.requests == []


@pytest.mark.parametrize("mood", ["faces", "echo", "busy", "silent", "away"])
def test_keys_and_faces_are_in_no_log_and_no_error(
    service: FakeService, settings: Settings, caplog: pytest.LogCaptureFixture, mood: str
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.SMILE_TIMEOUT = 0.7
    service.moods = [mood]
    backend_of(service)
    if mood == "away":
        service.close()
    check_smile(astronaut())
    assert service.secret not in caplog.text
    assert "/9j/" not in caplog.text  # how a JPEG begins in base64


@pytest.mark.parametrize("mood", ["echo", "bad_key", "busy", "nonsense", "silent", "wrong"])
def test_keys_are_in_no_traceback(service: FakeService, settings: Settings, mood: str) -> None:
    settings.SMILE_TIMEOUT = 0.7
    service.spoil("score", f'"{service.secret}"')
    service.moods = [mood]
    with pytest.raises(SmileError) as caught:
        backend_of(service).check(picture())
    assert service.secret not in "".join(traceback.format_exception(caught.value))


def test_keys_are_on_no_page(
    service: FakeService, event: Event, staff: User, client: Client, settings: Settings
) -> None:
    staff.is_staff = staff.is_superuser = True
    staff.save()
    client.force_login(staff)
    service.moods = ["echo"]
    snap = make_snap(event, jpeg_bytes(astronaut()))
    check_snap(pk=snap.pk)
    assert service.requests
    pages = [
        reverse("booth:booth", args=[event.slug]),
        reverse("gallery:event", args=[event.slug]),
        reverse("admin:index"),
        reverse("admin:gallery_snap_changelist"),
        reverse("admin:gallery_snap_change", args=[snap.pk]),
        reverse("booth-api:snap-detail", args=[event.slug, snap.public_id]),
        "/api/v1/schema/",
        "/healthz",
        "/readyz",
    ]
    answers = [client.get(page) for page in pages]
    secrets = [service.secret, getattr(service, "key_id", service.secret), service.address]
    for answer in answers:
        text = f"{answer.headers} {answer.content.decode()}"
        assert answer.status_code == 200
        assert not [secret for secret in secrets if secret in text]


@pytest.mark.parametrize(
    ("value", "confidence", "score"),
    [(True, 100, 1.0), (True, 0, 0.5), (True, 80, 0.9), (False, 80, 0.1), (False, 100, 0.0)],
)
def test_rekognitions_yes_or_no_becomes_a_score(
    value: bool, confidence: float, score: float
) -> None:
    assert smile_score({"Value": value, "Confidence": confidence}) == pytest.approx(score)
