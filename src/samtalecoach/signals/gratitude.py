"""Gratitude: the speaker thanks someone present, for something (``specific``) or just so (``plain``)."""

from __future__ import annotations

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.signals.base import Finding, register, weighed

__all__ = ["gratitude"]


@register("gratitude")
def gratitude(sentence: Sentence, reading: Reading, taken: frozenset[str]) -> Finding | None:
    """Find gratitude in a sentence."""
    if "quoted_speech" in sentence.facts.names:
        return None
    return weighed(sentence, "gratitude", ("specific", "plain"))
