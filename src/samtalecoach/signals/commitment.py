"""Commitments: what is to happen after the conversation, promised by one (``promise``) or agreed on (``agreement``), and when."""

from __future__ import annotations

from dataclasses import replace

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.signals.base import Finding, register, weighed

__all__ = ["commitment", "when"]


def when(sentence: Sentence) -> dict[str, object]:
    """The time expression of a commitment: ``due`` in the sentence's words, ``due_date`` where it can be told."""
    return {
        "due": sentence.due.text if sentence.due else None,
        "due_date": sentence.due.date if sentence.due else None,
    }


@register("commitment")
def commitment(sentence: Sentence, reading: Reading, taken: frozenset[str]) -> Finding | None:
    """Find a commitment in a sentence."""
    if "job_request" in taken or "quoted_speech" in sentence.facts.names:
        return None
    found = weighed(sentence, "commitment", ("agreement", "promise"))
    return None if found is None else replace(found, extra=when(sentence))
