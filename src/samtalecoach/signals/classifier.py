"""The trained classifiers: how probable each kind of signal, and each of its subtypes, is in a sentence.

One logistic regression a kind, on hashed features (see ``features``), one more for the subtypes of a kind, and one for whether a question
follows up. They lie in ``models/LANG_signals``: a skops file (no pickles) and ``settings.json`` with the thresholds chosen in training.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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
from samtalecoach.resources import resource
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


def hashed(rows: Iterable[Sequence[str]]) -> Any:
    """The sparse matrix of features: a row a sentence, 2 ** HASH_BITS columns. Cues weigh more than a word and a piece of a word less, so
    that the models trust them sooner and later."""
    hasher = FeatureHasher(2**HASH_BITS, input_type="pair", alternate_sign=False, dtype=np.float32)
    return hasher.transform(
        [(feature, _WEIGHTS.get(feature.partition("=")[0], 1.0)) for feature in row] for row in rows
    )


def _positive(model: LogisticRegression, matrix: Any) -> NDArray[np.float64]:
    """The probability of the second class."""
    return np.asarray(model.predict_proba(matrix)[:, 1], dtype=np.float64)


class Classifier:
    """The trained models of one language. Raises SamtalecoachError where they are missing or not what they should be."""

    def __init__(self, folder: Path) -> None:
        try:
            self._settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            self._models: dict[str, LogisticRegression] = skops.io.load(folder / "linear.skops", trusted=_TRUSTED)
        except (OSError, ValueError, TypeError, KeyError, skops.io.exceptions.UntrustedTypesFoundException) as error:
            raise SamtalecoachError(
                f"Modellerne i '{folder}' kan ikke læses ({error}); installér samtalecoach igen."
            ) from error

    def judge(self, reading: Reading) -> list[dict[str, Judgement]]:
        """For each sentence of a reading, what is said of each kind."""
        if not reading.sentences:
            return []
        matrix = hashed([sentence_features(sentence, reading) for sentence in reading.sentences])
        judged: list[dict[str, Judgement]] = [{} for _ in reading.sentences]
        for kind, threshold in self._settings["thresholds"].items():
            probabilities = _positive(self._models[kind], matrix)
            subtypes = self._subtypes(kind, matrix)
            for at, probability in enumerate(probabilities):
                subtype, share = subtypes[at]
                judged[at][kind] = Judgement(float(probability), bool(probability >= threshold), subtype, share)
        return judged

    def _subtypes(self, kind: str, matrix: Any) -> list[tuple[str | None, float]]:
        model = self._models.get(f"{kind}/subtype")
        if model is None:
            return [(None, 1.0)] * matrix.shape[0]
        shares = model.predict_proba(matrix)
        best = shares.argmax(axis=1)
        return [(str(model.classes_[column]), float(shares[row, column])) for row, column in enumerate(best)]

    def follows_up(self, sentence: Sentence, reading: Reading) -> bool:
        """Whether a question asks for more about what the others said in their last two turns."""
        if reading.notes or not reading.others_last_turns(sentence.turn):
            return False
        probability = _positive(self._models["follow_up"], hashed([follow_up_features(sentence, reading)]))
        return bool(probability[0] >= self._settings["follow_up_threshold"])

    def explain(self, kind: str, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
        """The three features of words, word order and structure that speak most for a kind in a sentence."""
        features = [f for f in sentence_features(sentence, reading) if f.startswith(_TELLING)]
        weights = hashed([[feature] for feature in features]) @ self._models[kind].coef_.T
        weighed = sorted(zip(np.asarray(weights.todense()).ravel(), features, strict=True), reverse=True)
        return tuple(feature for weight, feature in weighed[:3] if weight > 0)


@lru_cache(maxsize=2)
def load_classifier(language: str) -> Classifier:
    """The shipped classifier of a language."""
    return Classifier(resource("models", f"{language}_signals"))
