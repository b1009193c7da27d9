"""The second opinion: a compact encoder that reads a sentence between what was said before and after it.

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

_FARTHEST = 24
"""How many sentences away what was said still counts."""


class SignalEncoder:
    """Reads ``encoder.onnx`` and ``encoder.json`` of ``folder``, and the tokenizer's file. Raises OSError and ValueError for broken ones."""

    def __init__(self, folder: Path, tokenizer: Path) -> None:
        self._session = open_session(folder / "encoder.onnx")
        self._tokenizer = open_tokenizer(tokenizer)
        self._settings: dict[str, Any] = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))

    def _pieces(self, texts: Sequence[str]) -> list[int]:
        return [i for text in texts for i in self._tokenizer.encode(text, add_special_tokens=False).ids]

    def _before(self, sentence: Sentence, reading: Reading) -> list[int]:
        reach, marks = self._settings["reach"], self._settings["marks"]
        other, same = map(self._pieces, _said_before(sentence, reading))
        if reading.notes:
            return self._pieces([marks["notes"]]) + same[-reach["other"] - reach["same"] :]
        before = self._pieces([marks["other"]]) + other[-reach["other"] :] if other else []
        return before + (self._pieces([marks["same"]]) + same[-reach["same"] :] if same else [])

    def _after(self, sentence: Sentence, reading: Reading) -> list[int]:
        reach, marks = self._settings["reach"], self._settings["marks"]
        rest, reply = map(self._pieces, _said_after(sentence, reading))
        if reading.notes:
            return self._pieces([marks["notes"]]) + rest[: reach["rest"] + reach["reply"]] if rest else []
        after = self._pieces([marks["same"]]) + rest[: reach["rest"]] if rest else []
        return after + (self._pieces([marks["other"]]) + reply[: reach["reply"]] if reply else [])

    def probabilities(self, sentence: Sentence, reading: Reading) -> dict[str, float]:
        """Of each output (kinds, ``kind/subtype`` among the subtypes of a kind, ``follow_up``) its probability for a sentence."""
        own = self._pieces([sentence.text])[: self._settings["reach"]["sentence"]]
        before, after = self._before(sentence, reading), self._after(sentence, reading)
        begins = len(before) + 2
        ids = np.array([[BOS, *before, EOS, *own, EOS, *after, *([EOS] if after else [])]], dtype=np.int64)
        mine = np.zeros(ids.shape, np.float32)
        mine[0, begins : begins + max(len(own), 1)] = 1
        (logits,) = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids), "own": mine})
        raw = dict(zip(self._settings["outputs"], map(float, logits[0]), strict=True))
        found = {name: float(1 / (1 + np.exp(-value))) for name, value in raw.items()}
        for kind, names in self._settings["subtypes"].items():
            powers = {name: float(np.exp(raw[f"{kind}/{name}"])) for name in names}
            found |= {f"{kind}/{name}": power / sum(powers.values()) for name, power in powers.items()}
        return found


def _said_before(sentence: Sentence, reading: Reading) -> tuple[list[str], list[str]]:
    """The sentences of the others' last turn, and those that the speaker has said since (in notes: the lines before)."""
    other: list[str] = []
    same: list[str] = []
    answered: str | None = None
    for at in range(sentence.index - 1, max(-1, sentence.index - 1 - _FARTHEST), -1):
        before = reading.sentences[at]
        if before.speaker == sentence.speaker and not other:
            same.insert(0, before.text)
        elif before.speaker != sentence.speaker and (not other or before.speaker == answered):
            other.insert(0, before.text)
            answered = before.speaker
        else:
            break
    return other, same


def _said_after(sentence: Sentence, reading: Reading) -> tuple[list[str], list[str]]:
    """What the speaker goes on to say (in notes: the lines after), and the sentences of the next turn of another."""
    rest: list[str] = []
    reply: list[str] = []
    replying: int | None = None
    for after in reading.sentences[sentence.index + 1 : sentence.index + 1 + _FARTHEST]:
        if after.speaker == sentence.speaker and replying is None:
            rest.append(after.text)
        elif after.speaker != sentence.speaker and replying in (None, after.turn):
            reply.append(after.text)
            replying = after.turn
        else:
            break
    return rest, reply
