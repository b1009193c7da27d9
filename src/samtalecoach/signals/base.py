"""What every detector has in common: a finding, and the registry through which our own and other people's detectors go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from samtalecoach.language.reading import Reading, Sentence

__all__ = ["Detector", "Finding", "detectors", "register", "supporting", "weighed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A signal in a sentence, before it gets its place in the report. ``confidence`` is a probability."""

    subtype: str | None
    confidence: float
    cues: tuple[str, ...]
    extra: dict[str, object] = field(default_factory=dict)


class Detector(Protocol):
    """Looks at one sentence of a reading. ``taken`` holds the kinds already found in it (detectors run in their order of registration)."""

    def __call__(self, sentence: Sentence, reading: Reading, taken: frozenset[str]) -> Finding | None: ...


_DETECTORS: dict[str, Detector] = {}


def register(kind: str) -> Callable[[Detector], Detector]:
    """Register a detector for a kind of signal; the last one registered for a kind is used."""

    def keep(detector: Detector) -> Detector:
        _DETECTORS[kind] = detector
        return detector

    return keep


def detectors() -> dict[str, Detector]:
    """The registered detectors by kind, in the order in which they run."""
    return dict(_DETECTORS)


def supporting(sentence: Sentence, kind: str) -> dict[str, list[str]]:
    """The cues that speak for a kind, by the subtype they speak for."""
    found: dict[str, list[str]] = {}
    for hit in sentence.cues:
        if hit.cue.kind == kind and hit.cue.makes is not None:
            found.setdefault(hit.cue.makes, []).append(hit.cue.id)
    return found


def opposing(sentence: Sentence, kind: str) -> list[str]:
    """The cues that speak against a kind."""
    return [hit.cue.id for hit in sentence.cues if hit.cue.kind == kind and hit.cue.makes is None]


def weighed(sentence: Sentence, kind: str, order: tuple[str, ...]) -> Finding | None:
    """The plain rule: found where a cue speaks for the kind and none against it; of several subtypes the first in ``order``.

    The confidence is a judgement: one cue 0.75, two 0.85, more 0.9.
    """
    for_it = supporting(sentence, kind)
    if not for_it or opposing(sentence, kind):
        return None
    subtype = next((name for name in order if name in for_it), None)
    if subtype is None:
        return None
    count = sum(len(cues) for cues in for_it.values())
    return Finding(None if subtype == "yes" else subtype, (0.75, 0.85, 0.9)[min(count, 3) - 1], tuple(for_it[subtype]))
