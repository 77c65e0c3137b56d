"""What backends that ask a service share: a small JPEG, one time limit, retries that fit in it.

See docs/smile-backends.md.
"""

import random
import threading
import time
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar, TypeVar

from django.conf import settings
from PIL import Image

from gallery.images import encode_jpeg

from .base import BaseSmileBackend, FaceScore, SmileError, SmileResult

# Both services find faces of 36 to 40 pixels in a frame of 1920x1080, and take 5 MB or more.
# A frame of noise of this size and quality, the worst case, has 2.5 MB.
LONGEST_SIDE = 1600
QUALITY = 90

FIRST_PAUSE = 0.2
# Less time than this is not worth another attempt.
SHORTEST_ATTEMPT = 0.3

T = TypeVar("T")


class ServiceBusy(SmileError):
    """The service could not answer now (429 or 5xx); `after` is its own wish, in seconds."""

    def __init__(self, message: str, *, after: float = 0) -> None:
        super().__init__(message)
        self.after = after


class CloudSmileBackend(BaseSmileBackend):
    """A service that is asked over the network: at most SMILE_TIMEOUT seconds in all."""

    name: ClassVar[str]

    @abstractmethod
    def ask(self, photo: bytes, size: tuple[int, int], seconds: float) -> list[FaceScore]:
        """Ask once about a JPEG of `size` pixels; boxes come back in its pixels.

        `seconds` is the time left. Raises ServiceBusy when another attempt makes sense,
        SmileError for every other failure.
        """

    def check(self, image: Image.Image) -> SmileResult:
        started = time.monotonic()
        deadline = started + settings.SMILE_TIMEOUT
        photo, size = small_jpeg(image)
        faces = in_time(deadline, lambda: self._ask_until(deadline, photo, size))
        return SmileResult(
            faces=tuple(sorted((fit(face, size, image.size) for face in faces), key=_smallness)),
            backend=self.name,
            ms=(time.monotonic() - started) * 1000,
        )

    def _ask_until(self, deadline: float, photo: bytes, size: tuple[int, int]) -> list[FaceScore]:
        pause = FIRST_PAUSE
        while True:
            try:
                return self.ask(photo, size, deadline - time.monotonic())
            except ServiceBusy as busy:
                wait = max(busy.after, pause * random.uniform(0.5, 1))  # noqa: S311
                # A guest is waiting: what cannot be answered in time is left to the local one.
                if time.monotonic() + wait + SHORTEST_ATTEMPT > deadline:
                    raise
            time.sleep(wait)
            pause *= 2


def small_jpeg(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as a JPEG without metadata, made smaller if need be, and its size."""
    scale = min(1.0, LONGEST_SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if size != image.size:
        image = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return encode_jpeg(image, quality=QUALITY), size


def in_time(deadline: float, job: Callable[[], T]) -> T:
    """Run the job in a thread and return what it returns; SmileError when time is up.

    Sockets have a timeout for each step only, and a name server that is away has none at all.
    A job that is too late is left to end by itself, unheard.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(job())
        except BaseException as error:  # noqa: BLE001  # it is raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=run, name="smile-cloud", daemon=True).start()
    try:
        return answer.result(timeout=max(0.0, deadline - time.monotonic()))
    except TimeoutError as error:
        raise SmileError(f"no answer within {settings.SMILE_TIMEOUT:g} s") from error


def fit(face: FaceScore, size: tuple[int, int], full_size: tuple[int, int]) -> FaceScore:
    """Bring a face from the small picture to the full one, cut to its edges.

    Raises SmileError for a box with nothing of the picture in it.
    """
    x, y, width, height = face.box
    if min(width, height, x + width, y + height, size[0] - x, size[1] - y) <= 0:
        raise SmileError(f"the answer is not understood: a face at {face.box} in {size}")
    across, down = full_size[0] / size[0], full_size[1] / size[1]
    left, right = _within(x * across, (x + width) * across, full_size[0])
    top, bottom = _within(y * down, (y + height) * down, full_size[1])
    return FaceScore((left, top, right - left, bottom - top), face.smile)


def _within(low: float, high: float, edge: int) -> tuple[int, int]:
    start = min(max(round(low), 0), edge - 1)
    return start, min(max(round(high), start + 1), edge)


def _smallness(face: FaceScore) -> int:
    return -face.box[2] * face.box[3]
