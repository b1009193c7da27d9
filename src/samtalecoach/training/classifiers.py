"""Trains the classifiers of the signals on the labelled corpus: ``python -m samtalecoach.training.classifiers``.

Trained on the train split, and on copies of its conversations and sentences as speech recognisers and hasty people write them; thresholds
and the share of the encoder (which must lie in the folder already, see ``training/encoder``) are those with the best F1 on the dev split.
Everything is deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.reading import Reader
from samtalecoach.language.speech_boundaries import log_odds
from samtalecoach.resources import resource
from samtalecoach.signals.classifier import hashed
from samtalecoach.signals.encoder import SignalEncoder
from samtalecoach.signals.features import follow_up_features, sentence_features
from samtalecoach.training.corpus import GoldLabel, LabelledConversation, read_split
from samtalecoach.training.evaluate import KINDS, gold_conversation
from samtalecoach.training.variants import as_spoken, misspelt, without_danish_letters

__all__ = ["Rows", "collect", "learning_curve", "train_classifiers"]

PLATEAU = 0.01
"""F1 this close to the best is as good."""

SURE = (0.06, 0.97)
"""Below the one and above the other a linear model is taken at its word. On dev 31 % of the sentences then go on to the encoder, and macro F1 is
.889; with all of them it is .891, with none .854."""
STRENGTH = {"kind": 0.1, "subtype": 0.3, "follow_up": 0.05}
"""Inverse regularisation, chosen on dev."""


@dataclass
class Rows:
    """Feature rows and labels of sentences, and of questions for follow_up."""

    features: list[list[str]] = field(default_factory=list)
    labels: list[dict[str, GoldLabel]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    question_features: list[list[str]] = field(default_factory=list)
    follow_ups: list[bool] = field(default_factory=list)
    encoded: list[dict[str, float]] = field(default_factory=list)
    question_encoded: list[float] = field(default_factory=list)


def collect(
    conversations: Sequence[LabelledConversation], reader: Reader, encoder: SignalEncoder | None = None
) -> Rows:
    """The rows of all scored sentences, read with their gold boundaries; with what the encoder says where one is given."""
    rows = Rows()
    for labelled in conversations:
        conversation = gold_conversation(labelled)
        docs = tuple(reader.tag([conversation]))
        offsets = [[(s.start, s.end) for s in turn.sentences] for turn in labelled.turns]
        reading = reader.reading(conversation, docs, offsets)
        gold = ((turn, sentence) for turn in labelled.turns for sentence in turn.sentences)
        for sentence, (turn, wanted) in zip(reading.sentences, gold, strict=True):
            if not turn.scored:
                continue
            labels = {label.kind: label for label in wanted.labels}
            rows.features.append(sentence_features(sentence, reading))
            rows.labels.append(labels)
            rows.styles.append(labelled.style)
            if encoder is not None:
                rows.encoded.append(encoder.probabilities(sentence, reading))
            if "question" in labels and reading.others_last_turns(sentence.turn) and not reading.notes:
                rows.question_features.append(follow_up_features(sentence, reading))
                rows.follow_ups.append(bool(labels["question"].follow_up))
                if encoder is not None:
                    rows.question_encoded.append(rows.encoded[-1]["follow_up"])
    return rows


def learning_curve(language: str) -> Iterator[tuple[int, dict[str, float]]]:
    """For an eighth, a quarter, half and all of the train split: how many labelled sentences that is, and the F1 of each kind on dev that the
    linear models trained on it reach."""
    corpus = resource("data", "labelled", language)
    reader = Reader(load_pipeline(None, language), language)
    training = sorted(read_split(corpus, "train"), key=lambda c: hashlib.sha256(c.id.encode()).hexdigest())
    dev = collect(read_split(corpus, "dev"), reader)
    matrix = hashed(dev.features)
    features: list[list[str]] = []
    labels: list[dict[str, GoldLabel]] = []
    last = 0
    for parts in (8, 4, 2, 1):
        rows = collect(training[last : len(training) // parts], reader)
        last = len(training) // parts
        features, labels = features + rows.features, labels + rows.labels
        seen = hashed(features)
        scores: dict[str, float] = {}
        for kind in KINDS:
            model = _fit(seen, np.array([kind in found for found in labels]), STRENGTH["kind"])
            wanted = np.array([kind in found for found in dev.labels])
            scores[kind] = _decision(wanted, model.predict_proba(matrix)[:, 1], None)["dev_f1"]
        yield len(features), scores


def _fit(matrix: Any, wanted: Any, strength: float) -> LogisticRegression:
    """A fitted model with its small weights stored sparsely."""
    model = LogisticRegression(
        C=strength, solver="liblinear" if len(set(wanted)) == 2 else "lbfgs", max_iter=400, random_state=0
    )
    model.fit(matrix, wanted)
    model.coef_[np.abs(model.coef_) < 1e-4] = 0
    model.coef_ = model.coef_.astype(np.float32)
    return model.sparsify()


def _decision(wanted: Any, linear: Any, second: Any | None) -> dict[str, float]:
    """What turns the models' probabilities into one: the encoder's share, the slope and intercept that calibrate the log odds (Platt scaling),
    and the threshold.

    The share is the one whose F1 stays within ``PLATEAU`` of the best over the widest range of thresholds: the single best is chance. The
    threshold is half the best F1, which is optimal for calibrated probabilities (Lipton, Elkan and Naryanaswamy 2014, "Optimal
    Thresholding of Classifiers to Maximize F1 Measure").
    """
    limits = np.arange(-3.0, 2.0, 0.1)
    shares = [0.0] if second is None else list(np.arange(0, 1.01, 0.1))
    scores = np.array(
        [
            [f1_score(wanted, _odds(linear, second, share) >= limit, zero_division=0) for limit in limits]
            for share in shares
        ]
    )
    widths = (scores >= scores.max() - PLATEAU).sum(axis=1)
    widest = np.flatnonzero(widths == widths.max())
    share = float(shares[widest[len(widest) // 2]])
    odds = _odds(linear, second, share)[:, None]
    scaling = LogisticRegression(C=1e6).fit(odds, wanted)
    threshold = float(scores.max()) / 2
    found = {
        "threshold": round(threshold, 4),
        "slope": round(float(scaling.coef_[0][0]), 4),
        "intercept": round(float(scaling.intercept_[0]), 4),
        "dev_f1": round(float(f1_score(wanted, scaling.predict_proba(odds)[:, 1] >= threshold)), 4),
    }
    return found if second is None else {"encoder_share": round(share, 2), **found}


def _odds(linear: Any, second: Any | None, share: float) -> Any:
    return log_odds(linear) if second is None else share * log_odds(second) + (1 - share) * log_odds(linear)


def _subtype_rows(labels: Sequence[dict[str, GoldLabel]], kind: str) -> Iterator[tuple[int, str]]:
    for at, found in enumerate(labels):
        if kind in found and found[kind].subtype is not None:
            yield at, str(found[kind].subtype)


def _fit_all(train: Rows) -> dict[str, LogisticRegression]:
    matrix = hashed(train.features)
    models: dict[str, LogisticRegression] = {}
    for kind in KINDS:
        models[kind] = _fit(matrix, np.array([kind in labels for labels in train.labels]), STRENGTH["kind"])
        rows = list(_subtype_rows(train.labels, kind))
        if rows:
            chosen = matrix[[at for at, _ in rows]]
            models[f"{kind}/subtype"] = _fit(chosen, np.array([s for _, s in rows]), STRENGTH["subtype"])
    models["follow_up"] = _fit(hashed(train.question_features), np.array(train.follow_ups), STRENGTH["follow_up"])
    return models


def _copies(training: Sequence[LabelledConversation]) -> Iterator[LabelledConversation]:
    """The punctuated conversations as speech; of all of them every third with typing errors, every third with ae, oe, aa."""
    rng = random.Random(0)
    for at, labelled in enumerate(training):
        if labelled.style not in ("speech", "notes"):
            yield as_spoken(labelled)
        if at % 3 == 0:
            yield misspelt(labelled, rng)
        elif at % 3 == 1:
            yield without_danish_letters(labelled)


def train_classifiers(language: str, out: Path) -> dict[str, Any]:
    """Train the linear models, weigh them against the encoder in ``out`` on dev, write to ``out``; returns the settings."""
    corpus = resource("data", "labelled", language)
    reader = Reader(load_pipeline(None, language), language)
    training = read_split(corpus, "train")
    models = _fit_all(collect([*training, *_copies(training)], reader))
    dev = collect(
        read_split(corpus, "dev"),
        reader,
        SignalEncoder(out, resource("models", f"{language}_pieces", "tokenizer.json")),
    )
    matrix = hashed(dev.features)
    settings: dict[str, Any] = {"sure": SURE, "linear": {}, "both": {}}
    for kind in KINDS:
        wanted = np.array([kind in labels for labels in dev.labels])
        linear = models[kind].predict_proba(matrix)[:, 1]
        settings["linear"][kind] = _decision(wanted, linear, None)
        settings["both"][kind] = _decision(wanted, linear, np.array([row[kind] for row in dev.encoded]))
    linear = models["follow_up"].predict_proba(hashed(dev.question_features))[:, 1]
    asked = np.array(dev.follow_ups)
    settings["linear"]["follow_up"] = _decision(asked, linear, None)
    settings["both"]["follow_up"] = _decision(asked, linear, np.array(dev.question_encoded))
    skops.io.dump(models, out / "linear.skops", compression=8)
    (out / "settings.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    return settings


def main() -> None:
    """Train the classifiers of a language into ``models/``."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--language", default="da")
    parser.add_argument("--curve", action="store_true", help="train nothing; print how F1 grows with the corpus")
    args = parser.parse_args()
    if args.curve:
        for size, scores in learning_curve(args.language):
            print(size, json.dumps(scores), f"mean {sum(scores.values()) / len(scores):.3f}", flush=True)
        return
    print(json.dumps(train_classifiers(args.language, resource("models") / f"{args.language}_signals"), indent=2))


if __name__ == "__main__":
    main()
