"""Step 3: judge each part by networks that never saw it, weigh the signs, write detector.json.

    python -m booth.smile.training.weigh COLLECTED.npz

The weights of the three signs are fitted on the held-out logits. Beside the data go detectors for
`evaluate`: COLLECTED.0.json never saw part 0, and so on. Parts without networks are left out.
"""

# PyTorch is no dependency of the booth: mypy does not see its types.
# mypy: disable-error-code="import-not-found,misc,no-any-return,untyped-decorator"
# ruff: noqa: T201

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from booth.smile.models import DESCRIPTION, model_path
from booth.smile.training.collect import VIEWS
from booth.smile.training.export import exported
from booth.smile.training.net import SmileNet, logits
from booth.smile.training.parts import PARTS, parts_of
from booth.smile.training.train import NETWORKS, Data, kept, kept_at

# What is taken from the log odds: a fifth of the false alarms, for 0.3 point of accuracy.
CAUTION = 0.6

Values = NDArray[np.float64]
Rows = NDArray[np.bool_]


def net_logits(nets: Sequence[SmileNet], data: Data, rows: Rows) -> Values:
    crops: Tensor = torch.from_numpy(data["crop"][rows])[:, None]
    return np.asarray(logits(nets, crops).numpy(), np.float64)


def logistic(signs: Values, smiling: Rows) -> Values:
    """Fit weights and, last, the bias by Newton's method with a little ridge."""
    mean, spread = signs.mean(axis=0), signs.std(axis=0)
    design = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    weights = np.zeros(design.shape[1])
    ridge = np.full(len(weights), 1e-3 * len(signs))
    ridge[-1] = 0
    for _ in range(15):
        chance = 1 / (1 + np.exp(-design @ weights))
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(ridge)
        weights -= np.linalg.solve(curve, design.T @ (chance - smiling) + ridge * weights)
    return np.append(weights[:-1] / spread, weights[-1] - (weights[:-1] * mean / spread).sum())


def judged_parts(collected: Path) -> list[int]:
    return [part for part in range(PARTS) if kept_at(collected, part, NETWORKS - 1).exists()]


def held_out(data: Data, collected: Path) -> tuple[Values, Rows]:
    """Return mean logits of networks that never saw the image, and which rows have them."""
    parts, network = parts_of(data["twin"]), np.zeros(len(data["twin"]))
    judged = judged_parts(collected)
    for part in judged:
        mine = data["found"] & (parts == part)
        network[mine] = net_logits(kept(collected, part), data, mine)
        right = np.mean((network > 0)[mine] == data["smiling"][mine])
        print(f"part {part}: the networks alone are right on {right:.4f}", flush=True)
    return network, np.isin(parts, judged)


def weights_for(data: Data, network: Values, rows: Rows) -> Values:
    rows = rows & data["found"]
    weights = logistic(signs_of(data, network)[rows], data["smiling"][rows])
    weights[-1] -= CAUTION
    return weights


def signs_of(data: Data, network: Values) -> Values:
    return np.c_[network, data["expression"], data["mouth"]]


def fused(data: Data, network: Values, judged: Rows) -> Values:
    """Return every row's log odds by weights that never saw its image; -inf for no face."""
    parts = parts_of(data["twin"])
    scores = np.full(len(parts), -np.inf)
    for part in np.unique(parts[judged]):
        weights = weights_for(data, network, judged & (parts != part))
        mine = data["found"] & (parts == part)
        scores[mine] = signs_of(data, network)[mine] @ weights[:-1] + weights[-1]
    return scores


def report(data: Data, scores: Values, judged: Rows) -> None:
    for view, name in enumerate(("near", "far", "chance", "chance")):
        rows = judged & (np.arange(len(judged)) % VIEWS == view)
        guess, truth, found = scores[rows] > 0, data["smiling"][rows], data["found"][rows]
        print(
            f"{name:<7} n {len(truth)}  accuracy {np.mean(guess == truth):.4f}"
            f"  false alarms {guess[~truth].mean():.4f}  misses {1 - guess[truth].mean():.4f}"
            f"  found {found.mean():.4f}  accuracy of found {np.mean((guess == truth)[found]):.4f}"
        )


def write(out: Path, model: Path, nets: Sequence[SmileNet], weights: Values) -> None:
    """Write a detector, and its networks' file; that of the booth's own is named as it is."""
    model.write_bytes(exported(nets))
    whole = json.loads(DESCRIPTION.read_text())
    if out != DESCRIPTION:
        whole["models"]["network"]["file"] = str(model.resolve())
    names = ("network", "expression", "mouth", "bias")
    whole["score"] |= {name: round(float(w), 5) for name, w in zip(names, weights, strict=True)}
    out.write_text(json.dumps(whole, indent=2) + "\n")


def main(collected: Path) -> None:
    data = dict(np.load(collected))
    network, judged = held_out(data, collected)
    report(data, fused(data, network, judged), judged)
    parts = parts_of(data["twin"])
    for part in judged_parts(collected):
        weights = weights_for(data, network, judged & (parts != part))
        out = collected.with_suffix(f".{part}.json")
        write(out, out.with_suffix(".tflite"), kept(collected, part), weights)
    weights = weights_for(data, network, judged)
    write(DESCRIPTION, model_path("network"), kept(collected, PARTS), weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
