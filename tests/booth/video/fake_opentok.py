"""A server that speaks OpenTok's wire format: rooms and signals, over real HTTP.

Source: https://tokbox.com/developer/rest/ and, for the unified platform,
https://developer.vonage.com/en/api/video
"""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt


@dataclass
class FakeOpenTok:
    """Holds what was asked; `answer` (status, content type, body) replaces the good answers."""

    address: str
    project: str
    key: str
    algorithm: str
    rooms: list[str] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    signals: list[dict[str, Any]] = field(default_factory=list)
    answer: tuple[int, str, str] | None = None

    def make_room(self) -> str:
        """Ids look like this: the project is in them, which the SDK checks."""
        content = f"1~{self.project}~~{secrets.randbits(40)}~{secrets.token_hex(8)}~fp"
        room = "1_MX" if self.algorithm == "RS256" else "2_MX"
        room = room[:2] + base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
        self.rooms.append(room)
        return room

    def signal(self, room: str, content: dict[str, Any]) -> None:
        self.signals.append({"room": room, **content})

    def is_authorised(self, headers: Any) -> bool:
        unified = self.algorithm == "RS256"
        token = (
            headers.get("Authorization", "").removeprefix("Bearer ")
            if unified
            else headers.get("X-OPENTOK-AUTH", "")
        )
        try:
            claims = jwt.decode(token, self.key, algorithms=[self.algorithm])
        except jwt.InvalidTokenError:
            return False
        return claims.get("application_id" if unified else "iss") == self.project


class Handler(BaseHTTPRequestHandler):
    fake: FakeOpenTok

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.fake.answer is not None:
            self._send(*self.fake.answer)
        elif not self.fake.is_authorised(self.headers):
            self._send(403, "application/json", '{"message": "Invalid token"}')
        elif self.path == "/session/create":
            self.fake.forms.append(parse_qs(body))
            made = {"session_id": self.fake.make_room(), "project_id": self.fake.project}
            self._send(200, "application/json", json.dumps([made]))
        elif self.path.endswith("/signal"):
            room = self.path.split("/session/")[1].split("/")[0]
            if self.path.split("/")[3] != self.fake.project or room not in self.fake.rooms:
                self._send(404, "application/json", "{}")
                return
            self.fake.signal(room, json.loads(body))
            self._send(204, "application/json", "")
        else:
            self._send(404, "application/json", "{}")

    def _send(self, status: int, content_type: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def running_fake(
    *,
    project: str,
    key: str,
    algorithm: str,
    kind: type[FakeOpenTok] = FakeOpenTok,
    handler: type[Handler] = Handler,
) -> Iterator[FakeOpenTok]:
    """Serve on a free port; `key` checks the tokens: a secret, or a public key in PEM."""
    bound = type("Bound", (handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    fake = kind(f"http://127.0.0.1:{server.server_port}", project, key, algorithm)
    bound.fake = fake  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
