"""Commitments: what is to happen after the conversation, promised by one (``promise``) or agreed on (``agreement``), and when."""

from __future__ import annotations

from datetime import date as Date

from samtalecoach.language.time_expressions import TimeExpression
from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["commitment"]


_TURNS_BACK = 4
"""How many turns back the day may have been named that "klokken ti", "torsdag" or "den 6." takes for known; chosen on train."""


@register("commitment")
def commitment(judged: Judged) -> Finding | None:
    """A commitment with ``due``, the sentence's words for the time, and ``due_date`` where the day can be told."""
    due = judged.sentence.due
    return supported(judged, due=due.text if due else None, due_date=_day(due, judged) if due else None)


def _day(due: TimeExpression, judged: Judged) -> Date | None:
    """The day that the words mean, or the one named just before that they take up."""
    if due.leaves_open is None:
        return due.date
    for sentence in reversed(judged.reading.sentences[: judged.sentence.index]):
        if sentence.turn < judged.sentence.turn - _TURNS_BACK:
            break
        if (
            sentence.due is not None
            and sentence.due.date is not None
            and _takes_up(due, sentence.due, sentence.due.date, judged.reading.conversation.date)
        ):
            return sentence.due.date
    return due.date


def _takes_up(due: TimeExpression, before: TimeExpression, day: Date, today: Date | None) -> bool:
    """Whether the words may mean the day of an expression before: of any for an hour, else of one that says more, on the same day; today has
    no name but "i dag"."""
    if due.leaves_open == "day":
        return True
    if due.date is None or day == today or before.leaves_open in ("day", due.leaves_open):
        return False
    return day.isoweekday() == due.date.isoweekday() if due.leaves_open == "week" else day.day == due.date.day
