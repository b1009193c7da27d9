"""Opening of the compact encoders: an ONNX model and the tokenizer of its pieces of words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["BOS", "EOS", "UNKNOWN", "open_session", "open_tokenizer"]

BOS, EOS, UNKNOWN = 0, 2, 3
"""The ids of ``<s>``, ``</s>`` and ``<unk>``."""


def open_session(model: Path) -> Any:
    """An onnxruntime session on two threads, however many the machine has, so that results do not depend on it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def open_tokenizer(path: Path) -> Any:
    """The tokenizer saved at ``path``. Raises OSError where it is missing, ValueError where it is broken."""
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises plain Exceptions
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing") from error
        raise ValueError(f"{path}: {error}") from error
