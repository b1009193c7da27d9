"""The encoder as an ONNX graph of onnxruntime's fused operators, its matrices in int8 by blocks and its embeddings in int8 by rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from samtalecoach.training.encoder.e5 import Config

__all__ = ["Graph", "encoder_graph", "quantise_blocks"]


def quantise_blocks(weight: np.ndarray, bits: int, block: int) -> tuple[np.ndarray, np.ndarray]:
    """A matrix (out, in) as onnxruntime's MatMulNBits wants it: symmetric in blocks along the input, its zero in the middle."""
    rows, columns = weight.shape
    blocks = weight.reshape(rows, columns // block, block)
    half = 2 ** (bits - 1)
    # As in Q4_0 the value of largest magnitude goes to -half: one level more than a scale of half - 1 would give.
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scale = (largest / -half).astype(np.float32)
    q = np.clip(np.rint(blocks / np.where(scale == 0, 1, scale)[..., None]) + half, 0, 2 * half - 1).astype(np.uint8)
    if bits == 4:
        q = q[..., 0::2] | (q[..., 1::2] << 4)
    return q, scale


class Graph:
    """Nodes and constants of an ONNX graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        """Store a constant; returns its name."""
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(
        self, op: str, inputs: Sequence[str], *, outputs: int = 1, domain: str = "", **attributes: Any
    ) -> list[str]:
        """Add a node; returns the names of its outputs."""
        names = [f"{op}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, domain=domain, **attributes))
        return names

    def one(self, op: str, inputs: Sequence[str], **attributes: Any) -> str:
        """Add a node of one output; returns its name."""
        return self.node(op, inputs, **attributes)[0]

    def ms(self, op: str, inputs: Sequence[str], **attributes: Any) -> str:
        """One of onnxruntime's own operators."""
        return self.node(op, inputs, domain="com.microsoft", **attributes)[0]

    def model(
        self,
        name: str,
        inputs: Sequence[onnx.ValueInfoProto],
        outputs: Sequence[onnx.ValueInfoProto],
    ) -> onnx.ModelProto:
        """The finished model."""
        graph = helper.make_graph(self.nodes, name, list(inputs), list(outputs), list(self.constants.values()))
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def encoder_graph(g: Graph, config: Config, state: Mapping[str, np.ndarray], bits: int = 8, block: int = 32) -> str:
    """Add the encoder to ``g``, from its inputs ``ids`` and ``mask`` (batch, tokens); returns the name of its hidden states.

    Matrices are stored in ``bits`` bits by blocks (activations are rounded to int8 by blocks too, so that outliers of the
    feed-forward layers harm their block only), embeddings in int8 by rows. ``state`` is that of `Encoder`.
    """

    def constant(name: str) -> str:
        return g.constant(name, state[name])

    def matrix(x: str, name: str) -> str:
        weight = state[name]
        q, scale = quantise_blocks(weight, bits, block)
        return g.ms(
            "MatMulNBits",
            [x, g.constant(name + ".q", q), g.constant(name + ".scale", scale)],
            K=weight.shape[1], N=weight.shape[0], bits=bits, block_size=block, accuracy_level=4,
        )  # fmt: skip

    word = state["word.weight"]
    scale = np.maximum(np.abs(word).max(1, keepdims=True) / 127, 1e-9).astype(np.float32)
    table = g.constant("word", np.rint(word / scale).astype(np.int8))
    rows = g.one("Cast", g.node("Gather", [table, "ids"]), to=TensorProto.FLOAT)
    x = g.one("Mul", [rows, g.one("Gather", [g.constant("word.scale", scale), "ids"])])
    length = g.one(
        "Slice", [g.one("Shape", ["ids"]), g.constant("one", np.array([1])), g.constant("two", np.array([2]))]
    )
    position = g.one("Slice", [constant("position.weight"), g.constant("zero", np.array([0])), length, "zero"])
    x = g.one("Add", [x, position])
    x = g.one("LayerNormalization", [x, constant("norm.weight"), constant("norm.bias")], axis=-1, epsilon=config.eps)
    mask = g.one("Cast", ["mask"], to=TensorProto.INT32)
    for i in range(config.layers):
        p = f"layers.{i}."
        qkv = g.node("Split", [matrix(x, p + "qkv.weight")], outputs=3, axis=-1, num_outputs=3)
        a = g.ms("MultiHeadAttention", [*qkv, constant(p + "qkv.bias"), mask], num_heads=config.heads)
        a = matrix(a, p + "out.weight")
        norm = [constant(p + "norm1.weight"), constant(p + "norm1.bias"), constant(p + "out.bias")]
        x = g.ms("SkipLayerNormalization", [a, x, *norm], epsilon=config.eps)
        f = g.ms("BiasGelu", [matrix(x, p + "up.weight"), constant(p + "up.bias")])
        f = matrix(f, p + "down.weight")
        norm = [constant(p + "norm2.weight"), constant(p + "norm2.bias"), constant(p + "down.bias")]
        x = g.ms("SkipLayerNormalization", [f, x, *norm], epsilon=config.eps)
    return x
