"""Finds the words that say when something is to happen, and the day they mean.

>>> from datetime import date
>>> [found] = find_time_expressions("Jeg ringer på torsdag kl. 10.", date(2026, 3, 11))
>>> found.text, found.date, found.is_future
('på torsdag kl. 10', datetime.date(2026, 3, 12), True)

The words lie in ``data/lexicon/LANGUAGE/time.toml``. Frames are matched from left to right, the longest at each place;
neighbours that belong together ("tirsdag" + "den 12." + "kl. 10") become one expression. Time is linear in the length
of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from samtalecoach.language.time_calendar import TimeParts, resolve
from samtalecoach.language.time_lexicon import Frame, TimeLexicon, time_lexicon

__all__ = ["TimeExpression", "due_expression", "find_time_expressions"]

_GAP = re.compile(r"\s{1,3}")
_COMMA = re.compile(r"\s?,\s{1,3}")
_DATES = frozenset({"date", "day_of_month"})
_HOURS = frozenset({"clock", "part"})
_WEEKS = frozenset({"week", "week_number"})
# What each kind of frame takes behind it in the same expression.
_FOLLOWERS = {
    "day": _DATES | _HOURS | {"weekday"},
    "weekday": _DATES | _HOURS | _WEEKS | {"offset", "month"},
    "date": _HOURS,
    "day_of_month": _HOURS,
    "nth_weekday": _HOURS,
    "offset": _HOURS | {"weekday"},
    "week": _HOURS | {"weekday"},
    "week_number": _HOURS | {"weekday"},
    "clock": _HOURS | _DATES | {"day", "weekday"},
    "part": _HOURS | _DATES | _WEEKS,
    "some_day": _WEEKS | {"month", "vague", "offset"},
    "vague": frozenset({"clock", "part", "month"}),
    "past": _HOURS,
    "habit": _HOURS,
}
# What still belongs to the expression behind a comma: "torsdag i næste uge, klokken et".
_AFTER_COMMA = _DATES | {"clock"}


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that say when.

    ``start`` and ``end`` are character offsets into the text, end exclusive; ``date`` is None where no single day is
    meant or it cannot be known; ``is_future`` is false for what lies behind ("i går") and for habits ("hver torsdag");
    ``leaves_open`` says what of the date the words take for known: the ``day`` ("klokken ti"), the ``week`` ("torsdag") or the
    ``month`` ("den 6."); None where they leave nothing open.
    """

    text: str
    start: int
    end: int
    date: Date | None
    is_future: bool
    leaves_open: Literal["day", "week", "month"] | None = None


@dataclass(frozen=True, slots=True)
class _Atom:
    frame: Frame
    start: int
    end: int
    values: dict[str, int]


def find_time_expressions(text: str, today: Date | None, language: str = "da") -> list[TimeExpression]:
    """All expressions of time in a text, in order, none overlapping.

    ``today`` is the conversation's date: a weekday is the next such day after it, a date without a year the next on or
    after it. Without it only a date with its year is resolved. ``language`` is ``da`` or ``en``; raises
    SamtalecoachError for any other.
    """
    found: list[TimeExpression] = []
    for group in _groups(text, time_lexicon(language)):
        if all(atom.frame.attached for atom in group):
            continue
        start, end = group[0].start, group[-1].end
        parts = _parts(group)
        day, is_future = resolve(parts, today)
        leaves_open = None if any(atom.frame.next for atom in group) else _left_open(parts)
        found.append(TimeExpression(text[start:end], start, end, day, is_future, leaves_open))
    return found


def due_expression(text: str, today: Date | None, language: str = "da") -> TimeExpression | None:
    """When the deed in a sentence is to be done: its last future expression with a date (what comes before is mostly turned down, or the
    condition: "send det i aften, så er det læst i morgen"), a day before an hour, else its first future one."""
    ahead = [found for found in find_time_expressions(text, today, language) if found.is_future]
    dated = [found for found in ahead if found.date is not None]
    days = [found for found in dated if found.leaves_open != "day"]
    return next(reversed(days or dated), None) or next(iter(ahead), None)


def _left_open(parts: TimeParts) -> Literal["day", "week", "month"] | None:
    kinds = parts.kinds - _HOURS
    if not kinds:
        return "day"
    if kinds == {"weekday"} and parts.weeks is None:
        return "week"
    return "month" if kinds <= {"weekday", "day_of_month"} and "day" in parts.values and parts.months is None else None


def _lowered(text: str) -> str:
    """In lower case at the same offsets: a letter that would become two (İ) stays."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _atoms(text: str, lexicon: TimeLexicon) -> Iterator[_Atom]:
    lowered = _lowered(text)
    at = 0
    while begin := lexicon.anywhere.search(lowered, at):
        best: tuple[Frame, re.Match[str]] | None = None
        for frame in lexicon.frames:
            match = frame.pattern.match(lowered, begin.start())
            if match and _beats(frame, match, best) and not _is_name(text, frame, match, lexicon):
                best = frame, match
        if best is None:
            at = begin.start() + 1
            continue
        frame, match = best
        at = match.end()
        yield _Atom(frame, match.start(), at, lexicon.values(frame, match))


def _beats(frame: Frame, match: re.Match[str], best: tuple[Frame, re.Match[str]] | None) -> bool:
    """Whether a match is longer than the best so far, or as long and shows that the words are no time."""
    if best is None or match.end() > best[1].end():
        return True
    return match.end() == best[1].end() and frame.kind == "none"


def _is_name(text: str, frame: Frame, match: re.Match[str], lexicon: TimeLexicon) -> bool:
    """Whether the month is a person: "til Maj" amid small letters."""
    if frame.kind != "month" or match["month"] not in lexicon.names:
        return False
    return text[match.start("month") : match.end("month")].istitle()


def _groups(text: str, lexicon: TimeLexicon) -> Iterator[list[_Atom]]:
    group: list[_Atom] = []
    for atom in _atoms(text, lexicon):
        if group and _joins(text, group, atom):
            group.append(atom)
            continue
        if group:
            yield group
        group = [] if atom.frame.kind == "none" else [atom]
    if group:
        yield group


def _joins(text: str, group: list[_Atom], atom: _Atom) -> bool:
    last, kind = group[-1], atom.frame.kind
    if kind not in _FOLLOWERS.get(last.frame.kind, ()):
        return False
    if kind not in _HOURS and any(kind == other.frame.kind for other in group):
        return False
    if _GAP.fullmatch(text, last.end, atom.start):
        return True
    return kind in _AFTER_COMMA and _COMMA.fullmatch(text, last.end, atom.start) is not None


def _parts(group: list[_Atom]) -> TimeParts:
    values: dict[str, int] = {}
    for atom in group:
        values = atom.values | values
    frames = [atom.frame for atom in group]
    dated = [frame for frame in frames if frame.kind not in _HOURS] or frames
    return TimeParts(
        kinds=frozenset(frame.kind for frame in frames),
        values=values,
        days=next((frame.days for frame in dated if frame.days is not None), None),
        weeks=next((frame.weeks for frame in frames if frame.weeks is not None), None),
        months=next((frame.months for frame in frames if frame.months is not None), None),
        future=all(frame.future for frame in frames),
    )
