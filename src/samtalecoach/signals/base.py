"""What every detector has in common: a finding, and the registry through which our own and other people's detectors go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.signals.classifier import Classifier, Judgement

__all__ = ["Detector", "Finding", "Judged", "detectors", "register", "supported"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that the classifier gives a kind of signal, in its conversation."""

    kind: str
    sentence: Sentence
    reading: Reading
    judgement: Judgement
    classifier: Classifier


@dataclass(frozen=True, slots=True)
class Finding:
    """A signal in a sentence, before it gets its place in the report. ``confidence`` is a probability; ``extra`` holds the fields that only
    this kind of signal has."""

    subtype: str | None
    confidence: float
    cues: tuple[str, ...]
    extra: dict[str, object] = field(default_factory=dict)


class Detector(Protocol):
    """Makes a finding of a sentence that the classifier gives its kind, or turns it down."""

    def __call__(self, judged: Judged) -> Finding | None: ...


_DETECTORS: dict[str, Detector] = {}


def register(kind: str) -> Callable[[Detector], Detector]:
    """Register a detector for a kind of signal; the last one registered for a kind is used."""

    def keep(detector: Detector) -> Detector:
        _DETECTORS[kind] = detector
        return detector

    return keep


def detectors() -> dict[str, Detector]:
    """The registered detectors by kind."""
    return dict(_DETECTORS)


def supported(judged: Judged, **extra: object) -> Finding:
    """The finding that the classifier suggests, with the lexicon's cues for it; without any, what weighed most in the classifier."""
    cues = tuple(
        hit.cue.id for hit in judged.sentence.cues if hit.cue.kind == judged.kind and hit.cue.makes is not None
    )
    return Finding(
        judged.judgement.subtype,
        round(judged.judgement.probability, 3),
        cues or judged.classifier.explain(judged.kind, judged.sentence, judged.reading),
        extra,
    )
