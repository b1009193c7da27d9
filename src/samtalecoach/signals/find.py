"""Runs the registered detectors over a reading."""

from __future__ import annotations

from collections.abc import Iterator

from samtalecoach.language.reading import Reading
from samtalecoach.report import Signal
from samtalecoach.signals.base import detectors

__all__ = ["find_signals"]


def find_signals(reading: Reading) -> Iterator[Signal]:
    """All signals of a conversation, in the order of its sentences."""
    running = detectors()
    for sentence in reading.sentences:
        taken: frozenset[str] = frozenset()
        for kind, detect in running.items():
            finding = detect(sentence, reading, taken)
            if finding is None:
                continue
            taken |= {kind}
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
