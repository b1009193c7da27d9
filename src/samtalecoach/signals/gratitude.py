"""Gratitude: the speaker thanks someone present, for something (``specific``) or just so (``plain``)."""

from __future__ import annotations

from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["gratitude"]

_INVENTED = "gratitude.hallucination"


@register("gratitude")
def gratitude(judged: Judged) -> Finding | None:
    """Thanks, except those that a speech recogniser invents over silence."""
    if any(hit.cue.id == _INVENTED for hit in judged.sentence.cues):
        return None
    return supported(judged)
