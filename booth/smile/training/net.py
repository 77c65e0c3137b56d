"""The network in PyTorch, and its training with chance changes to every crop."""

# PyTorch is no dependency of the booth: mypy does not see its types.
# mypy: disable-error-code="import-not-found,misc,no-any-return,untyped-decorator"

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from booth.smile.models import description
from booth.smile.training.collect import SIZE

CONTRAST_FLOOR: float = description()["network"]["contrast_floor"]
CHANNELS = (12, 24, 32, 48, 64)
STRIDES = (2, 2, 1, 2, 2)
KERNELS = (5, 3, 3, 3, 3)
HIDDEN = 32
# Targets are not quite 0 and 1: the labels are not quite right.
SMOOTHING = 0.05
# The share of crops whose mouth is covered; a smile that nobody can see is none.
MOUTHLESS = 0.04
# How two crops are mixed, in half of the batches: shares are drawn from Beta(MIXING, MIXING).
MIXING = 0.5


class SmileNet(nn.Module):
    """(n, 1, SIZE, SIZE) standardised grey crops to (n,) logits."""

    def __init__(self) -> None:
        super().__init__()
        inputs = (1, *CHANNELS[:-1])
        self.convolutions = nn.Sequential(
            *(block(*shape) for shape in zip(inputs, CHANNELS, KERNELS, STRIDES, strict=True))
        )
        side = SIZE
        for stride in STRIDES:
            side = -(-side // stride)
        self.dropout = nn.Dropout(0.3)
        self.hidden = nn.Linear(CHANNELS[-1] * side * side, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)

    def forward(self, crops: Tensor) -> Tensor:
        values = self.dropout(self.convolutions(crops).flatten(1))
        logits: Tensor = self.out(functional.relu(self.hidden(values)))
        return logits[:, 0]


def block(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


def standardise(crops: Tensor) -> Tensor:
    """Take away the mean and divide by the contrast, as `booth.smile.network` does."""
    mean = crops.mean((2, 3), keepdim=True)
    return (crops - mean) / (crops.std((2, 3), keepdim=True) + CONTRAST_FLOOR)


def train(wide: Tensor, targets: Tensor, *, epochs: int, seed: int, zoom: float) -> SmileNet:
    """Fit a network to wide crops (n, 1, s, s), 0..255, of which 1 / zoom is the face's square."""
    torch.manual_seed(seed)
    net, batch = SmileNet(), 64
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    steps = epochs * (len(wide) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 2e-3, total_steps=steps, pct_start=0.15
    )
    net.train()
    for _ in range(epochs):
        order = torch.randperm(len(wide))
        for chosen in order.split(batch)[: len(wide) // batch]:
            crops = changed(wide[chosen].float(), zoom)
            mouthless = torch.rand(batch) < MOUTHLESS
            for index in torch.nonzero(mouthless)[:, 0].tolist():
                hide_the_mouth(crops[index, 0])
            goals = torch.where(mouthless, SMOOTHING, targets[chosen])
            crops, goals = mixed(crops, goals)
            loss = functional.binary_cross_entropy_with_logits(net(crops), goals)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return net.eval()


@torch.no_grad()
def logits(nets: Sequence[SmileNet], crops: Tensor) -> Tensor:
    """Mean logits of networks for crops (n, 1, SIZE, SIZE), 0..255.

    As `booth.smile.network` runs them: every other one sees mirror images.
    """
    means = []
    for part in crops.split(1000):
        values = standardise(part.float())
        views = values, values.flip(3)
        means.append(torch.stack([net(views[at % 2]) for at, net in enumerate(nets)]).mean(0))
    return torch.cat(means)


def changed(wide: Tensor, zoom: float) -> Tensor:
    """Cut the face's square out a little off; change sharpness, light, noise; hide a part."""
    crops = moved(wide, zoom)
    chance = along(torch.rand(len(crops)))
    soft = functional.avg_pool2d(functional.pad(crops, (1, 1, 1, 1), mode="replicate"), 3, 1)
    few = functional.interpolate(crops, size=(SIZE // 2, SIZE // 2), mode="area")
    coarse = functional.interpolate(few, size=(SIZE, SIZE), mode="bilinear")
    crops = torch.where(chance < 0.2, soft, torch.where(chance > 0.85, coarse, crops))
    crops = 255 * (crops.clamp(0, 255) / 255) ** along(torch.exp(torch.randn(len(crops)) * 0.3))
    crops = standardise(crops * side_light(len(crops)))
    crops = crops + torch.randn_like(crops) * along(torch.rand(len(crops)) * 0.12)
    for index in torch.nonzero(torch.rand(len(crops)) < 0.25)[:, 0].tolist():
        hide_a_part(crops[index, 0])
    return crops


def mixed(crops: Tensor, goals: Tensor) -> tuple[Tensor, Tensor]:
    """Lay other crops of the batch over its crops, in half of the batches (mixup)."""
    if torch.rand(()) < 0.5:
        return crops, goals
    share = torch.distributions.Beta(MIXING, MIXING).sample()
    others = torch.randperm(len(crops))
    return (
        share * crops + (1 - share) * crops[others],
        share * goals + (1 - share) * goals[others],
    )


def moved(wide: Tensor, zoom: float) -> Tensor:
    """Mirror, turn, stretch and shift by a few per cent."""
    count = len(wide)
    scale = torch.exp(torch.randn(count) * 0.08) / zoom
    angle = torch.randn(count) * 0.14
    aspect = torch.exp(torch.randn(count) * 0.04) * (torch.randint(0, 2, (count,)) * 2 - 1)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    shift = torch.randn(2, count) * 0.035
    rows = (cos * aspect, -sin, shift[0], sin * aspect, cos, shift[1])
    matrix = torch.stack(rows, 1).reshape(count, 2, 3)
    grid = functional.affine_grid(matrix, [count, 1, SIZE, SIZE], align_corners=False)
    return functional.grid_sample(wide, grid, align_corners=False, padding_mode="border")


def side_light(count: int) -> Tensor:
    axis = torch.linspace(-1, 1, SIZE)
    across, down = along(torch.randn(count) * 0.2), along(torch.randn(count) * 0.2)
    return (1 + across * axis + down * axis[:, None]).clamp(0.2, 2)


def hide_a_part(crop: Tensor) -> None:
    height, width = torch.randint(6, 16, (2,)).tolist()
    top = int(torch.randint(0, SIZE - height, ()))
    left = int(torch.randint(0, SIZE - width, ()))
    crop[top : top + height, left : left + width] = torch.randn(())


def hide_the_mouth(crop: Tensor) -> None:
    """Cover the mouth, and some way round it, as a hand or a glass does."""
    top, bottom = torch.randint(24, 29, ()), torch.randint(38, 48, ())
    left, right = torch.randint(3, 14, ()), torch.randint(34, 46, ())
    hidden = crop[top:bottom, left:right]
    hidden[:] = torch.randn(()) + torch.randn_like(hidden) * 0.2 * torch.rand(())


def along(values: Tensor) -> Tensor:
    """Shape one value a crop so that it meets (n, 1, height, width)."""
    return values[:, None, None, None]
