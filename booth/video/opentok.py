"""OpenTok: with a project's key and secret, or with an application of the unified platform.

The SDK (opentok 3.15) tells the two apart by whether the second credential ends like a file name;
`booth.video.checks` refuses what it would misread. On the unified platform it ignores `api_url`.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from opentok import Client, MediaModes, Roles
from opentok.endpoints import Endpoints
from opentok.exceptions import AuthError, OpenTokException, RequestError

from .base import BaseVideoBackend, Member, Role, VideoError

SECONDS = 5
# https://tokbox.com/developer/guides/create-token/: a subscriber can neither publish nor signal.
ROLES = {
    Role.WATCH: Roles.subscriber,
    Role.PUBLISH: Roles.publisher,
    Role.MODERATE: Roles.moderator,
}
CREDENTIALS = "OpenTok does not accept our credentials."


class VideoBackend(BaseVideoBackend):
    """Rooms are routed by the vendor's servers, so that several pages can watch one booth."""

    def create_video_session(self) -> str:
        client = make_client()
        try:
            video_session = client.create_session(media_mode=MediaModes.routed)
        except OpenTokException as error:
            raise _video_error(error) from None
        video_session_id: str = video_session.session_id
        return video_session_id

    def make_token(
        self, *, video_session_id: str, role: Role, member: Member, expires_at: datetime
    ) -> str:
        try:
            token: str = make_client().generate_token(
                video_session_id,
                role=ROLES[role],
                expire_time=int(expires_at.timestamp()),
                data=member.as_text(),
            )
        except OpenTokException as error:
            raise VideoError(_words(error), permanent=True) from None
        return token

    def send_signal(self, *, video_session_id: str, kind: str, data: str) -> None:
        try:
            make_client().send_signal(video_session_id, {"type": kind, "data": data})
        except (OpenTokException, requests.RequestException) as error:
            raise _video_error(error) from None

    def page_config(self) -> Mapping[str, Any]:
        return {
            "scriptUrl": settings.OPENTOK_SCRIPT_URL,
            "projectId": settings.OPENTOK_APPLICATION_ID or settings.OPENTOK_API_KEY,
        }


def make_client() -> Any:
    """Return the SDK's client for the credentials that are set; raises VideoError without any."""
    if settings.OPENTOK_APPLICATION_ID:
        try:
            client = Client(
                settings.OPENTOK_APPLICATION_ID, settings.OPENTOK_PRIVATE_KEY_PATH, timeout=SECONDS
            )
        except OSError as error:
            message = f"OPENTOK_PRIVATE_KEY_PATH cannot be read: {error.strerror}"
            raise VideoError(message, permanent=True) from None
    elif settings.OPENTOK_API_KEY:
        client = Client(settings.OPENTOK_API_KEY, settings.OPENTOK_API_SECRET, timeout=SECONDS)
    else:
        raise VideoError("OpenTok has no credentials.", permanent=True)
    if settings.OPENTOK_API_URL:
        client.endpoints = Endpoints(settings.OPENTOK_API_URL, client.api_key)
    return client


def _video_error(error: Exception) -> VideoError:
    """The SDK wraps every failure of a request, its own refusals too, in RequestError."""
    refused = isinstance(error, AuthError) or "invalid credentials" in str(error)
    if refused:
        return VideoError(CREDENTIALS, permanent=True)
    temporary = isinstance(error, RequestError | requests.RequestException)
    return VideoError(_words(error), permanent=not temporary)


def _words(error: Exception) -> str:
    """Its own words in one line, without the addresses of requests."""
    return re.sub(r"\s+", " ", str(error))[:200] or type(error).__name__
