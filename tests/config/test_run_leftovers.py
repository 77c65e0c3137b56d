"""What a killed run leaves behind: found by its file, ended; nobody else's process is."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config.run import leftovers
from config.run.leftovers import Registry, end_leftovers

WAIT = "import time; print('up', flush=True); time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAIT}"
LEADER_THAT_GOES = (
    "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time;"
    "time.sleep(60)']); print('up', flush=True)"
)

Starter = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Starter]:
    started = []

    def starter(source: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", source],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        return process

    yield starter
    for process in started:
        process.kill()
        process.communicate()


def registry_with(path: Path, *processes: subprocess.Popen[str]) -> Registry:
    registry = Registry(path / "processes.json")
    for number, process in enumerate(processes):
        registry.add(f"part-{number}", process.pid)
    return registry


def test_ends_what_runs_the_last_started_first(tmp_path: Path, start: Starter) -> None:
    first, second = start(WAIT), start(WAIT)
    registry_with(tmp_path, first, second)
    another_run = Registry(tmp_path / "processes.json")
    assert end_leftovers(another_run) == ["part-1", "part-0"]
    assert first.wait(1) == second.wait(1) == -15
    assert end_leftovers(another_run) == []


def test_kills_what_does_not_end_by_itself(
    tmp_path: Path, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "GRACE", 0.2)
    deaf = start(DEAF)
    end_leftovers(registry_with(tmp_path, deaf))
    assert deaf.wait(1) == -9


def test_ends_the_members_of_a_group_whose_leader_has_gone(tmp_path: Path, start: Starter) -> None:
    leader = start(WAIT.replace("time.sleep(60)", "time.sleep(0.5)") + "; " + LEADER_THAT_GOES)
    registry = registry_with(tmp_path, leader)
    leader.wait(10)
    (group,) = registry.read()
    (orphan,) = leftovers.members(group)
    assert end_leftovers(registry) == ["part-0"]
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


def test_leaves_alone_a_pid_that_the_system_has_given_to_another(
    tmp_path: Path, start: Starter
) -> None:
    stranger = start(WAIT)
    registry = registry_with(tmp_path, stranger)
    entries = json.loads(registry.path.read_text())
    entries[0]["started_at"] -= 3600
    registry.path.write_text(json.dumps(entries))
    assert end_leftovers(registry) == []
    time.sleep(0.1)
    assert stranger.poll() is None


@pytest.mark.parametrize("content", [None, "", "{", '[{"pid": 1}]'])
def test_a_missing_or_torn_file_means_nothing_is_known(tmp_path: Path, content: str | None) -> None:
    registry = Registry(tmp_path / "processes.json")
    if content is not None:
        registry.path.write_text(content)
    assert end_leftovers(registry) == []


def test_a_group_that_has_ended_is_forgotten(tmp_path: Path, start: Starter) -> None:
    first, second = start(WAIT), start(WAIT)
    registry = registry_with(tmp_path, first, second)
    registry.remove("part-0")
    assert [group.name for group in registry.read()] == ["part-1"]
