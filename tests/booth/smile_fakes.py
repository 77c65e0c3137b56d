"""Services that find smiles, as they are on the wire: real sockets, no cloud.

Each request is held against what the service documents, then answered in the next of `moods`
(the last one stays).
"""

import base64
import io
import json
import re
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]
from PIL import Image

SILENCE = 10  # seconds
DEEP = b"[" * 100_000 + b"]" * 100_000


@dataclass(frozen=True)
class Face:
    """A face that the service sees: box in parts of the picture, smile 0..1."""

    box: tuple[float, float, float, float]
    smile: float


@dataclass(frozen=True)
class Request:
    path: str
    headers: Message
    body: bytes


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class FakeService(ABC):
    """A server on a port of its own; `with` starts and stops it."""

    backend: ClassVar[str]
    secret: ClassVar[str]
    # Where in an answer that tells of a face each thing is.
    places: ClassVar[dict[str, list[str | int]]]

    def __init__(self) -> None:
        self.moods = ["faces"]
        self.wrong = ("answer", "null")
        self.faces: list[Face] = []
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.pictures: list[Image.Image] = []
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    @property
    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """What makes the project ask this server."""

    @abstractmethod
    def picture(self, request: Request) -> bytes:
        """Return the JPEG in a request; raise ValueError, saying why, for a wrong request."""

    @abstractmethod
    def is_key_right(self, request: Request) -> bool: ...

    @abstractmethod
    def seen(self, size: tuple[int, int]) -> bytes:
        """Return the answer that tells of `faces` on a picture of this size."""

    @abstractmethod
    def refusal(self, mood: str) -> Answer:
        """Return the documented answer for bad_key, not_granted, busy, busy_long or broken."""

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

    def answer(self, request: Request) -> Answer | None:
        """Return what is sent back; None when nothing is."""
        mood = self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]
        self.requests.append(request)
        if not self.is_key_right(request):
            self.complaints.append("wrong key")
            return self.refusal("bad_key")
        try:
            picture = Image.open(io.BytesIO(self.picture(request)))
        except (ValueError, OSError) as error:
            self.complaints.append(str(error))
            return Answer(400, b"{}")
        self.pictures.append(picture)
        return self._in_mood(mood, picture.size)

    def spoil(self, place: str, value: str) -> None:
        """Answer from now on with this JSON in place of what belongs there."""
        self.wrong = (place, value)
        self.moods = ["wrong"]

    def _spoiled(self, good: bytes) -> bytes:
        place, value = self.wrong
        answer = {"all": json.loads(good)}
        at: Any = answer
        *way, last = ["all", *self.places[place]]
        for step in way:
            at = at[step]
        at[last] = "@"
        return json.dumps(answer["all"]).replace('"@"', value).encode()

    def _in_mood(self, mood: str, size: tuple[int, int]) -> Answer | None:
        good = self.seen(size)
        answers = {
            "faces": Answer(200, good),
            "wrong": Answer(200, self._spoiled(good) if mood == "wrong" else b""),
            "deep": Answer(200, DEEP),
            "deep_refusal": Answer(403, DEEP),
            "nonsense": Answer(200, b"<html>Sign in to the hotel's network</html>"),
            "other_json": Answer(200, b'{"ok": [1, null]}'),
            "a_string": Answer(200, b'"fine"'),
            "nothing": Answer(200, b""),
            "elsewhere": Answer(307, b"", {"Location": self.address + "/elsewhere"}),
            "echo": Answer(400, f"unknown key {self.secret}".encode()),
            "cut_short": Answer(200, good[: len(good) // 2], {"Content-Length": str(len(good))}),
        }
        if mood in answers:
            return answers[mood]
        if mood == "silent":
            self._closing.wait(SILENCE)
            return None
        return None if mood in {"hangs_up", "drips"} else self.refusal(mood)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                drips = service.moods[0] == "drips"
                answer = service.answer(Request(self.path, self.headers, body))
                self.close_connection = True
                if drips:
                    service.drip(self)
                elif answer is not None:
                    self._send(answer)

            def _send(self, answer: Answer) -> None:
                self.send_response(answer.status)
                headers = {"Content-Length": str(len(answer.body)), **answer.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a byte now and then: no single read ever times out."""
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        until = time.monotonic() + SILENCE
        while time.monotonic() < until and not self._closing.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return


class FakeAzure(FakeService):
    """https://learn.microsoft.com/en-us/rest/api/face/face-detection-operations/detect"""

    backend = "azure"
    secret = "5f1d7ab0c7e94d5c8a3c2f0e5b6d7a81"
    places = {
        "answer": [],
        "faces": [],
        "face": [0],
        "box": [0, "faceRectangle"],
        "left": [0, "faceRectangle", "left"],
        "width": [0, "faceRectangle", "width"],
        "smile": [0, "faceAttributes"],
        "score": [0, "faceAttributes", "smile"],
    }

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "SMILE_BACKEND": "booth.smile.azure.SmileBackend",
            "AZURE_FACE_ENDPOINT": self.address + "/",
            "AZURE_FACE_KEY": self.secret,
        }

    def is_key_right(self, request: Request) -> bool:
        return bool(request.headers["Ocp-Apim-Subscription-Key"] == self.secret)

    def picture(self, request: Request) -> bytes:
        address = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path != "/face/v1.2/detect":
            raise ValueError(f"404 Resource not found: {address.path}")
        if request.headers["Content-Type"] != "application/octet-stream":
            raise ValueError("415 UnsupportedMediaType")
        if query.get("returnFaceId") != "false":
            raise ValueError("403 UnsupportedFeature: missing approval for Identification")
        if query.get("returnFaceAttributes") != "smile":
            raise ValueError("400 BadArgument: returnFaceAttributes")
        if query.get("detectionModel", "detection_01") != "detection_01":
            raise ValueError("400 BadArgument: this model has no smile")
        if not 1024 <= len(request.body) <= 6 * 1024 * 1024:
            raise ValueError("400 InvalidImageSize")
        return request.body

    def seen(self, size: tuple[int, int]) -> bytes:
        width, height = size
        entries = []
        for face in self.faces:
            left, top, across, down = face.box
            rectangle = {
                "top": round(top * height),
                "left": round(left * width),
                "width": round(across * width),
                "height": round(down * height),
            }
            entries.append(
                {"faceRectangle": rectangle, "faceAttributes": {"smile": face.smile}},
            )
        return json.dumps(entries).encode()

    def refusal(self, mood: str) -> Answer:
        denied = "Access denied due to invalid subscription key or wrong API endpoint."
        unsupported = {
            "code": "UnsupportedFeature",
            "message": "Feature is not supported, missing approval for one or more of the "
            "following features: Attributes. Please apply for access at "
            "https://aka.ms/facerecognition",
        }
        not_granted = {
            "code": "InvalidRequest",
            "message": "Invalid request has been sent.",
            "innererror": unsupported,
        }
        often = "Requests to the Face - Detect Operation have exceeded rate limit of your tier."
        status, error, headers = {
            "bad_key": (401, {"code": "401", "message": denied}, {}),
            "not_granted": (403, not_granted, {}),
            "busy": (429, {"code": "429", "message": often}, {"Retry-After": "0"}),
            "busy_long": (429, {"code": "429", "message": often}, {"Retry-After": "26"}),
            "broken": (500, {"code": "InternalServerError", "message": "Try again."}, {}),
        }[mood]
        return Answer(status, json.dumps({"error": error}).encode(), headers)


class FakeRekognition(FakeService):
    """https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html"""

    backend = "rekognition"
    secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"
    key_id = "AKIAIOSFODNN7EXAMPLE"
    region = "eu-west-1"
    places = {
        "answer": [],
        "faces": ["FaceDetails"],
        "face": ["FaceDetails", 0],
        "box": ["FaceDetails", 0, "BoundingBox"],
        "left": ["FaceDetails", 0, "BoundingBox", "Left"],
        "width": ["FaceDetails", 0, "BoundingBox", "Width"],
        "smile": ["FaceDetails", 0, "Smile"],
        "score": ["FaceDetails", 0, "Smile", "Confidence"],
        "yes": ["FaceDetails", 0, "Smile", "Value"],
    }

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "SMILE_BACKEND": "booth.smile.rekognition.SmileBackend",
            "AWS_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_ENDPOINT_URL_REKOGNITION": self.address,
        }

    def is_key_right(self, request: Request) -> bool:
        """Make the request's signature again, with the key that the service knows."""
        found = re.search(r"SignedHeaders=([^,]+), *Signature=(\w+)", self._authorization(request))
        if found is None:
            return False
        names, signature = found[1].split(";"), found[2]
        again = AWSRequest(
            method="POST",
            url=self.address + request.path,
            data=request.body,
            headers={name: request.headers[name] for name in names},
        )
        again.context["timestamp"] = request.headers["X-Amz-Date"]
        auth = SigV4Auth(Credentials(self.key_id, self.secret), "rekognition", self.region)
        text = auth.string_to_sign(again, auth.canonical_request(again))
        return bool(auth.signature(text, again) == signature)

    def _authorization(self, request: Request) -> str:
        return str(request.headers.get("Authorization", ""))

    def picture(self, request: Request) -> bytes:
        if request.headers["X-Amz-Target"] != "RekognitionService.DetectFaces":
            raise ValueError("UnknownOperationException")
        if request.headers["Content-Type"] != "application/x-amz-json-1.1":
            raise ValueError("415")
        order = json.loads(request.body)
        if order["Attributes"] != ["SMILE"]:
            raise ValueError("more is asked for than smiles")
        picture = base64.b64decode(order["Image"]["Bytes"], validate=True)
        if len(picture) > 5 * 1024 * 1024:
            raise ValueError("ImageTooLargeException")
        return picture

    def seen(self, size: tuple[int, int]) -> bytes:
        details = []
        for face in self.faces:
            left, top, across, down = face.box
            box = {"Left": left, "Top": top, "Width": across, "Height": down}
            certainty = abs(face.smile - 0.5) * 200
            smile = {"Value": face.smile >= 0.5, "Confidence": certainty}
            details.append({"BoundingBox": box, "Confidence": 99.9, "Smile": smile})
        return json.dumps({"FaceDetails": details, "OrientationCorrection": "ROTATE_0"}).encode()

    def refusal(self, mood: str) -> Answer:
        invalid = "The security token included in the request is invalid."
        denied = "User is not authorized to perform: rekognition:DetectFaces"
        status, kind, words = {
            "bad_key": (400, "UnrecognizedClientException", invalid),
            "not_granted": (400, "AccessDeniedException", denied),
            "busy": (400, "ThrottlingException", "Rate exceeded"),
            "busy_long": (400, "ProvisionedThroughputExceededException", "Rate exceeded"),
            "broken": (500, "InternalServerError", "Try your call again."),
        }[mood]
        body = json.dumps({"__type": kind, "message": words}).encode()
        return Answer(status, body, {"Content-Type": "application/x-amz-json-1.1"})
