"""Vonage's two APIs as they are on the wire: real sockets, no account.

Each request is held against what Vonage documents, its credentials are checked (the JWT's
signature with the public key), then it is answered in the next of `moods`; the last one stays.
What a guest would get is in `accepted`.
"""

import base64
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from messaging.sms.vonage_signatures import sign

NUMBER = re.compile(r"[1-9]\d{6,14}")
ID = "application-0001"
KEY, SECRET, SIGNATURE_SECRET = "abcd1234", "TopSecret99", "sIgNaTuReSeCrEt-of-the-account-0001"
SENDER = "12015550100"
SENDERS = {SENDER, "AdaAndBen"}


@cache
def application_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def application_pem() -> str:
    key = application_key()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


MESSAGES_SETTINGS = {
    "SMS_BACKEND": "messaging.sms.vonage_messages.SmsBackend",
    "VONAGE_APPLICATION_ID": ID,
    "VONAGE_SENDER": "+" + SENDER,
}
SMS_SETTINGS = {
    "SMS_BACKEND": "messaging.sms.vonage_sms.SmsBackend",
    "VONAGE_API_KEY": KEY,
    "VONAGE_API_SECRET": SECRET,
    "VONAGE_SENDER": "+" + SENDER,
}


@dataclass(frozen=True)
class Accepted:
    """A text that the vendor took and would deliver."""

    id: str
    to: str
    text: str
    client_ref: str
    fields: dict[str, Any]


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    # Cuts the connection, with nothing or half of the answer sent.
    is_cut: bool = False


def in_json(status: int, content: object) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


def problem(status: int, code: str, title: str, detail: str) -> Answer:
    kind = f"https://developer.vonage.com/api-errors{code}"
    return in_json(status, {"type": kind, "title": title, "detail": detail, "instance": "bf0c"})


# Moods that both APIs share: the platform before them is what answers, or does not.
EVERYWHERE = {
    "429": problem(429, "#throttled", "Rate Limit Hit", "Please wait, then retry"),
    "500": problem(500, "#1030", "Internal error", "There was an error processing your request"),
    "502": Answer(502, b"<html>Bad Gateway</html>"),
    "503": Answer(503, b"<html>Service Unavailable</html>"),
    "504": Answer(504, b"<html>Gateway Time-out</html>"),
    "408": Answer(408),
    "401": problem(401, "#unauthorized", "Unauthorized", "You did not provide credentials."),
    "402": problem(402, "#low-balance", "Low balance", "Your account has no money."),
    "404": problem(404, "#not-found", "Not Found", "No such thing"),
    "422": problem(422, "/messages#1120", "Illegal sender", "14155550123 may not get this"),
    "html": Answer(200, b"<html>Sign in to the hotel's network</html>"),
    "nothing": Answer(200, b""),
    "other_json": in_json(200, {"ok": [1, None]}),
    "a_list": in_json(200, [1, 2]),
    "a_string": in_json(200, "fine"),
    "cut_short": Answer(200, b'{"message', {"Content-Length": "500"}, is_cut=True),
}
# Of those, the ones after which the vendor may well send the text, and does here.
DOUBTFUL = {"500", "502", "504", "html", "nothing", "other_json", "a_list", "a_string", "cut_short"}


class FakeVonage:
    """Both APIs on one port; `with` starts and stops them."""

    paths: ClassVar[dict[str, str]] = {"/v1/messages": "messages", "/sms/json": "sms"}

    def __init__(self) -> None:
        self.moods = ["accepts"]
        self.accepted: list[Accepted] = []
        self.complaints: list[str] = []
        self.posts = 0
        self.connections = 0
        self.delay = 0.0
        self.on_accepted: Callable[[int], None] = lambda count: None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it; whoever asks from now on is refused a connection."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def connected(self) -> bool:
        """Note a connection; False when it is to be cut before anything is read."""
        with self._lock:
            self.connections += 1
            if self.moods[0] != "drops_before":
                return True
            self._next_mood()
            return False

    def _next_mood(self) -> str:
        return self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]

    def answer(self, path: str, headers: Any, body: bytes) -> Answer:
        with self._lock:
            self.posts += 1
            mood = self._next_mood()
        if mood == "drops_before":  # it connected when the mood was still another
            return Answer(0, is_cut=True)
        api = self.paths.get(path, "")
        try:
            fields = read_messages(headers, body) if api == "messages" else read_sms(headers, body)
        except (ValueError, KeyError, jwt.InvalidTokenError) as error:
            self.complaints.append(repr(error))
            return EVERYWHERE["401"]
        if self.delay:
            time.sleep(self.delay)
        good = self._accept(api, fields, mood)
        if mood in {"silent", "late"}:
            self._closing.wait(2.0 if mood == "late" else 60)
        if mood == "redirects":
            return Answer(307, b"", {"Location": self.address + path})
        if mood in {"drops_after", "silent"}:
            return Answer(0, is_cut=True)
        return EVERYWHERE.get(mood, good)

    def _accept(self, api: str, fields: dict[str, Any], mood: str) -> Answer:
        parts = 2 if mood in {"multipart", "partial"} else 1
        ids = [str(uuid4()) for _ in range(parts)]
        refusal = re.fullmatch(r"refuses (\d+)", mood)
        if refusal is None and (mood in DOUBTFUL or mood not in EVERYWHERE):
            ref = fields.get("client_ref") or fields.get("client-ref", "")
            text = fields.get("text", "")
            with self._lock:
                self.accepted.append(Accepted(ids[0], fields["to"], text, ref, fields))
                count = len(self.accepted)
            self.on_accepted(count)
        if api == "messages":
            return in_json(202, {"message_uuid": ids[0]})
        answers = [_part(fields, part_id) for part_id in ids]
        if mood == "partial":
            answers[1] = {"status": "1", "error-text": "Throttled"}
        if refusal:
            words = f"Refused {fields['to']}"
            answers = [{"to": fields["to"], "status": refusal[1], "error-text": words}]
        return in_json(200, {"message-count": str(len(answers)), "messages": answers})


