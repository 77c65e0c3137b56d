"""Step 4: judge a whole detector, frame in, decision out, under conditions good and bad.

    python -m booth.smile.training.evaluate FACES_FOLDER [COLLECTED.0.json ...] [--every 4]

With detectors that `weigh` wrote beside its data, each judges the part of the images that it never
saw. Without one, the booth's own judges all: it has seen them, so these figures flatter.
"""

# ruff: noqa: T201

import argparse
from collections.abc import Callable, Iterator
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


def with_glasses(crop: Pixels) -> Pixels:
    """Draw dark frames where the eyes of most crops are."""
    large = cv2.resize(crop, (NEAR, NEAR), interpolation=cv2.INTER_CUBIC)
    at = NEAR / 64

    def point(x: float, y: float) -> tuple[int, int]:
        return round(x * at), round(y * at)

    for eye in (20, 44):
        cv2.ellipse(large, point(eye, 25), point(9.5, 7), 0, 0, 360, INK, round(1.6 * at))
    for one, other in (((29.5, 24), (34.5, 24)), ((10.5, 24), (2, 22)), ((53.5, 24), (62, 22))):
        cv2.line(large, point(*one), point(*other), INK, round(1.6 * at))
    return near(np.asarray(large, np.uint8))


def tinted(red: float, green: float, blue: float) -> Condition:
    return lit(lambda light: light * np.array([red, green, blue], np.float32))


INK = (25, 20, 20)
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
    "warm light": tinted(1.25, 1, 0.6),
    "blue light": tinted(0.6, 0.9, 1.3),
    "darker by half": lit(lambda light: light * np.float32(0.5)),
    "lighter by half": lit(lambda light: 255 - (255 - light) * np.float32(0.6)),
    "out of focus": lit(lambda light: np.asarray(cv2.GaussianBlur(light, (0, 0), 5), np.float32)),
    "JPEG, quality 15": lambda crop: compressed(near(crop), 15),
    "glasses drawn over": with_glasses,
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


def beside(one: Pixels, other: Pixels) -> Pixels:
    """Two faces, 220 px high each, on one frame."""
    frame = frame_of(one, 220, corner=(50, 130))
    frame[130:350, 370:590] = cv2.resize(other, (220, 220), interpolation=cv2.INTER_CUBIC)
    return frame


Truth = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def report(name: str, values: Floats, smiling: Truth) -> None:
    guess, found = values >= 0.5, values >= 0
    print(
        f"| {name} | {len(values)} | {np.mean(guess == smiling):.1%} | {guess[~smiling].mean():.1%}"
        f" | {1 - guess[smiling].mean():.1%} | {np.mean(found):.1%}"
        f" | {np.mean((guess == smiling)[found]):.1%} |",
        flush=True,
    )


class Judge:
    """Each image's detector: one that never saw its part, or the booth's own for all."""

    def __init__(self, paths: list[Path], unseen: list[Path], *, every: int = 1) -> None:
        self._every = every
        self._parts = parts_of(twins(paths))
        self._files = {int(file.suffixes[-2][1:]): file for file in unseen}

    def detectors(self) -> Iterator[tuple[Detector, list[int]]]:
        """Yield detectors, and the numbers of the images that each is to judge."""
        for part, file in (self._files or {-1: models.DESCRIPTION}).items():
            models.DESCRIPTION = file
            models.description.cache_clear()
            mine = self._parts == part if self._files else self._parts >= 0
            yield Detector(), np.flatnonzero(mine)[:: self._every].tolist()


def judge_conditions(judge: Judge, paths: list[Path], smiling: Truth) -> None:
    print("| condition | frames | accuracy | false alarms | misses | a face found | of found |")
    print("|---|---|---|---|---|---|---|")
    for name, condition in CONDITIONS.items():
        values, order = [np.zeros(0, np.float32)], []
        for detector, mine in judge.detectors():
            values.append(scores(detector, [paths[at] for at in mine], condition))
            order += mine
        report(name, np.concatenate(values), smiling[order])


def judge_pairs(judge: Judge, paths: list[Path], smiling: Truth) -> None:
    """Say how often both of two faces are found, and how many of theirs are rightly judged."""
    pairs, both, right = 0, 0, 0
    for detector, mine in judge.detectors():
        for one, other in zip(mine[::2], reversed(mine[1::2]), strict=False):
            faces = detector.faces(beside(read(paths[one]), read(paths[other])))
            pairs += 1
            if len(faces) == 2:
                both += 1
                left, beside_it = sorted(faces, key=lambda face: face.box[0])
                right += int((left.smile >= 0.5) == smiling[one])
                right += int((beside_it.smile >= 0.5) == smiling[other])
    print(f"pairs {pairs}, both found {both}, faces rightly judged there {right} of {2 * both}")


def main(folder: Path, unseen: list[Path], every: int) -> None:
    images = labelled(folder)
    paths, smiling = [path for path, _ in images], np.array([smiles for _, smiles in images])
    judge = Judge(paths, unseen, every=every)
    judge_conditions(judge, paths, smiling)
    judge_pairs(judge, paths, smiling)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("unseen", type=Path, nargs="*")
    parser.add_argument("--every", type=int, default=1)
    main(**vars(parser.parse_args()))
