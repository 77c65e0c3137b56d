"""Judge near faces that are found by what they look like, each by a detector that never saw it.

python -m booth.smile.training.groups FACES_FOLDER COLLECTED.0.json ...
"""

# ruff: noqa: T201

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from booth.smile.alignment import Placement
from booth.smile.crops import Floats, Frame, cut
from booth.smile.local import Detector
from booth.smile.models import description
from booth.smile.scoring import distance, grey
from booth.smile.training.evaluate import Judge, near
from booth.smile.training.frames import labelled, read

# Points of the mesh: the inner lips' middle, the face's sides, the nose's tip.
LIPS, SIDES, NOSE = [13, 14], [234, 454], 1


def look(detector: Detector, path: Path) -> tuple[float, ...] | None:
    """Return smile, gap of the lips, brightness of the cheeks and turn to a side; None: no face."""
    frame = Frame(near(read(path)))
    for _, signs in detector.seen(frame):
        points, rules = signs.points, description()
        gap = distance(points, LIPS) / max(distance(points, SIDES), 1e-6)
        square = Placement.of(rules["alignment"], points).square(rules["network"])
        cheeks = float(grey(cut(frame, square, 48))[16:32, 10:38].mean())
        return detector.scorer.smile(signs), gap, cheeks, turn(points)
    return None


def turn(points: Floats) -> float:
    """Return how far the nose is from the middle between the face's sides, 0..1."""
    left, right = (distance(points, [NOSE, side]) for side in SIDES)
    return abs(left - right) / max(left + right, 1e-6)


def groups(
    gap: NDArray[np.float64], light: NDArray[np.float64], side: NDArray[np.float64]
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    yield "lips together", gap < 0.02
    yield "lips a little apart", (gap >= 0.02) & (gap < 0.07)
    yield "lips far apart", gap >= 0.07
    dark, bright = np.quantile(light, [1 / 3, 2 / 3])
    yield "the darkest third of the faces' pictures", light < dark
    yield "the middle third", (light >= dark) & (light < bright)
    yield "the lightest third", light >= bright
    yield "the fifth that is turned most to a side", side >= np.quantile(side, 0.8)
    yield "of those, the quarter that is turned most", side >= np.quantile(side, 0.95)


def main(folder: Path, unseen: list[Path]) -> None:
    images = labelled(folder)
    judge, rows = Judge([path for path, _ in images], unseen), []
    for detector, mine in judge.detectors():
        for at in mine:
            seen = look(detector, images[at][0])
            rows += [(images[at][1], *seen)] if seen else []
    smiling, score, gap, light, side = np.array(rows, np.float64).T
    print("| | faces | accuracy | false alarms | misses |")
    print("|---|---|---|---|---|")
    for name, those in groups(gap, light, side):
        guess, truth = score[those] >= 0.5, smiling[those] > 0
        alarms = f"{guess[~truth].sum()} of {(~truth).sum()}"
        misses = f"{(~guess)[truth].sum()} of {truth.sum()}"
        print(f"| {name} | {those.sum()} | {np.mean(guess == truth):.1%} | {alarms} | {misses} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