def _part(fields: dict[str, Any], part_id: str) -> dict[str, str]:
    return {
        "to": fields["to"],
        "message-id": part_id,
        "status": "0",
        "remaining-balance": "3.14159265",
        "message-price": "0.03330000",
        "network": "12345",
        "client-ref": fields.get("client-ref", ""),
    }


def _hold(truth: object, words: str) -> None:
    if not truth:
        raise ValueError(words)


def read_messages(headers: Any, body: bytes) -> dict[str, Any]:
    """Hold a request against https://developer.vonage.com/en/api/messages; return its fields."""
    way, _, token = headers.get("Authorization", "").partition(" ")
    _hold(way == "Bearer", "no bearer token")
    claims = jwt.decode(
        token,
        application_key().public_key(),
        algorithms=["RS256"],
        options={"require": ["iat", "exp", "jti", "application_id"]},
    )
    _hold(claims["application_id"] == ID, "another application")
    _hold(headers["Content-Type"] == "application/json", f"type {headers['Content-Type']}")
    fields: dict[str, Any] = json.loads(body)
    kinds = {"sms text", "mms image", "whatsapp image", "whatsapp text"}
    _hold(f"{fields['channel']} {fields['message_type']}" in kinds, "channel")
    _hold(NUMBER.fullmatch(fields["to"]), "to")
    _hold(fields["from"] in SENDERS, "from")
    _hold(len(fields.get("client_ref", "")) <= 100, "client_ref is too long")
    _hold(not any(name.startswith("trusted") for name in fields), "fraud protection is off")
    if fields["message_type"] == "text":
        _hold(0 < len(fields["text"]) <= 1000, "text")
    else:
        _hold(fields["image"]["url"].startswith("https://"), "picture")
    return fields


def read_sms(headers: Any, body: bytes) -> dict[str, Any]:
    """Hold a request against https://developer.vonage.com/en/api/sms; return its fields."""
    kind = headers["Content-Type"]
    _hold(kind == "application/x-www-form-urlencoded", f"type {kind}")
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "sig" in fields:
        _hold(fields["sig"] == sign(fields, SIGNATURE_SECRET, "md5hash"), "wrong signature")
        _hold(fields["api_key"] == KEY, "wrong key")
        _hold(abs(time.time() - int(fields["timestamp"])) < 300, "old")
    else:
        way, _, token = headers.get("Authorization", "").partition(" ")
        _hold(way == "Basic", "no credentials")
        _hold(base64.b64decode(token).decode() == f"{KEY}:{SECRET}", "wrong secret")
    _hold(NUMBER.fullmatch(fields["to"]), "to")
    _hold(fields["from"] in SENDERS, "from")
    _hold(fields["type"] in {"text", "unicode"}, "type")
    _hold(len(fields["client-ref"]) <= 100, "client-ref is too long")
    _hold(not any(name.startswith("trusted") for name in fields), "fraud protection is off")
    return fields


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the tests."""


def _handler(vendor: FakeVonage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            if vendor.connected():
                super().handle()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = vendor.answer(self.path, self.headers, body)
            self.close_connection = self.close_connection or answer.is_cut
            if answer.status == 0:
                return
            self.send_response(answer.status)
            headers = {"Content-Length": str(len(answer.body)), **answer.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
