"""How images are dealt into parts, so that none is judged by what has seen it."""

import numpy as np
from numpy.typing import NDArray

PARTS = 5


def parts_of(twins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each image's part; near-identical images (one twin number) share one."""
    return twins * 7919 % 100003 % PARTS
