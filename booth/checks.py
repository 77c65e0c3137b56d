"""What an operator should know of a cloud smile check before the first guest does."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

AZURE = "booth.smile.azure.SmileBackend"
REKOGNITION = "booth.smile.rekognition.SmileBackend"

# A claimed smile check counts as lost after 30 s (gallery.models.photos.STALE_CLAIM); the local
# check that follows a cloud that is away needs its part of that.
LONGEST_TIMEOUT = 15

AZURE_HINT = "Both are on the Face resource's page Keys and Endpoint in the Azure portal."
AWS_HINT = "Set both; or neither, where the machine has a role or a profile."


@register(Tags.compatibility)
def check_smile_timeout(**_kwargs: Any) -> list[CheckMessage]:
    """Report a SMILE_TIMEOUT in which no cloud can answer, or that outlives a claim."""
    if 0 < settings.SMILE_TIMEOUT <= LONGEST_TIMEOUT:
        return []
    message = f"SMILE_TIMEOUT={settings.SMILE_TIMEOUT:g} is not usable."
    hint = f"Seconds, more than 0 and at most {LONGEST_TIMEOUT}; 4 is a good value."
    return [Error(message, hint=hint, id="booth.E010")]


@register(Tags.compatibility)
def check_azure_credentials(**_kwargs: Any) -> list[CheckMessage]:
    """Report what Azure's settings lack: an error if it is the backend, else a warning."""
    names, hint = ["AZURE_FACE_ENDPOINT", "AZURE_FACE_KEY"], AZURE_HINT
    if settings.SMILE_BACKEND != AZURE:
        return _half_filled(names, hint=hint, number="011", severity=Warning)
    if not any(getattr(settings, name) for name in names):
        message = "SMILE_BACKEND is azure, but AZURE_FACE_ENDPOINT and AZURE_FACE_KEY are empty."
        return [Error(message, hint=hint, id="booth.E011")]
    return [
        *_half_filled(names, hint=hint, number="011", severity=Error),
        *_bad_address("AZURE_FACE_ENDPOINT", "https://NAME.cognitiveservices.azure.com"),
    ]


@register(Tags.compatibility)
def check_aws_credentials(**_kwargs: Any) -> list[CheckMessage]:
    """Report half a pair of AWS keys, and a region that Rekognition lacks."""
    names, hint = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], AWS_HINT
    if settings.SMILE_BACKEND != REKOGNITION:
        return _half_filled(names, hint=hint, number="013", severity=Warning)
    messages = _half_filled(names, hint=hint, number="013", severity=Error)
    if not settings.AWS_REGION:
        message = "SMILE_BACKEND is rekognition, but AWS_REGION is empty."
        region_hint = "Name a region that has Rekognition, such as eu-west-1."
        messages.append(Error(message, hint=region_hint, id="booth.E014"))
    return messages + _bad_address("AWS_ENDPOINT_URL_REKOGNITION", "https://HOST")


def _half_filled(
    names: list[str], *, hint: str, number: str, severity: type[Error] | type[Warning]
) -> list[CheckMessage]:
    """Name the setting of a pair that is empty while the other is set."""
    empty = [name for name in names if not getattr(settings, name)]
    if len(empty) != 1:
        return []
    other = next(name for name in names if name not in empty)
    letter = "E" if severity is Error else "W"
    message = f"{other} is set, but {empty[0]} is empty."
    return [severity(message, hint=hint, id=f"booth.{letter}{number}")]


def _bad_address(name: str, example: str) -> list[CheckMessage]:
    """Report an address that is none, or that would send keys and faces in the clear."""
    address = getattr(settings, name)
    if not address or _is_safe(address):
        return []
    message = f"{name}={address!r} is not an https:// address."
    return [Error(message, hint=f"Write it like {example}.", id="booth.E012")]


def _is_safe(address: str) -> bool:
    """Say whether it is https, or http on this machine."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return bool(parts.hostname) and parts.scheme in ({"https", "http"} if is_here else {"https"})
