"""Step 3: judge a whole detector, frame in, decision out, under conditions good and bad.

    python -m booth.smile.training.evaluate FACES_FOLDER [COLLECTED.json]

With the detector that `train` wrote beside its data, only the images are judged that it never saw.
Without one, the booth's own is judged on all: it has seen them, so these figures flatter.
"""

# ruff: noqa: T201

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from booth.smile import models
from booth.smile.crops import Floats, Pixels
from booth.smile.local import Detector
from booth.smile.training.collect import twins
from booth.smile.training.frames import (
    FAR,
    HEIGHT,
    NEAR,
    WIDTH,
    as_pixels,
    compressed,
    frame_of,
    labelled,
    read,
    side_light,
)
from booth.smile.training.parts import parts_of

Condition = Callable[[Pixels], Pixels]


def near(crop: Pixels) -> Pixels:
    return frame_of(crop, NEAR)


def lit(change: Callable[[Floats], Floats]) -> Condition:
    return lambda crop: as_pixels(change(near(crop).astype(np.float32)))


def noisy(light: Floats) -> Floats:
    """A dim room: a fifth of the light, and the noise of a camera that makes up for some of it."""
    noise = np.random.default_rng(1).standard_normal(light.shape, dtype=np.float32)
    return light * np.float32(0.2) + noise * np.float32(5)


def backlit(crop: Pixels) -> Pixels:
    """A window behind: the face at a third of its light under a veil of glare, all else white."""
    frame = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    y, x = (HEIGHT - NEAR) // 2, (WIDTH - NEAR) // 2
    face = cv2.resize(crop, (NEAR, NEAR), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    frame[y : y + NEAR, x : x + NEAR] = as_pixels(face * np.float32(0.33) + np.float32(50))
    return frame


def turned(degrees: float) -> Condition:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1)
    return lambda crop: np.asarray(cv2.warpAffine(near(crop), matrix, (WIDTH, HEIGHT)), np.uint8)


def covered(top: float, bottom: float, left: float, right: float, tint: int) -> Condition:
    """Hide a part of the crop (in shares of its size), as dark glasses or a hand would."""

    def cover(crop: Pixels) -> Pixels:
        hidden = crop.copy()
        rows, columns = crop.shape[:2]
        rows_hidden = slice(int(top * rows), int(bottom * rows))
        hidden[rows_hidden, int(left * columns) : int(right * columns)] = tint
        return near(hidden)

    return cover


CONDITIONS: dict[str, Condition] = {
    "near, 270 px": near,
    "far, 64 px": lambda crop: frame_of(crop, FAR),
    "farther, 40 px": lambda crop: frame_of(crop, 40),
    "mirrored": lambda crop: near(crop[:, ::-1]),
    "head tilted by 20 degrees": turned(20),
    "head tilted by 40 degrees": turned(40),
    "dim and noisy": lit(noisy),
    "backlight": backlit,
    "light from the left": lit(lambda light: light * side_light(0, -1.8)),
    "overexposed": lit(lambda light: light * np.float32(1.8)),
    "little contrast": lit(lambda light: light * np.float32(0.25) + np.float32(100)),
    "black and white": lit(lambda light: np.repeat(light.mean(axis=2, keepdims=True), 3, axis=2)),
    "out of focus": lit(lambda light: np.asarray(cv2.GaussianBlur(light, (0, 0), 5), np.float32)),
    "JPEG, quality 15": lambda crop: compressed(near(crop), 15),
    "eyes behind a black bar": covered(0.28, 0.48, 0.1, 0.9, 15),
    "mouth behind a hand": covered(0.62, 1, 0.2, 0.8, 140),
}


def scores(detector: Detector, paths: list[Path], condition: Condition) -> Floats:
    """Return each frame's highest smile, 0 where no face was found."""
    values = []
    for path in paths:
        faces = detector.faces(condition(read(path)))
        values.append(max((face.smile for face in faces), default=-1.0))
    return np.array(values, np.float32)


def report(
    name: str, values: Floats, smiling: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> None:
    guess = values >= 0.5
    print(
        f"| {name} | {len(values)} | {np.mean(guess == smiling):.1%} | {guess[~smiling].mean():.1%}"
        f" | {1 - guess[smiling].mean():.1%} | {np.mean(values >= 0):.1%} |",
        flush=True,
    )


def main(folder: Path, unseen: Path | None) -> None:
    images = labelled(folder)
    paths = np.array([path for path, _ in images], object)
    smiling = np.array([smiles for _, smiles in images])
    if unseen:
        models.DESCRIPTION = unseen
        mine = parts_of(twins(list(paths))) == 0
        paths, smiling = paths[mine], smiling[mine]
    detector = Detector()
    print("| condition | frames | accuracy | false alarms | misses | a face found |")
    print("|---|---|---|---|---|---|")
    for name, condition in CONDITIONS.items():
        report(name, scores(detector, list(paths), condition), smiling)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
