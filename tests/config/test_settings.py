"""Production refuses to start half-configured, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMPLETE = {
    "SECRET_KEY": "x7" * 30,
    "ALLOWED_HOSTS": "booth.example.org",
    "SITE_URL": "https://booth.example.org",
    "DATABASE_URL": "postgres://u:p@127.0.0.1/name",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "PHONE_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
    "PHONE_HASH_KEY": "h4" * 20,
}


def load_prod(environment: dict[str, str], data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.prod as s; print(s.SITE_URL)"],
        env={"PATH": os.environ["PATH"], "SMILEBOOTH_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_starts_when_complete(tmp_path: Path) -> None:
    result = load_prod(COMPLETE, tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "https://booth.example.org"


@pytest.mark.parametrize("name", list(COMPLETE))
def test_names_what_is_missing(tmp_path: Path, name: str) -> None:
    result = load_prod({**COMPLETE, name: ""}, tmp_path)
    assert result.returncode != 0
    assert f"{name} is missing" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "change-me"),
        ("SECRET_KEY", "django-insecure-" + "x" * 50),
        ("SECRET_KEY", "short"),
        ("PHONE_KEYS", "short"),
        ("PHONE_HASH_KEY", "changeme"),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://booth.example.org"),
    ],
)
def test_refuses_unsafe_values(tmp_path: Path, name: str, value: str) -> None:
    result = load_prod({**COMPLETE, name: value}, tmp_path)
    assert result.returncode != 0
    assert name in result.stderr


def test_an_installation_keeps_its_secret(tmp_path: Path) -> None:
    from config.settings.secret import installation_secret

    first = installation_secret(tmp_path)
    assert len(first) >= 50
    assert installation_secret(tmp_path) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_an_installation_keeps_the_keys_of_its_guests_numbers(tmp_path: Path) -> None:
    from config.settings.secret import installation_phone_hash_key, installation_phone_key

    for make, name in (
        (installation_phone_key, "phone-key"),
        (installation_phone_hash_key, "phone-hash-key"),
    ):
        first = make(tmp_path)
        assert make(tmp_path) == first
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    assert installation_phone_key(other) != installation_phone_key(tmp_path)
