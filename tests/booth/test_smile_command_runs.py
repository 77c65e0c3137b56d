"""How runs of the smile command end."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.factories import astronaut


@pytest.fixture
def smiling(tmp_path: Path) -> Path:
    path = tmp_path / "smiling.png"
    astronaut().save(path)
    return path


# As a terminal starts it: a background job of a shell would not hear Ctrl-C.
HEARING = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    " os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


def start(*arguments: str, **streams: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", HEARING, "manage.py", "smile", *arguments]
    return subprocess.Popen(command, **streams)


# --- Ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 2000])
def test_ctrl_c_ends_the_run_at_once_and_without_a_traceback(smiling: Path, count: int) -> None:
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with start("-", **pipes) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{smiling}\n".encode() * count)
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert b"Traceback" not in process.stderr.read()


def test_a_reader_who_has_seen_enough_is_no_error(smiling: Path) -> None:
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(*[str(smiling)] * 2000, **pipes) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(20) == 141
        assert b"Traceback" not in process.stderr.read()


def test_standard_input_that_is_closed_is_told() -> None:
    command = [sys.executable, "manage.py", "smile", "-"]
    closed = subprocess.run(
        ["sh", "-c", '"$@" <&-', "sh", *command], capture_output=True, check=False
    )
    assert closed.returncode == 1
    assert b"nothing to read" in closed.stderr
    assert b"Traceback" not in closed.stderr
