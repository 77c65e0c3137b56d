"""Photo files, of any kind that Pillow reads, to what `manage.py smile` prints of them."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from PIL import Image

from gallery.images import open_any_upright

from .base import CHECK_SIZE, FaceScore, SmileError, SmileResult
from .drawing import draw_faces

Check = Callable[[Image.Image], SmileResult]
Line = dict[str, Any]


def score_photo(path: str, check: Check, drawing: Path | None = None) -> Line:
    """Return the line for one photo; `error` instead of faces if it could not be scored.

    With `drawing` its faces are drawn into that file; where only that fails, `error` comes too.
    """
    try:
        image, full_size, whole = open_photo(path, is_drawn=drawing is not None)
    except Exception as error:  # noqa: BLE001  # Pillow's readers raise nearly everything
        return {"path": path, "error": f"not a readable image: {words(error)}"}
    try:
        result = check(image)
    except SmileError as error:
        return {"path": path, "error": str(error)}
    except Exception as error:  # noqa: BLE001  # the other photos are still to be scored
        return {"path": path, "error": f"the backend failed: {error!r}"}
    faces = [enlarge(face, image.size, full_size) for face in result.faces]
    line = {
        "path": path,
        "faces": [{"box": list(face.box), "smile": round(face.smile, 4)} for face in faces],
        "smile": None if result.smile is None else round(result.smile, 4),
        "ms": round(result.ms, 2),
    }
    if drawing is not None and whole is not None:
        try:
            draw_faces(whole, faces).save(drawing)
        except Exception as error:  # noqa: BLE001  # the score is there all the same
            line["error"] = f"cannot be drawn: {words(error)}"
    return line


def open_photo(
    path: str, *, is_drawn: bool
) -> tuple[Image.Image, tuple[int, int], Image.Image | None]:
    """Return what the booth would check, the full upright size, and all of it to draw on."""
    with opened(path) as file:
        image, full_size = open_any_upright(file, min_size=CHECK_SIZE)
        if not is_drawn or image.size == full_size:
            return image, full_size, image
        file.seek(0)
        return image, full_size, open_any_upright(file)[0]


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    with Path(path).open("rb") as file:
        # A shell's <(command) cannot be read twice.
        yield file if file.seekable() else io.BytesIO(file.read())


def words(error: Exception) -> str:
    """Say what went wrong, also for errors whose text alone says nothing."""
    is_sentence = isinstance(error, (OSError, SyntaxError, ValueError)) and str(error)
    return str(error) if is_sentence else repr(error)


def enlarge(face: FaceScore, size: tuple[int, int], full_size: tuple[int, int]) -> FaceScore:
    """Bring a face from a smaller copy to the full picture's pixels."""
    if size == full_size:
        return face
    across, down = full_size[0] / size[0], full_size[1] / size[1]
    x, y, width, height = face.box
    left, top = min(round(x * across), full_size[0] - 1), min(round(y * down), full_size[1] - 1)
    box = (
        left,
        top,
        max(1, min(round(width * across), full_size[0] - left)),
        max(1, min(round(height * down), full_size[1] - top)),
    )
    return FaceScore(box, face.smile)
