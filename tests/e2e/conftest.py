"""What the tests in a browser share: the collected front end, and booths that serve it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_booth import RunningBooth, running_booth
from tests.staff_client import StaffClient


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The front end as `make setup` collects it, once for all booths."""
    root = tmp_path_factory.mktemp("static")
    environment = {
        **os.environ,
        "STATIC_ROOT": str(root),
        "SMILEBOOTH_DATA": str(tmp_path_factory.mktemp("collect")),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
    return root


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory, static_root: Path) -> Iterator[RunningBooth]:
    """A booth of the module's own, as `make run` starts it."""
    folder = tmp_path_factory.mktemp("booth")
    with running_booth(folder, STATIC_ROOT=str(static_root)) as running:
        yield running


@pytest.fixture(scope="module")
def staff(booth: RunningBooth) -> Iterator[StaffClient]:
    client = StaffClient(booth)
    yield client
    client.http.close()
