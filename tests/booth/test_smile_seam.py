import pytest
import skimage.data
from django.core.checks import Error
from PIL import Image
from pytest_django.fixtures import Settings

from booth.smile import SmileError, SmileResult, check_smile, checks, load_backend, models
from booth.smile.base import BaseSmileBackend

FAILING = f"{__name__}.FailingBackend"
BROKEN = f"{__name__}.BrokenBackend"
UNFINISHED = f"{__name__}.UnfinishedBackend"
NEEDY = f"{__name__}.NeedyBackend"


class FailingBackend(BaseSmileBackend):
    def check(self, image: Image.Image) -> SmileResult:
        raise SmileError("the cloud is down")


class BrokenBackend(BaseSmileBackend):
    def check(self, image: Image.Image) -> SmileResult:
        raise LookupError("an operator's own mistake")


class UnfinishedBackend(BaseSmileBackend):
    pass


class NeedyBackend(FailingBackend):
    def __init__(self, key: str) -> None:
        self.key = key


@pytest.fixture
def photo() -> Image.Image:
    return Image.fromarray(skimage.data.astronaut())  # type: ignore[no-untyped-call]


def test_failing_backend_retreats_to_the_local_one(
    settings: Settings, photo: Image.Image, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMILE_BACKEND = FAILING
    result = check_smile(photo)
    assert result.backend == "local"
    assert (result.smile or 0) > 0.9
    assert "the cloud is down" in caplog.text


def test_backend_with_a_mistake_in_it_retreats_too(
    settings: Settings, photo: Image.Image, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMILE_BACKEND = BROKEN
    assert check_smile(photo).backend == "local"
    (record,) = caplog.records
    assert BROKEN in record.getMessage()
    assert "an operator's own mistake" in caplog.text
    assert record.exc_info  # so that the operator finds the line


def test_backend_that_does_not_import_retreats_too(settings: Settings, photo: Image.Image) -> None:
    settings.SMILE_BACKEND = "booth.smile.nowhere.SmileBackend"
    assert check_smile(photo).backend == "local"


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".x",
        "os.path.join",
        "builtins.dict",
        "booth.smile.base.BaseSmileBackend",
        UNFINISHED,
        NEEDY,
    ],
)
def test_path_that_leads_to_no_backend_retreats_and_says_so(
    settings: Settings, photo: Image.Image, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    settings.SMILE_BACKEND = path
    assert check_smile(photo).backend == "local"
    with pytest.raises(SmileError, match=r"cannot be|no smile backend") as caught:
        load_backend(path)
    assert caught.value.permanent
    assert str(caught.value) in caplog.text


def test_local_failure_is_raised(
    settings: Settings, photo: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMILE_BACKEND = FAILING
    monkeypatch.setattr("booth.smile.LOCAL", FAILING)
    with pytest.raises(SmileError):
        check_smile(photo)


def test_backend_is_made_once() -> None:
    assert load_backend(FAILING) is load_backend(FAILING)


def test_system_check_accepts_the_default() -> None:
    assert checks.check_smile_backend() == []
    assert checks.check_smile_models() == []


def test_system_check_names_a_backend_that_does_not_import(settings: Settings) -> None:
    settings.SMILE_BACKEND = "booth.smile.nowhere.SmileBackend"
    (error,) = checks.check_smile_backend()
    assert isinstance(error, Error)
    assert error.id == "booth.E001"
    assert "booth.smile.nowhere" in error.msg
    assert error.hint


@pytest.mark.parametrize("path", [".x", "..", "os.", "local"])
def test_system_check_names_a_path_that_is_none(settings: Settings, path: str) -> None:
    settings.SMILE_BACKEND = path
    (error,) = checks.check_smile_backend()
    assert error.id == "booth.E001"
    assert f"SMILE_BACKEND={path!r} cannot be imported" in error.msg
    assert error.hint


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("os.path.join", "no subclass of booth.smile.base.BaseSmileBackend"),
        ("collections.OrderedDict", "no subclass of booth.smile.base.BaseSmileBackend"),
        ("booth.smile.base.BaseSmileBackend", "no method check"),
        ("booth.smile.cloud.CloudSmileBackend", "no method ask"),
        (UNFINISHED, "no method check"),
    ],
)
def test_system_check_names_what_is_no_backend(settings: Settings, path: str, reason: str) -> None:
    settings.SMILE_BACKEND = path
    (error,) = checks.check_smile_backend()
    assert error.id == "booth.E001"
    assert error.msg.startswith(f"SMILE_BACKEND={path!r}")
    assert reason in error.msg
    assert error.hint


def test_system_check_names_a_missing_model(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"package": "no_such_package", "file": "data/mesh.tflite", "size": 192}
    monkeypatch.setitem(models.description()["models"], "mesh", gone)
    (error,) = checks.check_smile_models()
    assert error.id == "booth.E002"
    assert "no_such_package" in error.msg
    assert "models.txt" in (error.hint or "")
