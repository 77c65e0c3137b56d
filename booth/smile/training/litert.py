"""Several small networks as one LiteRT model.

Input: (1, size, size, 2), two views of one standardised grey crop. Network 0, 2, ... sees the first
view, network 1, 3, ... the other. Output: (1, 1), the mean of their logits. Weights are kept as
float16, which LiteRT unpacks once, when it loads the model.
"""

# LiteRT's schema comes without types.
# mypy: disable-error-code="import-untyped,no-untyped-call"

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from booth.smile.crops import Floats

VIEWS = 2
RELU = schema.ActivationFunctionType.RELU
NONE = schema.ActivationFunctionType.NONE
# The first version of an operator does, except for this one of float16.
VERSIONS = {schema.BuiltinOperator.DEQUANTIZE: 3}


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution with weights (kernel, kernel, inputs, outputs), zeros outside; or a matrix.

    A matrix has weights (inputs, outputs). The bias is (outputs,). ReLU follows all but the last.
    """

    weights: Floats
    bias: Floats
    stride: int = 1


def model(networks: Sequence[Sequence[Layer]], size: int) -> bytes:
    """Return the file of a model: networks whose last layer has one output."""
    graph = Graph()
    views = graph.tensor((1, size, size, VIEWS))
    hidden = [
        hidden_values(graph, views, size, blind(layers, at % VIEWS))
        for at, layers in enumerate(networks)
    ]
    joint = joined(graph, hidden, sum(len(layers[-1].weights) for layers in networks))
    logit = matrix(graph, joint, mean_of([layers[-1] for layers in networks]), NONE)
    return graph.file(views, logit)


def mean_of(layers: Sequence[Layer]) -> Layer:
    """Return the matrix for all inputs in a row whose outputs are the layers' means."""
    weights = np.concatenate([layer.weights for layer in layers]) / len(layers)
    bias = np.mean([layer.bias for layer in layers], axis=0)
    return Layer(np.asarray(weights, np.float32), np.asarray(bias, np.float32))


def blind(layers: Sequence[Layer], view: int) -> list[Layer]:
    """Let a network that takes one view take both and see that one only."""
    first = layers[0]
    weights = np.zeros((*first.weights.shape[:2], VIEWS, first.weights.shape[3]), np.float32)
    weights[:, :, view] = first.weights[:, :, 0]
    return [Layer(weights, first.bias, first.stride), *layers[1:]]


def hidden_values(graph: "Graph", values: int, side: int, layers: Sequence[Layer]) -> int:
    """Work out all layers but the last."""
    for layer in layers[:-1]:
        if layer.weights.ndim == 4:
            values, side = convolution(graph, values, side, layer)
        else:
            values = matrix(graph, flat(graph, values, len(layer.weights)), layer, RELU)
    return values


def convolution(graph: "Graph", values: int, side: int, layer: Layer) -> tuple[int, int]:
    """The window of output y starts at y * stride - kernel // 2; LiteRT's own padding differs."""
    kernel, _, inputs, outputs = layer.weights.shape
    new_side = -(-side // layer.stride)
    before = kernel // 2
    after = max((new_side - 1) * layer.stride + kernel - before - side, 0)
    edges = np.array([[0, 0], [before, after], [before, after], [0, 0]], np.int32)
    padded = graph.tensor((1, side + before + after, side + before + after, inputs))
    graph.apply("PAD", [values, graph.constant(edges)], padded)
    found = graph.tensor((1, new_side, new_side, outputs))
    sources = [
        padded,
        graph.weights(layer.weights.transpose(3, 0, 1, 2)),
        graph.constant(layer.bias),
    ]
    options = {"strideH": layer.stride, "strideW": layer.stride}
    options |= {"padding": schema.Padding.VALID, "fusedActivationFunction": RELU}
    graph.apply("CONV_2D", sources, found, Conv2D=options)
    return found, new_side


def matrix(graph: "Graph", values: int, layer: Layer, activation: int) -> int:
    found = graph.tensor((1, len(layer.bias)))
    sources = [values, graph.weights(layer.weights.T), graph.constant(layer.bias)]
    options = {"fusedActivationFunction": activation}
    graph.apply("FULLY_CONNECTED", sources, found, FullyConnected=options)
    return found


def flat(graph: "Graph", values: int, count: int) -> int:
    found = graph.tensor((1, count))
    shape = graph.constant(np.array([1, count], np.int32))
    graph.apply("RESHAPE", [values, shape], found, Reshape={"newShape": [1, count]})
    return found


def joined(graph: "Graph", parts: list[int], count: int) -> int:
    found = graph.tensor((1, count))
    graph.apply("CONCATENATION", parts, found, Concatenation={"axis": 1})
    return found


class Graph:
    """Tensors, by their numbers, and the operators between them: a LiteRT model in the making."""

    def __init__(self) -> None:
        self._tensors: list[Any] = []
        self._buffers: list[Any] = [schema.BufferT()]  # the first one is for tensors without data
        self._operators: list[Any] = []
        self._codes: list[int] = []

    def tensor(self, shape: Sequence[int], kind: int = schema.TensorType.FLOAT32) -> int:
        tensor = schema.TensorT()
        tensor.name = f"tensor{len(self._tensors)}"
        tensor.shape, tensor.type, tensor.buffer = list(shape), kind, 0
        self._tensors.append(tensor)
        return len(self._tensors) - 1

    def constant(self, values: NDArray[Any]) -> int:
        """A tensor of float16, float32 or int32."""
        number = self.tensor(values.shape, getattr(schema.TensorType, values.dtype.name.upper()))
        buffer = schema.BufferT()
        little = values.astype(values.dtype.newbyteorder("<"))
        buffer.data = np.frombuffer(little.tobytes(), np.uint8)
        self._tensors[number].buffer = len(self._buffers)
        self._buffers.append(buffer)
        return number

    def weights(self, values: Floats) -> int:
        """Constants of half the size."""
        unpacked = self.tensor(values.shape)
        self.apply("DEQUANTIZE", [self.constant(values.astype(np.float16))], unpacked)
        return unpacked

    def apply(self, name: str, inputs: list[int], output: int, **options: dict[str, Any]) -> None:
        """Add an operator; the option set is called as LiteRT's is, without its "Options"."""
        code = getattr(schema.BuiltinOperator, name)
        if code not in self._codes:
            self._codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = self._codes.index(code)
        operator.inputs, operator.outputs = inputs, [output]
        for kind, values in options.items():
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, f"{kind}Options")
            operator.builtinOptions = getattr(schema, f"{kind}OptionsT")()
            vars(operator.builtinOptions).update(values)
        self._operators.append(operator)

    def file(self, source: int, result: int) -> bytes:
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self._tensors, self._operators
        graph.inputs, graph.outputs = [source], [result]
        whole = schema.ModelT()
        whole.version, whole.subgraphs, whole.buffers = 3, [graph], self._buffers
        whole.operatorCodes = [operator_code(code) for code in self._codes]
        builder = flatbuffers.Builder()
        builder.Finish(whole.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def operator_code(code: int) -> Any:
    operator = schema.OperatorCodeT()
    operator.builtinCode = operator.deprecatedBuiltinCode = code
    operator.version = VERSIONS.get(code, 1)
    return operator
