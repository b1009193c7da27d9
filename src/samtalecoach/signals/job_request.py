"""Job requests: the speaker asks for work (``direct``), for help to get it (``indirect``), or says that they seek it (``hint``)."""

from __future__ import annotations

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.signals.base import Finding, register, weighed

__all__ = ["job_request"]


@register("job_request")
def job_request(sentence: Sentence, reading: Reading, taken: frozenset[str]) -> Finding | None:
    """Find a job request in a sentence."""
    if "quoted_speech" in sentence.facts.names:
        return None
    return weighed(sentence, "job_request", ("direct", "indirect", "hint"))
