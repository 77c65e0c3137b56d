"""Amazon Rekognition, by boto3.

Request and answer: https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html
Limits (JPEG or PNG, 5 MB, 80 pixels): https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
`Smile`: https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Smile.html
"""

import logging
from typing import Any

import boto3  # type: ignore[import-untyped]  # its stubs are megabytes, for one call
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]
from django.conf import settings

from .answers import entries, members, number, parsed, quoted, understood, yes_or_no
from .base import FaceScore, SmileError
from .cloud import CloudSmileBackend, ServiceBusy

# Rekognition says 400, not 429, when it is asked too often.
BUSY_CODES = {"ThrottlingException", "ProvisionedThroughputExceededException"}
BODY = "Body"
NO_SETTING_HELPS = {"NoCredentialsError", "PartialCredentialsError", "NoRegionError"}

# At DEBUG botocore writes each request's body, the guest's face, into the log.
logging.getLogger("botocore").setLevel(logging.INFO)


class SmileBackend(CloudSmileBackend):
    """Keys and region are AWS_*; without keys boto3 looks where it always does (role, profile)."""

    name = "rekognition"

    def __init__(self) -> None:
        try:
            self._client: Any = boto3.session.Session(
                aws_access_key_id=settings.AWS_ACCESS_KEY_ID or None,
                aws_secret_access_key=settings.AWS_SECRET_ACCESS_KEY or None,
                aws_session_token=settings.AWS_SESSION_TOKEN or None,
                region_name=settings.AWS_REGION or None,
            ).client(
                "rekognition",
                endpoint_url=settings.AWS_ENDPOINT_URL_REKOGNITION or None,
                config=Config(
                    connect_timeout=settings.SMILE_TIMEOUT,
                    read_timeout=settings.SMILE_TIMEOUT,
                    # Attempts are counted by CloudSmileBackend, which knows the time left.
                    retries={"total_max_attempts": 1, "mode": "standard"},
                ),
            )
        except (BotoCoreError, ValueError) as error:
            raise SmileError(f"Rekognition: {quoted(error)}", permanent=True) from error
        self._client.meta.events.register("before-parse.rekognition.DetectFaces", _keep_body)

    def ask(self, photo: bytes, size: tuple[int, int], seconds: float) -> list[FaceScore]:
        with understood("Rekognition", secrets=_secrets()):  # botocore does not understand some
            details = members(parsed(self._answer(photo)))["FaceDetails"]
            return [_face(members(detail), size) for detail in entries(details)]

    def _answer(self, photo: bytes) -> bytes:
        try:
            answer = self._client.detect_faces(Image={"Bytes": photo}, Attributes=["SMILE"])
        except ClientError as error:
            raise _refusal(error) from None  # its own words are not cleared of keys
        except (BotoCoreError, ResponseParserError) as error:
            permanent = type(error).__name__ in NO_SETTING_HELPS
            message = f"Rekognition cannot be reached: {_quoted(error)}"
            raise SmileError(message, permanent=permanent) from error
        body: bytes = answer[BODY]
        return body


def _keep_body(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
) -> None:
    """Add the answer as it came: botocore makes an empty list of text or an object."""
    customized_response_dict[BODY] = response_dict["body"]


def smile_score(smile: dict[str, object]) -> float:
    """Turn `{Value, Confidence}` into 0..1: the confidence counts for or against a smile.

    Confidence is 0..100 in the answer that Value gives, so 0.5 is where it knows nothing.
    """
    certainty = number(smile["Confidence"], 0, 100) / 200
    return 0.5 + certainty if yes_or_no(smile["Value"]) else 0.5 - certainty


def _face(detail: dict[str, object], size: tuple[int, int]) -> FaceScore:
    """Read a face; its box is in parts of the picture and may stick out of it."""
    box, (width, height) = members(detail["BoundingBox"]), size
    left, top = _pixels(box["Left"], width), _pixels(box["Top"], height)
    pixels = (left, top, _pixels(box["Width"], width), _pixels(box["Height"], height))
    return FaceScore(pixels, smile_score(members(detail["Smile"])))


def _pixels(part: object, length: int) -> int:
    return round(number(part, -1, 2) * length)


def _refusal(error: ClientError) -> SmileError:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    words = error.response.get("Error", {}).get("Message", "")
    message = f"Rekognition answered {status} {_quoted(f'{code} {words}')}"
    if code in BUSY_CODES or status == 429 or status >= 500:
        return ServiceBusy(message)
    return SmileError(message, permanent=True)


def _quoted(text: object) -> str:
    return quoted(text, secrets=_secrets())


def _secrets() -> tuple[str, ...]:
    secrets = (settings.AWS_SECRET_ACCESS_KEY, settings.AWS_SESSION_TOKEN)
    return (*secrets, settings.AWS_ACCESS_KEY_ID)
