"""No number on an error page, whatever the frames hold, with DEBUG on as well."""

import sys
from types import TracebackType
from typing import Any

import pytest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django.fixtures import Settings

from messaging.recipients import Recipient

NUMBER = "+14155550123"
DIGITS = "4155550123"


def reported(settings: Settings, *, debug: bool, body: dict[str, str]) -> str:
    """The HTML page and the mail's text for an error among frames full of numbers."""
    settings.DEBUG = debug
    request = RequestFactory().post("/", body)

    def fail(phone: str, typed: str) -> None:
        order: dict[str, Any] = {"phone": phone, "deep": [{"n": typed}], "who": Recipient(phone)}
        mail = "ada@example.org"
        raise ValueError(f"went wrong with {len(order)} {len(mail)}")

    try:
        fail(NUMBER, "(415) 555-0123")
    except ValueError:
        found = sys.exc_info()
    kind, error, traceback = found
    assert isinstance(traceback, TracebackType)
    reporter = ExceptionReporter(request, kind, error, traceback)
    return reporter.get_traceback_html() + reporter.get_traceback_text()


@pytest.mark.parametrize("debug", [True, False])
def test_numbers_are_blanked(settings: Settings, debug: bool) -> None:
    page = reported(settings, debug=debug, body={"phone": NUMBER, "other": "415 555 0123"})
    for trace in (DIGITS, "415) 555-0123", "415 555 0123", "ada@example.org"):
        assert trace not in page.split("went wrong")[1].replace('"ada@example.org"', ""), trace


def test_the_keys_are_hidden(settings: Settings) -> None:
    page = reported(settings, debug=True, body={})
    for key in (*settings.PHONE_KEYS, settings.PHONE_HASH_KEY):
        assert key not in page


def test_an_object_that_cannot_be_printed_breaks_no_page(settings: Settings) -> None:
    from messaging.exceptions_report import _blanked

    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError

    assert repr(_blanked(Odd())) == "<no repr: RuntimeError>"
    assert _blanked("plain") == "plain"
