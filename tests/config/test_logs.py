"""What the log lines of pages leave out."""

import logging

import pytest

from config.logs import without_tokens

TOKEN = "Zq3vR8sT1uX5yB7dF0hJ2k"


def line(text: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, text, args, None)
    assert without_tokens(record)
    return record.getMessage()


@pytest.mark.parametrize("address", ["/booth/demo/join/{}/", "/s/{}/", "/s/{}/photo.jpg"])
def test_a_link_s_token_is_left_out(address: str) -> None:
    assert line("%s: %s", "Gone", address.format(TOKEN)) == f"Gone: {address.format('...')}"
    assert TOKEN not in line(f"Not found: {address.format(TOKEN)}")


def test_everything_else_stays() -> None:
    assert line("%s: %s (%d)", "Not Found", "/e/demo/", 3) == "Not Found: /e/demo/ (3)"
    assert line("a sweep") == "a sweep"
    assert line("/booth/demo/join/short/") == "/booth/demo/join/short/"
