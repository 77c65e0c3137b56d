"""What every backend holds to, run over each of them."""

import logging
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from pytest_django.fixtures import Settings

from messaging.sms import BaseSmsBackend, SmsError, get_backend, locmem
from tests.messaging import fake_vonage
from tests.messaging.fake_vonage import FakeVonage

TO = "+14155550123"
BODY = "Your photo from Ada & Ben: https://booth.example.org/s/" + "a" * 22 + "/"
REF = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
BACKENDS = ["console", "file", "locmem", "vonage", "vonage-sms"]


@pytest.fixture(params=BACKENDS)
def name(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, outbox: Any
) -> Iterator[str]:
    """Set the project up for a backend, with a vendor to talk to where it needs one."""
    chosen: dict[str, Any] = {"SMS_BACKEND": f"messaging.sms.{request.param}.SmsBackend"}
    with ExitStack() as stack:
        if request.param.startswith("vonage"):
            vendor = stack.enter_context(FakeVonage())
            chosen = {
                "vonage": fake_vonage.MESSAGES_SETTINGS,
                "vonage-sms": fake_vonage.SMS_SETTINGS,
            }[request.param]
            settings.VONAGE_ENDPOINT_URL = vendor.address
            settings.VONAGE_PRIVATE_KEY = fake_vonage.application_pem()
        settings.SMS_FILE_PATH = tmp_path / "texts"
        for setting, value in chosen.items():
            setattr(settings, setting, value)
        yield request.param


def send(**changes: str) -> str:
    arguments = {"to": TO, "body": BODY, "client_ref": REF, **changes}
    return get_backend().send(**arguments)


def test_is_a_backend(name: str) -> None:
    assert isinstance(get_backend(), BaseSmsBackend)


def test_returns_an_id_of_its_own_for_each_text(name: str) -> None:
    ids = [send(client_ref="one"), send(client_ref="two")]
    assert len(set(ids)) == 2
    assert all(0 < len(provider_id) <= 100 for provider_id in ids)


@pytest.mark.parametrize(
    "body", ["a", "a" * 1000, "结婚快乐 💍", "line\nline", "\u202eright\u202c to left", "€{}~|^"]
)
def test_takes_any_text(name: str, body: str) -> None:
    assert send(body=body)


def test_takes_a_picture_or_leaves_it(name: str) -> None:
    assert send(picture_url="https://booth.example.org/s/abc/w640.jpg")


def test_shows_the_number_to_nobody(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    send()
    printed = capfd.readouterr()
    assert "5550123" not in caplog.text + printed.out + printed.err


def test_the_short_names_of_the_settings_are_backends(name: str, settings: Settings) -> None:
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from messaging.sms import get_backend_class\n"
        "print(get_backend_class().__module__)"
    )
    environment = {
        "SMS_BACKEND": name,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SMILEBOOTH_DATA": str(settings.SMS_FILE_PATH.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = {"vonage": "vonage_messages", "vonage-sms": "vonage_sms"}.get(name, name)
    assert done.stdout.strip() == f"messaging.sms.{expected}"


class TestFile:
    @pytest.fixture(autouse=True)
    def folder(self, settings: Settings, tmp_path: Path) -> Path:
        settings.SMS_BACKEND = "messaging.sms.file.SmsBackend"
        settings.SMS_FILE_PATH = tmp_path / "deep" / "texts"
        return tmp_path / "deep" / "texts"

    def test_writes_each_text_to_a_file_of_its_own(self, folder: Path) -> None:
        send(client_ref="one")
        send(client_ref="two", picture_url="https://booth.example.org/p.jpg")
        one, two = sorted(folder.iterdir(), key=lambda path: path.name[-7:])
        assert one.name.endswith("-one.txt")
        assert one.read_text() == f"To: •••• 123\nRef: one\n\n{BODY}\n"
        assert "Picture: https://booth.example.org/p.jpg" in two.read_text()

    def test_is_for_this_user_alone(self, folder: Path) -> None:
        send()
        (file,) = folder.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def test_a_folder_that_cannot_be_used_may_be_mended(self, folder: Path) -> None:
        folder.parent.mkdir()
        folder.write_text("a file is in the way")
        with pytest.raises(SmsError, match="SMS_FILE_PATH") as caught:
            send()
        assert not caught.value.permanent


def test_locmem_keeps_what_was_sent(settings: Settings, outbox: list[locmem.SentSms]) -> None:
    settings.SMS_BACKEND = "messaging.sms.locmem.SmsBackend"
    send(picture_url="https://booth.example.org/p.jpg")
    assert outbox == [locmem.SentSms(TO, BODY, REF, "https://booth.example.org/p.jpg")]
