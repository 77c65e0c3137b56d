"""What `make run` says before it starts."""

from pytest_django.fixtures import Settings

from config.run.prepare import complaints_about_settings


def test_says_nothing_when_all_is_well() -> None:
    assert complaints_about_settings() == []


def test_names_a_setting_that_is_half_filled_in(settings: Settings) -> None:
    settings.SMS_BACKEND = "messaging.sms.vonage_sms.SmsBackend"
    settings.VONAGE_API_KEY = "abcd1234"
    lines = complaints_about_settings()
    assert any("VONAGE_API_SECRET is empty" in line for line in lines)
    assert all(line.startswith("Mind: ") for line in lines)
