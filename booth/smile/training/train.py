"""Step 2: train on what `collect` kept, print held-out figures, write detector.json.

    python -m booth.smile.training.train COLLECTED.npz [--epochs N]

The images are dealt into five parts, near-identical ones into the same. Each part is judged by a
network and weights that never saw it; the network that is shipped is then trained on everything,
and the weights of the signs on the held-out logits.
"""

# PyTorch is no dependency of the booth: mypy does not see its types.
# mypy: disable-error-code="import-not-found,misc,no-any-return,untyped-decorator"
# ruff: noqa: T201

import argparse
import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from booth.smile.models import DESCRIPTION, description
from booth.smile.training.collect import VIEWS, WIDE
from booth.smile.training.net import KERNELS, SMOOTHING, STRIDES, SmileNet, logits, train
from booth.smile.training.parts import PARTS, parts_of

Values = NDArray[np.float64]
Data = dict[str, NDArray[Any]]


def fitted_net(data: Data, rows: NDArray[np.bool_], *, epochs: int, seed: int) -> SmileNet:
    targets = torch.from_numpy(data["smiling"][rows]).float()
    wide = torch.from_numpy(data["wide"][rows])[:, None]
    soft = targets * (1 - 2 * SMOOTHING) + SMOOTHING
    return train(wide, soft, epochs=epochs, seed=seed, zoom=WIDE)


def net_logits(net: SmileNet, data: Data, rows: NDArray[np.bool_]) -> Values:
    crops: Tensor = torch.from_numpy(data["crop"][rows])[:, None]
    return np.asarray(logits(net, crops).numpy(), np.float64)


def logistic(signs: Values, smiling: NDArray[np.bool_]) -> Values:
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


def held_out(data: Data, epochs: int) -> tuple[Values, list[SmileNet]]:
    """Return every row's network logit by a network that never saw its image, and the networks."""
    parts, found = parts_of(data["twin"]), data["found"]
    network, nets = np.zeros(len(parts)), []
    for part in range(PARTS):
        net = fitted_net(data, found & (parts != part), epochs=epochs, seed=part)
        mine = found & (parts == part)
        network[mine] = net_logits(net, data, mine)
        right = np.mean((network > 0)[mine] == data["smiling"][mine])
        print(f"part {part}: the network alone is right on {right:.4f}", flush=True)
        nets.append(net)
    return network, nets


def weights_for(data: Data, network: Values, rows: NDArray[np.bool_]) -> Values:
    return logistic(signs_of(data, network)[rows], data["smiling"][rows])


def signs_of(data: Data, network: Values) -> Values:
    return np.c_[network, data["expression"], data["mouth"]]


def fused(data: Data, network: Values) -> Values:
    """Return every row's log odds by weights that never saw its image; -inf for no face."""
    parts, found = parts_of(data["twin"]), data["found"]
    scores = np.full(len(parts), -np.inf)
    for part in range(PARTS):
        weights = weights_for(data, network, found & (parts != part))
        mine = found & (parts == part)
        scores[mine] = signs_of(data, network)[mine] @ weights[:-1] + weights[-1]
    return scores


def report(data: Data, scores: Values) -> None:
    for view, name in enumerate(("near", "far", "chance", "chance")):
        guess, truth = scores[view::VIEWS] > 0, data["smiling"][view::VIEWS]
        found = data["found"][view::VIEWS]
        print(
            f"{name:<7} n {len(truth)}  accuracy {np.mean(guess == truth):.4f}"
            f"  false alarms {guess[~truth].mean():.4f}  misses {1 - guess[truth].mean():.4f}"
            f"  found {found.mean():.4f}  accuracy of found {np.mean((guess == truth)[found]):.4f}"
        )


def exported(net: SmileNet) -> list[dict[str, Any]]:
    """Fold the normalisations into the weights and turn them into whole numbers."""
    layers = []
    for block, kernel, stride in zip(net.convolutions, KERNELS, STRIDES, strict=True):
        assert isinstance(block, nn.Sequential)  # noqa: S101
        convolution, norm = block[0], block[1]
        factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weights = convolution.weight * factor[:, None, None, None]
        bias = norm.bias - norm.running_mean * factor
        # The order of sight: row, column, input, then output.
        flat = weights.permute(2, 3, 1, 0).reshape(-1, len(bias))
        layers.append(layer(flat, bias, kernel=kernel, stride=stride))
    side = description()["network"]["last_side"]
    hidden = net.hidden.weight.reshape(len(net.hidden.bias), -1, side, side).permute(2, 3, 1, 0)
    layers.append(layer(hidden.reshape(-1, len(net.hidden.bias)), net.hidden.bias))
    layers.append(layer(net.out.weight.T, net.out.bias))
    return layers


def layer(weights: Tensor, bias: Tensor, *, kernel: int = 0, stride: int = 1) -> dict[str, Any]:
    scales = weights.detach().abs().amax(dim=0) / 127
    whole = torch.round(weights.detach() / scales).to(torch.int8)
    return {
        "kernel": kernel,
        "stride": stride,
        "scales": encode(scales.numpy().astype("<f4")),
        "bias": encode(bias.detach().numpy().astype("<f4")),
        "weights": encode(whole.numpy()),
    }


def encode(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def write(out: Path, net: SmileNet, weights: Values) -> None:
    whole = json.loads(DESCRIPTION.read_text())
    whole["network"]["layers"] = exported(net)
    names = ("network", "expression", "mouth", "bias")
    whole["score"] = {name: round(float(w), 5) for name, w in zip(names, weights, strict=True)}
    out.write_text(json.dumps(whole, indent=2) + "\n")


def main(collected: Path, epochs: int) -> None:
    data = dict(np.load(collected))
    network, nets = held_out(data, epochs)
    report(data, fused(data, network))
    found, first = data["found"], parts_of(data["twin"]) == 0
    # For `evaluate`: a detector that never saw the first part.
    write(collected.with_suffix(".json"), nets[0], weights_for(data, network, found & ~first))
    net = fitted_net(data, found, epochs=epochs, seed=PARTS)
    write(DESCRIPTION, net, weights_for(data, network, found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("collected", type=Path)
    parser.add_argument("--epochs", type=int, default=14)
    main(**vars(parser.parse_args()))
