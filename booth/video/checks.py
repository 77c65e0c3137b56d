"""What an operator should know of live video before an event."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

from booth.video import VideoError, get_backend

OPENTOK = "booth.video.opentok.VideoBackend"
CLASSIC = ("OPENTOK_API_KEY", "OPENTOK_API_SECRET")
UNIFIED = ("OPENTOK_APPLICATION_ID", "OPENTOK_PRIVATE_KEY_PATH")
HINT = "Set OPENTOK_API_KEY and OPENTOK_API_SECRET, or OPENTOK_APPLICATION_ID and \
OPENTOK_PRIVATE_KEY_PATH (docs/video.md)."


@register(Tags.compatibility)
def check_backend(**_kwargs: Any) -> list[CheckMessage]:
    """Report a backend that is none: pages would do without video and not say why."""
    try:
        get_backend()
    except VideoError as error:
        hint = "Write local, opentok or the dotted path of a class of your own."
        return [Error(str(error), hint=hint, id=_id(9))]
    return []


@register(Tags.compatibility)
def check_video(**_kwargs: Any) -> list[CheckMessage]:
    """Report half a set of credentials, a key that is no file, and an address that is none."""
    is_on = settings.VIDEO_BACKEND == OPENTOK
    messages = [*_half_filled(CLASSIC, is_on=is_on), *_half_filled(UNIFIED, is_on=is_on)]
    if not is_on or messages:
        return messages
    complete = [names for names in (CLASSIC, UNIFIED) if getattr(settings, names[0])]
    if len(complete) != 1:
        which = "both kinds of" if complete else "no"
        return [Error(f"VIDEO_BACKEND is opentok with {which} credentials.", hint=HINT, id=_id(1))]
    credential = _bad_key_file() if complete[0] is UNIFIED else _bad_secret()
    return [*credential, *_bad_addresses()]


def _id(number: int, letter: str = "E") -> str:
    return f"booth.{letter}{20 + number:03}"


def _half_filled(names: tuple[str, str], *, is_on: bool) -> list[CheckMessage]:
    empty = [name for name in names if not getattr(settings, name)]
    if len(empty) != 1:
        return []
    other = next(name for name in names if name not in empty)
    message = f"{other} is set, but {empty[0]} is empty."
    if is_on:
        return [Error(message, hint=HINT, id=_id(2))]
    return [Warning(message, hint=HINT, id=_id(2, "W"))]


def _bad_key_file() -> list[CheckMessage]:
    value = settings.OPENTOK_PRIVATE_KEY_PATH
    hint = "Write the path of the application's private key, such as /etc/smilebooth/private.key."
    if "-----BEGIN" in value:
        # The SDK would use the text as a password and sign with it.
        message = "OPENTOK_PRIVATE_KEY_PATH holds a key; it must be the path of its file."
        return [Error(message, hint=hint, id=_id(3))]
    path = Path(value)
    if not path.suffix[1:].replace("_", "").isalnum():
        message = f"OPENTOK_PRIVATE_KEY_PATH={value!r} has no extension, so the SDK ignores it."
        return [Error(message, hint="Rename the file to end in .key or .pem.", id=_id(4))]
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        message = f"OPENTOK_PRIVATE_KEY_PATH={value!r} cannot be read: {error}"
        return [Error(message, hint=hint, id=_id(5))]
    if "PRIVATE KEY-----" not in text:
        message = f"OPENTOK_PRIVATE_KEY_PATH={value!r} holds no private key."
        return [Error(message, hint=hint, id=_id(5))]
    return []


def _bad_secret() -> list[CheckMessage]:
    if not Path(settings.OPENTOK_API_SECRET).suffix:
        return []
    message = "OPENTOK_API_SECRET looks like a file's name, and the SDK would open that file."
    return [Error(message, hint="Copy the project's secret; it has no dot.", id=_id(6))]


def _bad_addresses() -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    if not settings.OPENTOK_SCRIPT_URL:
        hint = "Copy the address of the web client's script from the vendor's guide."
        messages.append(Error("OPENTOK_SCRIPT_URL is empty.", hint=hint, id=_id(7)))
    for name in ("OPENTOK_SCRIPT_URL", "OPENTOK_API_URL"):
        address = getattr(settings, name)
        if address and not _is_safe(address, ("https", "http")):
            message = f"{name}={address!r} is not an https:// address."
            messages.append(Error(message, hint="Write it like https://HOST/PATH.", id=_id(8)))
    return [*messages, *_bad_hosts()]


def _is_safe(address: str, schemes: tuple[str, str]) -> bool:
    """`schemes` are the encrypted one and the one that is enough on this machine."""
    parts = urlsplit(address)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return bool(parts.hostname) and (
        parts.scheme == schemes[0] or (parts.scheme == schemes[1] and is_here)
    )


def _bad_hosts() -> list[CheckMessage]:
    """The browser keeps the script from all others, and says so only in its console."""
    hint = "Leave it out for the vendor's own, or list origins: https://*.HOST,wss://*.HOST"
    hosts = settings.OPENTOK_HOSTS
    if not hosts:
        return [
            Error("OPENTOK_HOSTS is empty: live video could not connect.", hint=hint, id=_id(10))
        ]
    bad = [
        host
        for host in hosts
        if not (_is_safe(host, ("https", "http")) or _is_safe(host, ("wss", "ws")))
        or urlsplit(host).path.strip("/")
    ]
    if not bad:
        return []
    return [Error(f"OPENTOK_HOSTS holds no origin: {', '.join(bad)}", hint=hint, id=_id(10))]
