"""What the tests in a browser share: the collected front end, and booths that serve it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e.camera import as_video, chromium, smiling_face
from tests.running_booth import RunningBooth, environment_of, run_script, running_booth
from tests.staff_client import StaffClient


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The front end as `make setup` collects it, once for all booths."""
    root = tmp_path_factory.mktemp("static")
    collect = environment_of(tmp_path_factory.mktemp("collect"))
    environment = {**collect, "STATIC_ROOT": str(root)}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
    return root


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `make setup` leaves it, to be copied: the tables alone take seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    command = [sys.executable, "-m", "config.run.prepare"]
    subprocess.run(command, env=environment_of(folder), stdout=subprocess.DEVNULL, check=True)
    return folder


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Path:
    """A prepared data folder of the module's own."""
    folder = tmp_path_factory.mktemp("booth") / "data"
    shutil.copytree(prepared, folder)
    return folder


@pytest.fixture(scope="module")
def booth(data_folder: Path, static_root: Path) -> Iterator[RunningBooth]:
    """A booth of the module's own, as `make run` starts it."""
    with running_booth(data_folder, STATIC_ROOT=str(static_root)) as running:
        yield running


@pytest.fixture(scope="module")
def staff(booth: RunningBooth) -> Iterator[StaffClient]:
    client = StaffClient(booth)
    yield client
    client.http.close()


@pytest.fixture(scope="session")
def browser(
    playwright: Playwright, chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Chromium with a smiling face before its camera."""
    video = as_video(smiling_face(), tmp_path_factory.mktemp("camera") / "smile.y4m")
    with chromium(playwright, chromium_path, video) as opened:
        yield opened


@pytest.fixture(scope="module")
def quick_event(booth: RunningBooth) -> str:
    """An event with short countdowns, for what is not about them; the value is its code."""
    script = (
        "from gallery.models import Event; from django.utils import timezone;"
        "Event.objects.create(name='Quick', slug='quick', date=timezone.localdate(),"
        " first_countdown=1, next_countdown=1)"
    )
    run_script(booth.data_dir, script)
    return "quick"
