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

from .base import FaceScore, SmileError
from .cloud import CloudSmileBackend, ServiceBusy, quoted

# Rekognition says 400, not 429, when it is asked too often.
BUSY_CODES = {"ThrottlingException", "ProvisionedThroughputExceededException"}
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

    def ask(self, photo: bytes, size: tuple[int, int], seconds: float) -> list[FaceScore]:
        try:
            answer = self._client.detect_faces(Image={"Bytes": photo}, Attributes=["SMILE"])
            return [_face(detail, size) for detail in answer["FaceDetails"]]
        except ClientError as error:
            raise _refusal(error) from None  # its own words are not cleared of keys
        except (BotoCoreError, ResponseParserError) as error:
            permanent = type(error).__name__ in NO_SETTING_HELPS
            message = f"Rekognition cannot be reached: {_quoted(error)}"
            raise SmileError(message, permanent=permanent) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # botocore's own too
            message = f"Rekognition's answer is not understood: {_quoted(repr(error))}"
            raise SmileError(message) from error


def smile_score(smile: dict[str, Any]) -> float:
    """Turn `{Value, Confidence}` into 0..1: the confidence counts for or against a smile.

    Confidence is 0..100 in the answer that Value gives, so 0.5 is where it knows nothing.
    """
    certainty = float(smile["Confidence"]) / 200
    return 0.5 + certainty if smile["Value"] else 0.5 - certainty


def _face(detail: dict[str, Any], size: tuple[int, int]) -> FaceScore:
    """Read a face; its box is in parts of the picture and may stick out of it."""
    box, (width, height) = detail["BoundingBox"], size
    left, top = round(box["Left"] * width), round(box["Top"] * height)
    pixels = (left, top, round(box["Width"] * width), round(box["Height"] * height))
    return FaceScore(pixels, smile_score(detail["Smile"]))


def _refusal(error: ClientError) -> SmileError:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    words = error.response.get("Error", {}).get("Message", "")
    message = f"Rekognition answered {status} {_quoted(f'{code} {words}')}"
    if code in BUSY_CODES or status == 429 or status >= 500:
        return ServiceBusy(message)
    return SmileError(message, permanent=True)


def _quoted(text: object) -> str:
    secrets = (settings.AWS_SECRET_ACCESS_KEY, settings.AWS_SESSION_TOKEN)
    return quoted(text, secrets=(*secrets, settings.AWS_ACCESS_KEY_ID))
