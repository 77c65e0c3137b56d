"""Step 2: train networks that never see one part of the images, or that see all.

    python -m booth.smile.training.train COLLECTED.npz PART [--numbers 0 1 2 3] [--epochs N]

PART is 0 to 4, or 5 for all. Each network is kept in COLLECTED.nets/, for the next step. The runs
can go side by side.
"""

# PyTorch is no dependency of the booth: mypy does not see its types.
# mypy: disable-error-code="import-not-found,misc,no-any-return,untyped-decorator"
# ruff: noqa: T201

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from booth.smile.training.collect import WIDE
from booth.smile.training.net import SMOOTHING, SmileNet, train
from booth.smile.training.parts import PARTS, parts_of

NETWORKS = 4
Data = dict[str, NDArray[Any]]


def fitted_net(data: Data, rows: NDArray[np.bool_], *, epochs: int, seed: int) -> SmileNet:
    targets = torch.from_numpy(data["smiling"][rows]).float()
    wide = torch.from_numpy(data["wide"][rows])[:, None]
    soft = targets * (1 - 2 * SMOOTHING) + SMOOTHING
    return train(wide, soft, epochs=epochs, seed=seed, zoom=WIDE)


def kept_at(collected: Path, part: int, number: int) -> Path:
    """Say where one of the networks without this part is kept."""
    return collected.with_suffix(".nets") / f"part{part}-{number}.pt"


def kept(collected: Path, part: int) -> list[SmileNet]:
    """Return the networks without this part."""
    nets = []
    for number in range(NETWORKS):
        net = SmileNet()
        net.load_state_dict(torch.load(kept_at(collected, part, number)))
        nets.append(net.eval())
    return nets


def main(collected: Path, part: int, numbers: list[int], epochs: int) -> None:
    torch.set_num_threads(1)
    data = dict(np.load(collected))
    rows = data["found"] & (parts_of(data["twin"]) != part)
    for number in numbers:
        net = fitted_net(data, rows, epochs=epochs, seed=number * (PARTS + 1) + part)
        out = kept_at(collected, part, number)
        out.parent.mkdir(exist_ok=True)
        torch.save(net.state_dict(), out)
        print(f"{out}: trained on {rows.sum()} crops", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("collected", type=Path)
    parser.add_argument("part", type=int, choices=range(PARTS + 1))
    parser.add_argument("--numbers", type=int, nargs="+", default=list(range(NETWORKS)))
    parser.add_argument("--epochs", type=int, default=20)
    main(**vars(parser.parse_args()))
