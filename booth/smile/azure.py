"""Azure AI Face: only for customers whom Microsoft has granted the `smile` attribute.

Request and answer: https://learn.microsoft.com/en-us/rest/api/face/face-detection-operations/detect
Errors: https://learn.microsoft.com/en-us/azure/ai-services/computer-vision/reference-face-error-codes
Who gets it: https://learn.microsoft.com/en-us/azure/ai-services/computer-vision/how-to/identity-detect-faces
"""

from urllib.parse import urlencode

import urllib3
from django.conf import settings

from .answers import STRANGE, entries, members, number, parsed, quoted, understood
from .base import FaceScore, SmileError
from .cloud import LONGEST_SIDE, CloudSmileBackend, ServiceBusy

PATH = "/face/v1.2/detect"
QUERY = urlencode(
    {
        # detection_02 and detection_03 know no smile.
        "detectionModel": "detection_01",
        # An id would be kept by the service for a day, and needs an approval of its own.
        "returnFaceId": "false",
        "returnFaceAttributes": "smile",
    }
)
CONNECTIONS = 8


class SmileBackend(CloudSmileBackend):
    """`faceAttributes.smile` of each face, 0..1 as it comes."""

    name = "azure"

    def __init__(self) -> None:
        if not (settings.AZURE_FACE_ENDPOINT and settings.AZURE_FACE_KEY):
            raise SmileError("AZURE_FACE_ENDPOINT or AZURE_FACE_KEY is not set", permanent=True)
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS)

    def ask(self, photo: bytes, size: tuple[int, int], seconds: float) -> list[FaceScore]:
        response = self._post(photo, seconds)
        if response.status != 200:
            raise _refusal(response)
        with understood("Azure", secrets=_secrets()):
            return [_face(members(entry)) for entry in entries(parsed(response.data))]

    def _post(self, photo: bytes, seconds: float) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(
                "POST",
                f"{settings.AZURE_FACE_ENDPOINT.rstrip('/')}{PATH}?{QUERY}",
                body=photo,
                headers={
                    "Content-Type": "application/octet-stream",
                    "Ocp-Apim-Subscription-Key": settings.AZURE_FACE_KEY,
                },
                timeout=urllib3.Timeout(total=max(seconds, 0.01)),
                retries=False,
                # The key must not follow to another host.
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            message = f"Azure cannot be reached: {quoted(error, secrets=_secrets())}"
            raise SmileError(message) from error
        except ValueError as error:  # its text may hold the key
            message = "AZURE_FACE_ENDPOINT or AZURE_FACE_KEY cannot be used"
            raise SmileError(message, permanent=True) from error


def _face(entry: dict[str, object]) -> FaceScore:
    box = members(entry["faceRectangle"])
    return FaceScore(
        (_pixels(box["left"]), _pixels(box["top"]), _pixels(box["width"]), _pixels(box["height"])),
        number(members(entry["faceAttributes"])["smile"], 0, 1),
    )


def _pixels(side: object) -> int:
    """Read a side of a box, which may stick out of the picture."""
    return round(number(side, -LONGEST_SIDE, 2 * LONGEST_SIDE))


def _refusal(response: urllib3.BaseHTTPResponse) -> SmileError:
    message = f"Azure answered {response.status} {_reason(response.data)}"
    if response.status == 429 or response.status >= 500:
        return ServiceBusy(message, after=_seconds(response.headers.get("Retry-After", "")))
    return SmileError(message, permanent=True)


def _reason(body: bytes) -> str:
    """Return the innermost code and message: `{"error": {"code", "message", "innererror"}}`."""
    try:
        error = members(members(parsed(body))["error"])
        error = members(error.get("innererror") or error)
        text = f"{error.get('code', '')} {error.get('message', '')}"
    except STRANGE:
        text = body[:200].decode(errors="replace")
    return quoted(text, secrets=_secrets())


def _seconds(retry_after: str) -> float:
    """Read Retry-After; its other form, a date, counts as no wish."""
    return float(retry_after) if retry_after.strip().isdecimal() else 0.0


def _secrets() -> tuple[str, ...]:
    return (settings.AZURE_FACE_KEY,)
