"""What must not stand in logs: the part of an address that opens a door."""

import logging
import re

# /booth/<slug>/join/<token>/ and /s/<token>/
SECRET = re.compile(r"(/join/|/s/)[A-Za-z0-9_-]{16,}")


def without_tokens(record: logging.LogRecord) -> bool:
    """Take links' tokens out of a line, such as Django's of a page that was not found."""
    if isinstance(record.args, tuple) and any(_is_telling(each) for each in record.args):
        record.args = tuple(_bare(each) if _is_telling(each) else each for each in record.args)
    if _is_telling(record.msg):
        record.msg = _bare(record.msg)
    return True


def _is_telling(part: object) -> bool:
    return isinstance(part, str) and SECRET.search(part) is not None


def _bare(part: object) -> str:
    return SECRET.sub(r"\1...", str(part))
