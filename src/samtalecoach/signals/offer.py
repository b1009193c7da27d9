"""Offers: the speaker offers help, time, knowledge or a contact, unpaid and unasked."""

from __future__ import annotations

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.signals.base import Finding, register, weighed

__all__ = ["offer"]


@register("offer")
def offer(sentence: Sentence, reading: Reading, taken: frozenset[str]) -> Finding | None:
    """Find an offer in a sentence; what asks for a job is none."""
    if "job_request" in taken or "quoted_speech" in sentence.facts.names:
        return None
    return weighed(sentence, "offer", ("yes",))
