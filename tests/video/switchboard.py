"""The vendor's side of live video on this machine: its API, its script's stand-in, its rooms.

Rooms, tokens and signals over HTTP are FakeOpenTok's. What pages say to each other goes through
here as server-sent events and posts; the pictures go from page to page by WebRTC. Tokens are
checked as the vendor says: signature, room, end, and what each role may do.
"""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import RLock, Timer
from typing import Any

import jwt

from tests.booth.video.fake_opentok import FakeOpenTok, Handler, running_fake

SCRIPT = Path(__file__).with_name("standin.js")
GRACE_SECONDS = 2.0
MAY = {
    "subscriber": {"pass"},
    "publisher": {"pass", "publish", "unpublish", "signal"},
    "moderator": {"pass", "publish", "unpublish", "signal", "putOut"},
}


class Refused(Exception):
    """With the vendor's name for it."""


@dataclass
class Visitor:
    """A page in a room."""

    id: str
    room: str
    data: str
    role: str
    news: "Queue[dict[str, Any] | None]" = field(default_factory=Queue)
    streams: dict[str, dict[str, Any]] = field(default_factory=dict)
    feeds: int = 0

    @property
    def connection(self) -> dict[str, str]:
        return {"connectionId": self.id, "data": self.data}

    @property
    def kind(self) -> str:
        return str(json.loads(self.data)["kind"])


@dataclass
class Switchboard(FakeOpenTok):
    """Who is in which room. Tests read it and do to it what happens to networks."""

    lock: RLock = field(default_factory=RLock)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    entered: list[Visitor] = field(default_factory=list)
    script: str = ""
    script_delay: float = 0
    is_away: bool = False
    refused_rooms: set[str] = field(default_factory=set)

    @property
    def script_url(self) -> str:
        return f"{self.address}/opentok.js"

    def __post_init__(self) -> None:
        self.script = SCRIPT.read_text()

    def inside(self, kind: str) -> list[Visitor]:
        with self.lock:
            return [each for each in self.visitors.values() if each.kind == kind]

    def enter(self, room: str, token: str) -> dict[str, Any]:
        if room not in self.rooms or room in self.refused_rooms:
            raise Refused("OT_INVALID_SESSION_ID")
        try:
            claims = jwt.decode(token, self.key, algorithms=[self.algorithm])
        except jwt.InvalidTokenError as error:
            raise Refused("OT_AUTHENTICATION_ERROR") from error
        if claims["session_id"] != room or claims["scope"] != "session.connect":
            raise Refused("OT_AUTHENTICATION_ERROR")
        visitor = Visitor(secrets.token_hex(8), room, claims["connection_data"], claims["role"])
        with self.lock:
            others = self._others(visitor)
            self.visitors[visitor.id] = visitor
            self.entered.append(visitor)
            self._tell(others, {"kind": "connection", "connection": visitor.connection})
        return {
            "connection": visitor.connection,
            "role": visitor.role,
            "others": [each.connection for each in others],
            "streams": [stream for each in others for stream in each.streams.values()],
        }

    def hear(self, visitor: Visitor, said: dict[str, Any]) -> dict[str, Any]:
        if said["kind"] not in MAY[visitor.role]:
            raise Refused("OT_PERMISSION_DENIED")
        with self.lock:
            answer = getattr(self, f"_{said['kind']}")(visitor, said)
        return answer or {}

    def _pass(self, visitor: Visitor, said: dict[str, Any]) -> None:
        to = self.visitors.get(said["to"])
        if to and to.room == visitor.room:
            to.news.put({**said, "from": visitor.id})

    def _publish(self, visitor: Visitor, said: dict[str, Any]) -> dict[str, Any]:
        stream = {
            "streamId": secrets.token_hex(8),
            "name": said["name"],
            "connection": visitor.connection,
            "videoDimensions": said["videoDimensions"],
        }
        visitor.streams[stream["streamId"]] = stream
        self._tell(self._others(visitor), {"kind": "stream", "stream": stream})
        return stream

    def _unpublish(self, visitor: Visitor, said: dict[str, Any]) -> None:
        if visitor.streams.pop(said["stream"], None):
            self._tell(self._others(visitor), {"kind": "streamGone", "stream": said["stream"]})

    def _signal(self, visitor: Visitor, said: dict[str, Any]) -> None:
        everyone = [each for each in self.visitors.values() if each.room == visitor.room]
        self._tell(everyone, {**said, "from": visitor.connection})

    def _putOut(self, visitor: Visitor, said: dict[str, Any]) -> None:  # noqa: N802
        other = self.visitors.get(said["to"])
        if other and other.room == visitor.room:
            other.news.put({"kind": "out"})
            self.leave(other)

    def signal(self, room: str, content: dict[str, Any]) -> None:
        """As asked for over the vendor's API; such a signal has no sender."""
        super().signal(room, content)
        with self.lock:
            everyone = [each for each in self.visitors.values() if each.room == room]
            self._tell(everyone, {"kind": "signal", **content, "from": None})

    def leave(self, visitor: Visitor) -> None:
        with self.lock:
            if self.visitors.pop(visitor.id, None) is None:
                return
            others = self._others(visitor)
            for stream in visitor.streams:
                self._tell(others, {"kind": "streamGone", "stream": stream})
            self._tell(others, {"kind": "connectionGone", "connection": visitor.connection})
            visitor.news.put(None)

    def forget(self, visitor: Visitor) -> None:
        if not visitor.feeds:
            self.leave(visitor)

    def drop(self, kind: str) -> None:
        """Lose the line to some pages and forget them, as after a network failure."""
        for visitor in self.inside(kind):
            self.leave(visitor)

    def vanish(self) -> None:
        """Fall over: nothing is answered until `is_away` is False again."""
        self.is_away = True
        for visitor in list(self.visitors.values()):
            self.leave(visitor)

    def refuse_rooms(self) -> None:
        """Know none of the rooms any more, and put everybody out."""
        self.refused_rooms.update(self.rooms)
        for visitor in list(self.visitors.values()):
            self.leave(visitor)

    def wait_for(self, kind: str, *, count: int = 1, seconds: float = 20) -> list[Visitor]:
        """Wait until so many pages of a kind are inside."""
        deadline = time.monotonic() + seconds
        while len(found := self.inside(kind)) != count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} {kind} in {seconds} s"
            time.sleep(0.05)
        return found

    def _others(self, visitor: Visitor) -> list[Visitor]:
        same = [each for each in self.visitors.values() if each.room == visitor.room]
        return [each for each in same if each.id != visitor.id]

    @staticmethod
    def _tell(visitors: list[Visitor], news: dict[str, Any]) -> None:
        for each in visitors:
            each.news.put(news)


