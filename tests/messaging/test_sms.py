import io

import pytest
from django.core.checks import Error, Warning  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from messaging import checks
from messaging.sms import console, get_backend

BODY = "Your photo from Ada & Ben: http://localhost:8000/s/" + "a" * 80 + "/"
BACKENDS = ["messaging.sms.console.SmsBackend", "messaging.sms.locmem.SmsBackend"]


def test_console_prints_the_link_whole_and_no_number() -> None:
    stream = io.StringIO()
    console.SmsBackend(stream).send(to="+14155550123", body=BODY, client_ref="one")
    printed = stream.getvalue()
    assert "http://localhost:8000/s/" + "a" * 80 + "/" in printed
    assert "•••• 123" in printed
    assert "5550123" not in printed


def test_console_prints_on_terminals_without_unicode() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    console.SmsBackend(stream).send(to="+14155550123", body=BODY, client_ref="one")
    assert b"http://localhost:8000/s/" in raw.getvalue()


def test_console_writes_to_the_terminal_that_celery_replaces(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr("sys.stdout", log)
    console.SmsBackend().send(to="+14155550123", body=BODY, client_ref="one")
    assert "Text message to •••• 123" in capfd.readouterr().out
    assert log.getvalue() == ""


@pytest.mark.parametrize("path", BACKENDS)
def test_system_check_accepts_every_backend(path: str, settings: Settings) -> None:
    settings.SMS_BACKEND = path
    assert checks.check_sms_backend() == []


@pytest.mark.parametrize(
    "path",
    [
        "messaging.sms.nowhere.SmsBackend",
        "messaging.sms.console.Nothing",
        "nonsense",
        "messaging.sms.locmem.SentSms",
        "messaging.sms.locmem.outbox",
    ],
)
def test_system_check_names_a_backend_that_is_none(path: str, settings: Settings) -> None:
    settings.SMS_BACKEND = path
    (error,) = checks.check_sms_backend()
    assert isinstance(error, Error)
    assert error.id == "messaging.E001"
    assert path in error.msg
    assert "messaging.sms.console.SmsBackend" in (error.hint or "")
    with pytest.raises(ImproperlyConfigured, match="SMS_BACKEND"):
        get_backend()


def test_system_check_names_a_region_that_is_no_country(settings: Settings) -> None:
    assert checks.check_phone_region() == []
    settings.PHONE_REGION = "UK"
    (error,) = checks.check_phone_region()
    assert error.id == "messaging.E002"
    assert "'UK'" in error.msg
    assert "GB" in (error.hint or "")


def test_deploy_check_warns_of_texts_that_nobody_gets(settings: Settings) -> None:
    settings.SMS_BACKEND = checks.SMS_API
    assert checks.check_texts_leave_the_machine() == []
    settings.SMS_BACKEND = checks.CONSOLE
    (warning,) = checks.check_texts_leave_the_machine()
    assert isinstance(warning, Warning)
    assert warning.id == "messaging.W001"
