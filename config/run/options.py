"""What the environment asks of `make run`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class StartError(Exception):
    """The booth cannot start; the message names the reason and the remedy."""


@dataclass(frozen=True)
class Options:
    """Where the booth listens and keeps its data.

    `redis_url` and `site_url` are None where the environment leaves them to us.
    """

    host: str
    port: int
    data_dir: Path
    redis_url: str | None
    site_url: str | None
    log_colours: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Options":
        """Read the options; StartError for a port that is none."""
        return cls(
            host=environment.get("HOST") or "0.0.0.0",  # noqa: S104 (phones open the gallery)
            port=_port(environment.get("PORT") or "8000"),
            data_dir=Path(environment.get("SMILEBOOTH_DATA") or BASE_DIR / "var").resolve(),
            redis_url=environment.get("REDIS_URL") or None,
            site_url=environment.get("SITE_URL") or None,
            log_colours="NO_COLOR" not in environment,
        )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise StartError(
            f"PORT is {text!r}; it must be a number from 1 to 65535 (0: any free one)."
        )
    return int(text)
