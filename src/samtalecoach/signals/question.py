"""Questions that want an answer: ``open``, ``closed`` or ``indirect``; and whether they follow up on what the other said."""

from __future__ import annotations

from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["question"]


@register("question")
def question(judged: Judged) -> Finding | None:
    """A question, with ``follow_up``."""
    return supported(judged, follow_up=judged.classifier.follows_up(judged.sentence, judged.reading))
