"""A trained network as whole numbers, for detector.json."""

# PyTorch is no dependency of the booth: mypy does not see its types.
# mypy: disable-error-code="import-not-found,misc,no-any-return,untyped-decorator"

import base64
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from booth.smile.models import description
from booth.smile.training.net import KERNELS, STRIDES, SmileNet


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
