"""The browser gets the server's own model files."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from booth.smile import browser
from booth.smile.models import DESCRIPTION, description, model_path

MODELS = description()["models"]


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """The static files with hashed names, as an installation serves them."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["booth.smile.static_finder.SmileFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]
    return tmp_path


def collect(root: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.mark.parametrize("name", MODELS)
def test_the_browsers_models_are_the_servers(collected: Path, name: str) -> None:
    collect(collected)
    file = Path(MODELS[name]["file"]).name
    assert (collected / "smile" / file).read_bytes() == model_path(name).read_bytes()


def test_names_are_hashed_so_that_browsers_may_keep_them(
    collected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "WORKER", "smile/detector.json")  # the bundle is esbuild's
    collect(collected)
    files = browser.browser_files()
    assert files is not None
    addresses = [files["description"], *files["models"].values()]
    addresses += [each for build in files["runtime"].values() for each in build.values()]
    assert len(addresses) == 1 + len(MODELS) + 4
    for address in addresses:
        assert (collected / address.removeprefix("/static/")).is_file()
        assert len(Path(address).name.split(".")[-2]) == 12, address
    assert files["bytes"] > 10_000_000


def test_without_them_the_page_asks_the_server(collected: Path) -> None:
    assert browser.browser_files() is None


def test_a_file_is_found_by_its_static_name() -> None:
    assert finders.find("smile/detector.json") == str(DESCRIPTION)
    assert not finders.find("smile/secret.txt")


@pytest.mark.parametrize(
    ("backend", "named"),
    [
        ("booth.smile.local.SmileBackend", None),
        ("booth.smile.rekognition.SmileBackend", "Amazon Rekognition"),
        ("booth.smile.azure.SmileBackend", "Microsoft Azure"),
        ("elsewhere.SmileBackend", "another service"),
    ],
)
def test_guests_are_told_who_else_checks_their_photos(
    settings: Settings, backend: str, named: str | None
) -> None:
    settings.SMILE_BACKEND = backend
    assert browser.checking_service() == named
