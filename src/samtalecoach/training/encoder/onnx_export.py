"""Writes an encoder with a head for each piece as an ONNX graph of onnxruntime's fused operators, in 8 bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

__all__ = ["build_onnx"]


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


class _Graph:
    """Nodes and constants of an ONNX graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(
        self, op: str, inputs: Sequence[str], *, outputs: int = 1, domain: str = "", **attributes: Any
    ) -> list[str]:
        names = [f"{op}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, domain=domain, **attributes))
        return names

    def ms(self, op: str, inputs: Sequence[str], **attributes: Any) -> str:
        """One of onnxruntime's own operators."""
        return self.node(op, inputs, domain="com.microsoft", **attributes)[0]


def build_onnx(model: nn.Module, bits: int = 8, block: int = 32) -> onnx.ModelProto:
    """The model as a graph of onnxruntime's fused operators: ids and mask (batch, tokens) to probabilities.

    Matrices are stored in ``bits`` bits by blocks (activations are rounded to int8 by blocks too, so that outliers of the
    feed-forward layers harm their block only), embeddings in int8 by rows.
    """
    config = model.encoder.config
    state = {k: v.float().numpy() for k, v in model.state_dict().items()}
    g = _Graph()

    def matrix(x: str, name: str) -> str:
        weight = state[name]
        q, scale = quantise_blocks(weight, bits, block)
        return g.ms(
            "MatMulNBits",
            [x, g.constant(name + ".q", q), g.constant(name + ".scale", scale)],
            K=weight.shape[1], N=weight.shape[0], bits=bits, block_size=block, accuracy_level=4,
        )  # fmt: skip

    def constant(name: str) -> str:
        return g.constant(name, state[name])

    word = state["encoder.word.weight"]
    scale = np.maximum(np.abs(word).max(1, keepdims=True) / 127, 1e-9).astype(np.float32)
    table = g.constant("word", np.rint(word / scale).astype(np.int8))
    rows = g.node("Cast", g.node("Gather", [table, "ids"]), to=TensorProto.FLOAT)[0]
    x = g.node("Mul", [rows, g.node("Gather", [g.constant("word.scale", scale), "ids"])[0]])[0]
    length = g.node(
        "Slice", [g.node("Shape", ["ids"])[0], g.constant("one", np.array([1])), g.constant("two", np.array([2]))]
    )[0]
    position = g.node(
        "Slice", [constant("encoder.position.weight"), g.constant("zero", np.array([0])), length, "zero"]
    )[0]
    x = g.node("Add", [x, position])[0]
    norm = [constant("encoder.norm.weight"), constant("encoder.norm.bias")]
    x = g.node("LayerNormalization", [x, *norm], axis=-1, epsilon=config.eps)[0]
    mask = g.node("Cast", ["mask"], to=TensorProto.INT32)[0]
    for i in range(config.layers):
        p = f"encoder.layers.{i}."
        qkv = g.node("Split", [matrix(x, p + "qkv.weight")], outputs=3, axis=-1, num_outputs=3)
        a = g.ms("MultiHeadAttention", [*qkv, constant(p + "qkv.bias"), mask], num_heads=config.heads)
        a = matrix(a, p + "out.weight")
        norm = [constant(p + "norm1.weight"), constant(p + "norm1.bias"), constant(p + "out.bias")]
        x = g.ms("SkipLayerNormalization", [a, x, *norm], epsilon=config.eps)
        f = g.ms("BiasGelu", [matrix(x, p + "up.weight"), constant(p + "up.bias")])
        f = matrix(f, p + "down.weight")
        norm = [constant(p + "norm2.weight"), constant(p + "norm2.bias"), constant(p + "down.bias")]
        x = g.ms("SkipLayerNormalization", [f, x, *norm], epsilon=config.eps)
    head = g.constant("head.weight", state["head.weight"].T)
    logit = g.node("Add", [g.node("MatMul", [x, head])[0], constant("head.bias")])[0]
    flat = g.node("Squeeze", [logit, g.constant("last", np.array([-1]))])[0]
    g.nodes.append(helper.make_node("Sigmoid", [flat], ["probability"]))
    graph = helper.make_graph(
        g.nodes,
        "boundaries",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in ("ids", "mask")],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["batch", "tokens"])],
        list(g.constants.values()),
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)
