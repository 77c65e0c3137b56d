"""No number on an error page, whatever the frames hold, with DEBUG on as well."""

import sys
from types import TracebackType
from typing import Any

import pytest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_default_exception_reporter_filter
from pytest_django.fixtures import Settings

from messaging.recipients import Recipient

# Put together here, so that the page's excerpts of this source do not hold them.
AREA, LINE = "415", "5550123"
NUMBER = f"+1{AREA}{LINE}"
TYPED = f"({AREA}) 555-0123"
ADDRESS = "@".join(("ada", "example.org"))
TRACES = (AREA + LINE, TYPED, f"{AREA} {LINE}", ADDRESS)


def reported(settings: Settings, *, debug: bool, body: dict[str, str]) -> str:
    """The HTML page and the mail's text for an error among frames full of numbers."""
    settings.DEBUG = debug
    request = RequestFactory().post("/", body)

    def fail(phone: str, typed: str) -> None:
        order: dict[str, Any] = {"phone": phone, "deep": [{"n": typed}], "who": Recipient(phone)}
        mail = ADDRESS
        raise ValueError(f"went wrong with {len(order)} {len(mail)}")

    try:
        fail(NUMBER, TYPED)
    except ValueError:
        found = sys.exc_info()
    kind, error, traceback = found
    assert isinstance(traceback, TracebackType)
    reporter = ExceptionReporter(request, kind, error, traceback)
    return reporter.get_traceback_html() + reporter.get_traceback_text()


@pytest.mark.parametrize("debug", [True, False])
def test_numbers_are_blanked(settings: Settings, debug: bool) -> None:
    body = {"phone": NUMBER, "other": f"{AREA} {LINE}", "mail": ADDRESS}
    page = reported(settings, debug=debug, body=body)
    assert "went wrong" in page
    assert "order" in page, "the frames are on the page"
    assert [trace for trace in TRACES if trace in page] == []


def test_django_by_itself_would_show_them(settings: Settings) -> None:
    settings.DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
    forget: Any = get_default_exception_reporter_filter
    forget.cache_clear()
    try:
        page = reported(settings, debug=True, body={"phone": NUMBER})
    finally:
        forget.cache_clear()
    assert AREA + LINE in page


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
