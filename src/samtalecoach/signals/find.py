"""Finds all signals of a reading: the classifier judges each sentence, the registered detectors make findings of what it accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samtalecoach.language.reading import Reading
from samtalecoach.report import Signal
from samtalecoach.signals.base import Judged, detectors
from samtalecoach.signals.classifier import Judgement, load_classifier

__all__ = ["find_signals"]

_EXCLUSIVE = (
    ("question", "job_request"),
    ("question", "offer"),
    ("question", "commitment"),
    ("job_request", "offer"),
    ("job_request", "commitment"),
)
"""Kinds that the annotation guide never gives to the same sentence; the more probable one stays."""


def _kinds(judged: Mapping[str, Judgement]) -> list[str]:
    kept = {kind for kind, judgement in judged.items() if judgement.found}
    for one, other in _EXCLUSIVE:
        if one in kept and other in kept:
            kept.discard(min(one, other, key=lambda kind: judged[kind].probability))
    return [kind for kind in judged if kind in kept]


def find_signals(reading: Reading, *, fast: bool = False) -> Iterator[Signal]:
    """All signals of a conversation, in the order of its sentences; ``fast`` leaves the encoder out."""
    classifier = load_classifier(reading.language, fast=fast)
    registered = detectors()
    for sentence, judged in zip(reading.sentences, classifier.judge(reading), strict=True):
        for kind in _kinds(judged):
            finding = registered[kind](Judged(kind, sentence, reading, judged[kind], classifier))
            if finding is not None:
                yield Signal.model_validate(
                    {
                        "kind": kind,
                        "subtype": finding.subtype,
                        "speaker": sentence.speaker,
                        "turn": sentence.turn,
                        "start": sentence.start,
                        "end": sentence.end,
                        "text": sentence.text,
                        "confidence": finding.confidence,
                        "cues": finding.cues,
                        **finding.extra,
                    }
                )
