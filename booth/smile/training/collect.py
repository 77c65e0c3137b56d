"""Step 1: run the detector on labelled faces and keep what training needs.

    python -m booth.smile.training.collect FACES_FOLDER OUT.npz

Every face is seen four times: near, far, and twice under chance conditions.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from booth.smile.alignment import Placement
from booth.smile.crops import Frame, Pixels, cut
from booth.smile.local import Detector
from booth.smile.models import description
from booth.smile.scoring import grey, grey_crop
from booth.smile.training.frames import FAR, NEAR, chance_frame, frame_of, labelled, read

VIEWS = 4
SIZE: int = description()["models"]["network"]["size"]
# The crop kept for training: the network's square and half as much again, to turn and shift in.
WIDE, WIDE_SIZE = 1.5, 108


def views(crop: Pixels, seed: int) -> list[Pixels]:
    random = np.random.default_rng(seed)
    by_chance = [chance_frame(crop, random) for _ in range(VIEWS - 2)]
    return [frame_of(crop, NEAR), frame_of(crop, FAR), *by_chance]


def look(detector: Detector, frame: Pixels) -> dict[str, Any]:
    """Return the signs and crops of the frame's largest face; zeros if there is none."""
    rule, whole = description()["network"], Frame(frame)
    for _, signs in detector.seen(whole):
        square = Placement.of(description()["alignment"], signs.points).square(rule)
        return {
            "found": True,
            "expression": signs.expression,
            "mouth": signs.mouth,
            "crop": grey_crop(whole, square, SIZE),
            "wide": grey(cut(whole, replace(square, side=square.side * WIDE), WIDE_SIZE)),
        }
    empty, wide = (np.zeros((side, side), np.uint8) for side in (SIZE, WIDE_SIZE))
    return {"found": False, "expression": 0.0, "mouth": 0.0, "crop": empty, "wide": wide}


def collect(paths: list[Path]) -> list[dict[str, Any]]:
    detector = Detector()
    return [
        look(detector, frame)
        for path in paths
        for frame in views(read(path), seed=int(path.stem[4:]))
    ]


def twins(paths: list[Path]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Number the images; near-identical ones share a number, and are never in two folds."""
    small = [cv2.resize(read(path), (16, 16), interpolation=cv2.INTER_AREA) for path in paths]
    flat = np.array(small, np.float32).mean(axis=3).reshape(len(paths), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6
    return np.asarray((flat @ flat.T > 0.97).argmax(axis=1), np.int64)


def batches(paths: list[Path], size: int = 50) -> Iterator[list[Path]]:
    return (paths[start : start + size] for start in range(0, len(paths), size))


def main(folder: Path, out: Path) -> None:
    images = labelled(folder)
    paths = [path for path, _ in images]
    with ProcessPoolExecutor() as pool:
        looks = [one for batch in pool.map(collect, batches(paths)) for one in batch]
    columns: Any = {name: np.array([one[name] for one in looks]) for name in looks[0]}
    smiling = np.repeat([smiles for _, smiles in images], VIEWS)
    np.savez(out, smiling=smiling, twin=np.repeat(twins(paths), VIEWS), **columns)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
