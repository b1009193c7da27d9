"""The second opinion: a compact encoder that reads a sentence after what was said before it.

It judges what the linear models see too little of to be sure: paraphrase, ellipsis, answers that only make sense after the line before. It lies in
``models/LANG_signals`` (``encoder.onnx``, ``encoder.json``), its pieces of words in ``models/LANG_pieces``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from samtalecoach.language.encoders import BOS, EOS, open_session, open_tokenizer
from samtalecoach.language.reading import Reading, Sentence

__all__ = ["SignalEncoder"]


class SignalEncoder:
    """Reads ``encoder.onnx`` and ``encoder.json`` of ``folder``, and the tokenizer's file. Raises OSError and ValueError for broken ones."""

    def __init__(self, folder: Path, tokenizer: Path) -> None:
        self._session = open_session(folder / "encoder.onnx")
        self._tokenizer = open_tokenizer(tokenizer)
        self._settings: dict[str, Any] = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))

    def _pieces(self, texts: Sequence[str]) -> list[int]:
        return [i for text in texts for i in self._tokenizer.encode(text, add_special_tokens=False).ids]

    def probabilities(self, sentence: Sentence, reading: Reading) -> dict[str, float]:
        """Of each output (kinds, ``kind/subtype`` among the subtypes of a kind, ``follow_up``) its probability for a sentence."""
        other, same = _context(sentence, reading)
        reach, marks = self._settings["reach"], self._settings["marks"]
        far, near = self._pieces(other)[-reach["other"] :], self._pieces(same)
        if reading.notes:
            before = self._pieces([marks["notes"]]) + near[-reach["other"] - reach["same"] :]
        else:
            before = self._pieces([marks["other"]]) + far if far else []
            before += self._pieces([marks["same"]]) + near[-reach["same"] :] if near else []
        own = self._pieces([sentence.text])[: reach["sentence"]]
        ids = np.array([[BOS, *before, EOS, *own, EOS]], dtype=np.int64)
        mine = np.zeros(ids.shape, np.float32)
        mine[0, -1 - max(len(own), 1) : -1] = 1
        (logits,) = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids), "own": mine})
        raw = dict(zip(self._settings["outputs"], map(float, logits[0]), strict=True))
        found = {name: float(1 / (1 + np.exp(-value))) for name, value in raw.items()}
        for kind, names in self._settings["subtypes"].items():
            powers = {name: float(np.exp(raw[f"{kind}/{name}"])) for name in names}
            found |= {f"{kind}/{name}": power / sum(powers.values()) for name, power in powers.items()}
        return found


def _context(sentence: Sentence, reading: Reading) -> tuple[list[str], list[str]]:
    """The sentences of the others' last turn, and those that the speaker has said since (in notes: the lines before)."""
    other: list[str] = []
    same: list[str] = []
    answered: str | None = None
    for at in range(sentence.index - 1, max(-1, sentence.index - 25), -1):
        before = reading.sentences[at]
        if before.speaker == sentence.speaker and not other:
            same.insert(0, before.text)
        elif before.speaker != sentence.speaker and (not other or before.speaker == answered):
            other.insert(0, before.text)
            answered = before.speaker
        else:
            break
    return other, same
