"""Commitments: what is to happen after the conversation, promised by one (``promise``) or agreed on (``agreement``), and when."""

from __future__ import annotations

from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["commitment"]


@register("commitment")
def commitment(judged: Judged) -> Finding | None:
    """A commitment with ``due``, the sentence's words for the time, and ``due_date`` where the day can be told."""
    due = judged.sentence.due
    return supported(judged, due=due.text if due else None, due_date=due.date if due else None)
