"""Trained networks as the model file that booth and browser run."""

# PyTorch is no dependency of the booth: mypy does not see its types.
# mypy: disable-error-code="import-not-found,misc,no-any-return,untyped-decorator"

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from booth.smile.training.collect import SIZE
from booth.smile.training.litert import Layer, model
from booth.smile.training.net import STRIDES, SmileNet


def exported(nets: Sequence[SmileNet]) -> bytes:
    return model([layers_of(net) for net in nets], SIZE)


@torch.no_grad()
def layers_of(net: SmileNet) -> list[Layer]:
    """Fold the normalisations into the weights."""
    layers = []
    for block, stride in zip(net.convolutions, STRIDES, strict=True):
        assert isinstance(block, nn.Sequential)  # noqa: S101
        convolution, norm = block[0], block[1]
        factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weights = convolution.weight * factor[:, None, None, None]
        bias = norm.bias - norm.running_mean * factor
        layers.append(layer(weights.permute(2, 3, 1, 0), bias, stride))
    outputs, channels = len(net.hidden.bias), len(layers[-1].bias)
    side = round((net.hidden.in_features / channels) ** 0.5)
    # The order of sight: row, column, input, then output.
    hidden = net.hidden.weight.reshape(outputs, channels, side, side).permute(2, 3, 1, 0)
    layers.append(layer(hidden.reshape(-1, outputs), net.hidden.bias))
    layers.append(layer(net.out.weight.T, net.out.bias))
    return layers


def layer(weights: Tensor, bias: Tensor, stride: int = 1) -> Layer:
    return Layer(weights.contiguous().numpy(), bias.numpy(), stride)
