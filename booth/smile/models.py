"""The model files, most of them from packages of PyPI, and the shared description of their use."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from .base import SmileError

DESCRIPTION = Path(__file__).with_name("detector.json")


@cache
def description() -> dict[str, Any]:
    """Return detector.json: sizes, indices and weights, read by the browser as well."""
    parsed: dict[str, Any] = json.loads(DESCRIPTION.read_text())
    return parsed


def model_path(name: str) -> Path:
    """Find a model file inside its package, without importing it (that would want TensorFlow).

    Raises SmileError, permanent, when the package or the file is missing.
    """
    model = description()["models"][name]
    spec = find_spec(model["package"])
    for folder in (spec and spec.submodule_search_locations) or []:
        path = Path(folder, model["file"])
        if path.is_file():
            return path
    raise SmileError(
        f"{model['file']} of the package {model['package']} is missing", permanent=True
    )


class Model:
    """A LiteRT model with one input, on one thread. Not to be shared by threads."""

    def __init__(self, name: str) -> None:
        self.size: int = description()["models"][name]["size"]
        self._interpreter = Interpreter(str(model_path(name)), num_threads=1)
        self._interpreter.allocate_tensors()
        self._input: int = self._interpreter.get_input_details()[0]["index"]
        self._outputs: list[int] = [d["index"] for d in self._interpreter.get_output_details()]

    def run(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Run on (height, width, channels); return the outputs without their batch axis."""
        self._interpreter.set_tensor(self._input, values[np.newaxis])
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index)[0] for index in self._outputs]
