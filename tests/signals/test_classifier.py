"""The trained classifiers: what they say is explained, bounded, and nothing but a model file is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
import skops.io
from sklearn.preprocessing import FunctionTransformer

from samtalecoach import Conversation, SamtalecoachError, Turn
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.reading import Reader, Reading
from samtalecoach.report import Signal
from samtalecoach.signals import find_signals
from samtalecoach.signals.classifier import Classifier, load_classifier


def reading(*texts: str) -> Reading:
    turns = tuple(Turn(speaker="AB"[at % 2], text=text) for at, text in enumerate(texts))
    return Reader(load_pipeline(), "da").read(Conversation(turns=turns))


def signals(*texts: str) -> list[Signal]:
    return list(find_signals(reading(*texts)))


def test_every_signal_is_explained_and_bounded() -> None:
    for signal in signals("Tak for kaffen. Hvordan gik det med messen?", "Jeg sender dig listen på fredag."):
        assert signal.cues
        assert 0 < signal.confidence <= 1


def test_exclusive_kinds_never_meet_in_a_sentence() -> None:
    texts = (
        "Kunne I bruge en som mig?",
        "Skal vi tage en kaffe på torsdag?",
        "Kan jeg hjælpe dig med noget?",
        "Må jeg sende dig mit CV?",
    )
    for text in texts:
        kinds = {signal.kind for signal in signals(text)}
        assert not {"question", "job_request"} <= kinds
        assert not {"question", "offer"} <= kinds
        assert not {"question", "commitment"} <= kinds


def test_a_question_follows_up_on_what_was_just_said() -> None:
    told = signals("Vi har lige købt en robot til lageret.", "Hvad bruger I robotten til?")
    assert [signal.follow_up for signal in told if signal.kind == "question"] == [True]
    alone = signals("Hvad laver du?")
    assert [signal.follow_up for signal in alone if signal.kind == "question"] == [False]


def test_the_reply_counts_for_what_a_sentence_is() -> None:
    said = "Vi har et gammelt udstillingsstativ stående i kælderen."
    classifier = load_classifier("da")
    taken_up, passed_over = (
        classifier.judge(reading(said, reply))[0]["offer"].probability
        for reply in ("Det vil jeg meget gerne tage imod, tusind tak.", "Nå, det vidste jeg ikke.")
    )
    assert taken_up > passed_over


def test_an_empty_reading_has_no_judgements() -> None:
    assert load_classifier("da").judge(reading("…")) == [] or signals("…") == []


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(SamtalecoachError, match="kan ikke læses"):
        Classifier(tmp_path)


def test_a_model_file_with_code_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"thresholds": {}}', encoding="utf-8")
    skops.io.dump({"question": FunctionTransformer(func=print)}, tmp_path / "linear.skops")
    with pytest.raises(SamtalecoachError, match="kan ikke læses"):
        Classifier(tmp_path)
