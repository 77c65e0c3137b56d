"""No video but the page's own camera. Needs no account and no network."""

from datetime import datetime
from typing import NoReturn

from .base import BaseVideoBackend, Member, Role, VideoError

OFF = "Live video is off (VIDEO_BACKEND=local)."


class VideoBackend(BaseVideoBackend):
    """Says that there is none."""

    is_live = False

    def create_video_session(self) -> NoReturn:
        raise VideoError(OFF, permanent=True)

    def make_token(
        self, *, video_session_id: str, role: Role, member: Member, expires_at: datetime
    ) -> NoReturn:
        raise VideoError(OFF, permanent=True)

    def send_signal(self, *, video_session_id: str, kind: str, data: str) -> NoReturn:
        raise VideoError(OFF, permanent=True)
