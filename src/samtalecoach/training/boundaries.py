"""Trains the linear half of the sentence boundaries of speech, and weighs both halves: ``python -m samtalecoach.training.boundaries``.

Trained on the turns of the train split in speech style, and on those in clean and chat style turned into speech; share and threshold are those
with the best F1 of the boundaries inside the turns of the dev split in speech style. The encoder comes from ``train_encoder``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from spacy.language import Language
from spacy.tokens import Doc

from samtalecoach.language.clause_features import clause_features
from samtalecoach.language.grammar import grammar_words
from samtalecoach.language.marks import is_loose
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.speech_boundaries import BEFORE, WORDS_BEFORE, BoundaryEncoder, hashed, log_odds
from samtalecoach.resources import resource
from samtalecoach.training.corpus import LabelledConversation, read_split
from samtalecoach.training.speech import speech_turns, written_turns

__all__ = ["train_boundaries"]

STRENGTH = 0.3
"""Inverse regularisation, chosen on dev."""
PLATEAU = 0.01
"""Thresholds this close to the best F1 are as good: the one in their middle is taken, being the least likely to be chance."""

THANKS = {"longest": 5, "log_odds": -0.6}
"""A unit of at most so many words with a word of thanks is a short thank-you; the boundaries around it must reach this, which lost fewest on dev."""


def tagged_turns(nlp: Language, split: str, styles: Sequence[str]) -> list[tuple[Doc, list[bool]]]:
    """The turns of a split as tagged Docs, and for each word but the first whether a sentence starts there."""
    found: list[tuple[Doc, list[bool]]] = []
    for conversation in _of_split(nlp, split, styles):
        before: list[str] = []
        for turn in speech_turns(nlp, [conversation]):
            words = [word for sentence in turn for word in sentence]
            starts = [at == 0 for sentence in turn for at in range(len(sentence))]
            if len(words) > 1:
                doc = Doc(nlp.vocab, words=words, user_data={BEFORE: before})
                for name, component in nlp.pipeline:
                    if name != "samtalecoach_speech_boundaries":
                        doc = component(doc)
                found.append((doc, starts[1:]))
            before = words[-WORDS_BEFORE:]
    return found


def _of_split(nlp: Language, split: str, styles: Sequence[str]) -> list[LabelledConversation]:
    return [c for c in read_split(resource("data", "labelled", str(nlp.lang)), split) if c.style in styles]


def _matrix(turns: Sequence[tuple[Doc, list[bool]]]) -> tuple[Any, NDArray[np.bool_]]:
    rows = [row for doc, _ in turns for row in clause_features(doc)]
    return hashed(rows), np.array([start for _, starts in turns for start in starts])


def _written(nlp: Language, encoder: BoundaryEncoder) -> tuple[float, float]:
    """F1 and threshold of the encoder alone on the turns of dev in chat style that leave out marks."""
    probabilities: list[NDArray[np.float64]] = []
    truth: list[bool] = []
    for conversation in _of_split(nlp, "dev", ("chat",)):
        before: list[str] = []
        for turn in written_turns(nlp, [conversation]):
            words = [word for sentence in turn for word in sentence]
            if len(words) > 1 and is_loose(Doc(nlp.vocab, words=words)):
                probabilities.append(encoder.probabilities(words, before))
                truth += [at == 0 for sentence in turn for at in range(len(sentence))][1:]
            before = words[-WORDS_BEFORE:]
    odds = log_odds(np.concatenate(probabilities))
    limits = np.arange(-5, 5.1, 0.1)
    scores = np.array([f1_score(truth, odds > limit) for limit in limits])
    good = np.flatnonzero(scores >= scores.max() - PLATEAU)
    middle = (good[0] + good[-1]) // 2
    return float(scores[middle]), float(limits[middle])


def train_boundaries(language: str, folder: Path) -> dict[str, Any]:
    """Train on train, weigh on dev, write to ``folder`` (which holds the encoder); returns the settings with F1 on dev."""
    nlp = load_pipeline(None, language)
    matrix, wanted = _matrix(tagged_turns(nlp, "train", ("speech", "clean", "chat")))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(matrix, wanted)
    model.coef_[np.abs(model.coef_) < 1e-3] = 0
    model.coef_ = model.coef_.astype(np.float32)
    model.sparsify()
    turns = tagged_turns(nlp, "dev", ("speech",))
    matrix, wanted = _matrix(turns)
    linear = log_odds(model.predict_proba(matrix)[:, 1])
    encoder = BoundaryEncoder(folder, resource("models", f"{language}_pieces", "tokenizer.json"))
    encoded = log_odds(
        np.concatenate([encoder.probabilities([t.text for t in doc], doc.user_data[BEFORE]) for doc, _ in turns])
    )
    choices = [
        (float(f1_score(wanted, share * encoded + (1 - share) * linear > threshold)), share, threshold)
        for share in np.arange(0, 1.01, 0.1)
        for threshold in np.arange(-2.5, 0.6, 0.1)
    ]
    f1, share, threshold = max(choices)
    written_f1, written_threshold = _written(nlp, encoder)
    settings = {
        "encoder_share": round(float(share), 2),
        "log_odds": round(float(threshold), 2),
        "dev_f1": round(f1, 4),
        "thanks": {"words": sorted(grammar_words(language).thanks), **THANKS},
        "written_log_odds": round(written_threshold, 2),
        "written_dev_f1": round(written_f1, 4),
    }
    skops.io.dump(model, folder / "linear.skops", compression=8)
    (folder / "settings.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    return settings


def main() -> None:
    """Train the Danish boundaries into ``models/``."""
    print(json.dumps(train_boundaries("da", resource("models") / "da_boundaries"), indent=2))


if __name__ == "__main__":
    main()
