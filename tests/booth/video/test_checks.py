"""What an operator reads of live video that is half set up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

from tests.booth.video.conftest import API_KEY, API_SECRET, APPLICATION_ID, clear

Configure = Callable[..., list[str]]
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n"


@pytest.fixture
def configure(settings: Settings) -> Configure:
    def change(**values: Any) -> list[str]:
        clear(settings)
        for name, value in values.items():
            setattr(settings, name, value)
        return sorted(each.id or "" for each in run_checks() if "booth." in (each.id or ""))

    return change


def test_each_complete_set_is_fine(configure: Configure, key_file: Path) -> None:
    assert configure(OPENTOK_API_KEY=API_KEY, OPENTOK_API_SECRET=API_SECRET) == []
    unified = {"OPENTOK_APPLICATION_ID": APPLICATION_ID, "OPENTOK_PRIVATE_KEY_PATH": str(key_file)}
    assert configure(**unified) == []
    assert configure(VIDEO_BACKEND="booth.video.local.VideoBackend") == []


def test_no_credentials_and_both_kinds_are_errors(configure: Configure, key_file: Path) -> None:
    assert configure() == ["booth.E021"]
    both = {
        "OPENTOK_API_KEY": API_KEY,
        "OPENTOK_API_SECRET": API_SECRET,
        "OPENTOK_APPLICATION_ID": APPLICATION_ID,
        "OPENTOK_PRIVATE_KEY_PATH": str(key_file),
    }
    assert configure(**both) == ["booth.E021"]


@pytest.mark.parametrize(
    "half",
    [
        {"OPENTOK_API_KEY": API_KEY},
        {"OPENTOK_API_SECRET": API_SECRET},
        {"OPENTOK_APPLICATION_ID": APPLICATION_ID},
        {"OPENTOK_PRIVATE_KEY_PATH": "private.key"},
    ],
)
def test_half_a_set_is_an_error_or_while_video_is_off_a_warning(
    configure: Configure, half: dict[str, str]
) -> None:
    assert configure(**half) == ["booth.E022"]
    assert configure(**half, VIDEO_BACKEND="booth.video.local.VideoBackend") == ["booth.W022"]


def test_a_key_must_be_a_file_with_an_extension(configure: Configure, tmp_path: Path) -> None:
    def found(path: str) -> list[str]:
        return configure(OPENTOK_APPLICATION_ID=APPLICATION_ID, OPENTOK_PRIVATE_KEY_PATH=path)

    bare, words = tmp_path / "private", tmp_path / "words.key"
    bare.write_text(PEM)
    words.write_text("not a key")
    assert found(PEM) == ["booth.E023"]
    assert found(str(bare)) == ["booth.E024"]
    assert found(str(words)) == ["booth.E025"]
    assert found(str(tmp_path / "missing.pem")) == ["booth.E025"]


def test_a_secret_that_the_sdk_would_open_as_a_file(configure: Configure) -> None:
    assert configure(OPENTOK_API_KEY=API_KEY, OPENTOK_API_SECRET="secret.key") == ["booth.E026"]


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        (["https://*.vonage.com", "wss://*.vonage.com"], []),
        (["http://127.0.0.1:9"], []),
        ([], ["booth.E030"]),
        (["*.vonage.com"], ["booth.E030"]),
        (["http://vonage.com"], ["booth.E030"]),
        (["https://vonage.com/api"], ["booth.E030"]),
    ],
)
def test_the_script_may_connect_somewhere(
    configure: Configure, hosts: list[str], found: list[str]
) -> None:
    classic = {"OPENTOK_API_KEY": API_KEY, "OPENTOK_API_SECRET": API_SECRET}
    assert configure(**classic, OPENTOK_HOSTS=hosts) == found


def test_a_backend_that_is_none_is_an_error(configure: Configure) -> None:
    assert configure(VIDEO_BACKEND="booth.video.opentalk.VideoBackend") == ["booth.E029"]


@pytest.mark.parametrize(
    ("address", "number"),
    [("", "booth.E027"), ("opentok.js", "booth.E028"), ("http://cdn.example/a.js", "booth.E028")],
)
def test_the_script_has_a_safe_address(configure: Configure, address: str, number: str) -> None:
    classic = {"OPENTOK_API_KEY": API_KEY, "OPENTOK_API_SECRET": API_SECRET}
    assert configure(**classic, OPENTOK_SCRIPT_URL=address) == [number]