class SwitchboardHandler(Handler):
    """The vendor's API, and what the stand-in of its script asks for."""

    fake: Switchboard

    def do_GET(self) -> None:  # noqa: N802
        if self.fake.is_away:
            self.close_connection = True
        elif self.path == "/opentok.js":
            time.sleep(self.fake.script_delay)
            self._send(200, "text/javascript", self.fake.script)
        elif self.path.startswith("/events/"):
            self._feed(self.fake.visitors.get(self.path.split("/")[2]))
        else:
            self._send(404, "text/plain", "")

    def do_POST(self) -> None:  # noqa: N802
        if self.fake.is_away:
            self.close_connection = True
            return
        what, _, visitor_id = self.path[1:].partition("/")
        if what not in {"enter", "send", "leave"}:
            super().do_POST()
            return
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            answer = self._answer(what, self.fake.visitors.get(visitor_id), body)
        except Refused as error:
            self._send(403, "application/json", json.dumps({"name": str(error)}))
        else:
            self._send(200, "application/json", json.dumps(answer))

    def _answer(self, what: str, visitor: Visitor | None, body: str) -> dict[str, Any]:
        if what == "enter":
            said = json.loads(body)
            return self.fake.enter(said["session"], said["token"])
        if visitor is None:
            raise Refused("OT_NOT_CONNECTED")
        if what == "send":
            return self.fake.hear(visitor, json.loads(body))
        self.fake.leave(visitor)
        return {}

    def _feed(self, visitor: Visitor | None) -> None:
        if visitor is None:
            self._send(404, "text/plain", "")
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        visitor.feeds += 1
        with suppress(OSError):
            self._pour(visitor)
        visitor.feeds -= 1
        # A page whose line broke may come back; one that was closed does not.
        Timer(GRACE_SECONDS, self.fake.forget, [visitor]).start()

    def _pour(self, visitor: Visitor) -> None:
        self.wfile.write(b"retry: 200\n\n")
        while True:
            try:
                news = visitor.news.get(timeout=0.5)
            except Empty:
                self.wfile.write(b":\n\n")
                continue
            if news is None:
                return
            self.wfile.write(f"data: {json.dumps(news)}\n\n".encode())

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@contextmanager
def running_switchboard(*, project: str, secret: str) -> Iterator[Switchboard]:
    """Serve on a free port until the block ends."""
    with running_fake(
        project=project, key=secret, algorithm="HS256", kind=Switchboard, handler=SwitchboardHandler
    ) as switchboard:
        assert isinstance(switchboard, Switchboard)
        yield switchboard
        switchboard.vanish()
