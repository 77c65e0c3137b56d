"""What a provider of live video has to offer."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class VideoError(Exception):
    """The provider refused or could not be reached; `permanent` says a retry is pointless.

    The booth goes on with its own camera either way.
    """

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Role(StrEnum):
    """The least that each kind of page needs; all may see the others."""

    WATCH = "watch"
    PUBLISH = "publish"
    MODERATE = "moderate"


@dataclass(frozen=True)
class Member:
    """Who a page is to the others in a room. The server says it, in the token; pages cannot."""

    class Kind(StrEnum):
        BOOTH = "booth"
        STAFF = "staff"
        GUEST = "guest"

    kind: Kind
    name: str = ""
    public_id: str = ""

    def as_text(self) -> str:
        """What others get to read: static/src/video/members.js."""
        content = {"kind": self.kind, "name": self.name[:100], "id": self.public_id}
        return json.dumps(content, ensure_ascii=False)


class BaseVideoBackend(ABC):
    """One instance a process; used by several threads at once.

    Video session: a room of the provider's, in which pages publish and see streams. Its id is
    never called a bare "session", of which there are too many kinds.
    """

    is_live = True  # False: there is no video beyond the page's own camera

    @abstractmethod
    def create_video_session(self) -> str:
        """Make a room at the provider and return its id. Raises VideoError."""

    @abstractmethod
    def make_token(
        self, *, video_session_id: str, role: Role, member: Member, expires_at: datetime
    ) -> str:
        """Return what lets one page into a room until `expires_at`, and whom others see in it.

        Raises VideoError, permanent, for a room that is not of these credentials.
        """

    @abstractmethod
    def send_signal(self, *, video_session_id: str, kind: str, data: str) -> None:
        """Pass a line of at most 8 kB to all pages in a room. Raises VideoError."""

    def page_config(self) -> Mapping[str, Any]:
        """What the page needs to know besides room and token; no secret."""
        return {}
