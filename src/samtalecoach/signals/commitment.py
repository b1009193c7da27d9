"""Commitments: what is to happen after the conversation, promised by one (``promise``) or agreed on (``agreement``), and when."""

from __future__ import annotations

from datetime import date as Date

from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["commitment"]


_TURNS_BACK = 4
"""How many turns back the day may lie that an hour ("så siger vi klokken ti") belongs to; chosen on train, where 64 of 85 such days are found."""


@register("commitment")
def commitment(judged: Judged) -> Finding | None:
    """A commitment with ``due``, the sentence's words for the time, and ``due_date`` where the day can be told."""
    due = judged.sentence.due
    if due is None:
        return supported(judged, due=None, due_date=None)
    return supported(judged, due=due.text, due_date=_day_before(judged) if due.is_hour else due.date)


def _day_before(judged: Judged) -> Date | None:
    """The day that was named last before a sentence that names only an hour."""
    at = judged.sentence.index
    for sentence in reversed(judged.reading.sentences[:at]):
        if sentence.turn < judged.sentence.turn - _TURNS_BACK:
            return None
        if sentence.due is not None and sentence.due.date is not None:
            return sentence.due.date
    return None
