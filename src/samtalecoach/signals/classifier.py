"""The trained classifiers: how probable each kind of signal, and each of its subtypes, is in a sentence.

First one logistic regression a kind, on hashed features (see ``features``), one more for the subtypes of a kind, and one for whether a question
follows up; then, where one of them is unsure, the encoder too, and the weighted mean of the log odds decides. They lie in
``models/LANG_signals``: a skops file (no pickles), the encoder, and ``settings.json`` with what was chosen in training on dev.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression

from samtalecoach.errors import SamtalecoachError
from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.language.speech_boundaries import log_odds
from samtalecoach.resources import resource
from samtalecoach.signals.encoder import SignalEncoder
from samtalecoach.signals.features import follow_up_features, sentence_features

__all__ = ["HASH_BITS", "Classifier", "Judgement", "hashed", "load_classifier"]

HASH_BITS = 18
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]
"""What a model file may hold besides what skops trusts by itself."""
_WEIGHTS = {"cue": 3.0, "makes": 3.0, "c": 0.5}
"""By family of features; chosen on dev (with them macro F1 rises from .791 to .805 on conversations, from .73 to .75 on single sentences)."""
_TELLING = ("w2=", "w3=", "l1=", "open", "fact=", "first", "last", "s=")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a classifier says of one kind in one sentence: its probability, whether that is enough, the most probable subtype and its
    share among the subtypes (None and 1 for a kind without subtypes)."""

    probability: float
    found: bool
    subtype: str | None
    subtype_probability: float
    escalated: bool = False
    """Whether the encoder was asked."""


def hashed(rows: Iterable[Sequence[str]]) -> Any:
    """The sparse matrix of features: a row a sentence, 2 ** HASH_BITS columns. Cues weigh more than a word and a piece of a word less, so
    that the models trust them sooner and later."""
    hasher = FeatureHasher(2**HASH_BITS, input_type="pair", alternate_sign=False, dtype=np.float32)
    return hasher.transform(
        [(feature, _WEIGHTS.get(feature.partition("=")[0], 1.0)) for feature in row] for row in rows
    )


def _calibrated(own: float, second: float | None, decision: dict[str, float]) -> float:
    """The probability that the models together give: the weighted mean of their log odds, scaled to agree with what was right on dev."""
    odds = log_odds(np.array([own, own if second is None else second]))
    share = decision.get("encoder_share", 0.0)
    mixed = (1 - share) * odds[0] + share * odds[1]
    return float(1 / (1 + np.exp(-(decision["slope"] * mixed + decision["intercept"]))))


def _positive(model: LogisticRegression, matrix: Any) -> NDArray[np.float64]:
    """The probability of the second class."""
    return np.asarray(model.predict_proba(matrix)[:, 1], dtype=np.float64)


class Classifier:
    """The trained models of one language: the linear ones, and the encoder for what they are unsure of (not with ``fast``).

    Raises SamtalecoachError where they are missing or not what they should be.
    """

    def __init__(self, folder: Path, pieces: Path | None = None, *, fast: bool = False) -> None:
        try:
            self._settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            self._models: dict[str, LogisticRegression] = skops.io.load(folder / "linear.skops", trusted=_TRUSTED)
            self._encoder = None if fast or pieces is None else SignalEncoder(folder, pieces)
        except (OSError, ValueError, TypeError, KeyError, skops.io.exceptions.UntrustedTypesFoundException) as error:
            raise SamtalecoachError(
                f"Modellerne i '{folder}' kan ikke læses ({error}); installér samtalecoach igen."
            ) from error
        self._decisions: dict[str, dict[str, float]] = self._settings["linear" if self._encoder is None else "both"]

    def always(self) -> Classifier:
        """The same models, the encoder asked about every sentence."""
        same = copy(self)
        same._settings = {**self._settings, "sure": (0.0, 1.0)}
        return same

    def judge(self, reading: Reading) -> list[dict[str, Judgement]]:
        """For each sentence of a reading, what is said of each kind."""
        if not reading.sentences:
            return []
        linear = self.linear_probabilities(reading.sentences, reading)
        low, high = self._settings["sure"]
        judged: list[dict[str, Judgement]] = []
        for at, sentence in enumerate(reading.sentences):
            own = {name: float(values[at]) for name, values in linear.items()}
            unsure = any(low < own[kind] < high for kind in self._decisions if kind != "follow_up")
            second = self._encoder.probabilities(sentence, reading) if self._encoder is not None and unsure else None
            judged.append({kind: self._judgement(kind, own, second) for kind in self._decisions if kind != "follow_up"})
        return judged

    def linear_probabilities(self, sentences: Sequence[Sentence], reading: Reading) -> dict[str, NDArray[np.float64]]:
        """What the linear models say: of every kind its probability in each sentence, and of ``kind/subtype`` its share among the subtypes."""
        matrix = hashed(sentence_features(sentence, reading) for sentence in sentences)
        found: dict[str, NDArray[np.float64]] = {}
        for name, model in self._models.items():
            if name == "follow_up":
                continue
            if not name.endswith("/subtype"):
                found[name] = _positive(model, matrix)
                continue
            shares = model.predict_proba(matrix)
            for column, subtype in enumerate(model.classes_):
                found[f"{name.removesuffix('/subtype')}/{subtype}"] = np.asarray(shares[:, column], dtype=np.float64)
        return found

    def _judgement(self, kind: str, own: dict[str, float], second: dict[str, float] | None) -> Judgement:
        decision = self._settings["linear"][kind] if second is None else self._decisions[kind]
        probability = _calibrated(own[kind], None if second is None else second[kind], decision)
        shares = {
            name.partition("/")[2]: share if second is None else (share + second[name]) / 2
            for name, share in own.items()
            if name.startswith(f"{kind}/")
        }
        subtype = max(shares, key=lambda name: shares[name]) if shares else None
        return Judgement(
            probability,
            probability >= decision["threshold"],
            subtype,
            shares.get(subtype or "", 1.0),
            second is not None,
        )

    def follows_up(self, sentence: Sentence, reading: Reading) -> bool:
        """Whether a question asks for more about what the others said in their last two turns."""
        if reading.notes or not reading.others_last_turns(sentence.turn):
            return False
        decision = self._decisions["follow_up"]
        second = None
        if self._encoder is not None and decision["encoder_share"]:
            second = self._encoder.probabilities(sentence, reading)["follow_up"]
        return _calibrated(self.linear_follow_up(sentence, reading), second, decision) >= decision["threshold"]

    def linear_follow_up(self, sentence: Sentence, reading: Reading) -> float:
        """What the linear model says of that."""
        return float(_positive(self._models["follow_up"], hashed([follow_up_features(sentence, reading)]))[0])

    def explain(self, kind: str, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
        """The three features of words, word order and structure that speak most for a kind in a sentence."""
        features = [f for f in sentence_features(sentence, reading) if f.startswith(_TELLING)]
        weights = hashed([[feature] for feature in features]) @ self._models[kind].coef_.T
        weighed = sorted(zip(np.asarray(weights.todense()).ravel(), features, strict=True), reverse=True)
        return tuple(feature for weight, feature in weighed[:3] if weight > 0)


@lru_cache(maxsize=4)
def load_classifier(language: str, *, fast: bool = False) -> Classifier:
    """The shipped classifier of a language."""
    pieces = resource("models", f"{language}_pieces", "tokenizer.json")
    return Classifier(resource("models", f"{language}_signals"), pieces, fast=fast)
