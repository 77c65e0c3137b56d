"""Our own small convolutional networks, all in one LiteRT model, `networks.tflite`.

`training/README.md` says how they were trained, `training/litert.py` what the model takes.
"""

from typing import Any

import numpy as np

from .crops import Floats
from .models import Model


class Networks:
    """A grey crop, 0..255, to the mean of the networks' logits.

    Every other network sees the mirror image: more opinions than one network that looks twice.
    """

    def __init__(self, rule: dict[str, Any]) -> None:
        self._model = Model("network")
        self._floor = np.float32(rule["contrast_floor"])
        self.size = self._model.size

    def run(self, crop: Floats) -> float:
        """Map a crop (size, size) to the mean logit."""
        seen = (crop - crop.mean()) / (crop.std(ddof=1) + self._floor)
        (logit,) = self._model.run(np.stack([seen, seen[:, ::-1]], axis=2))
        return float(logit[0])
