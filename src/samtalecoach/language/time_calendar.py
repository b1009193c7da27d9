"""From what an expression of time says to a day in the calendar. Knows no words of any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

__all__ = ["TimeParts", "resolve"]

_DAYS_IN_WEEK = 7
_MONTHS = 12
_CENTURY = 100
# 29 February may be eight years away (1896 to 1904, 2096 to 2104).
_YEARS_TO_LEAP_DAY = 8


@dataclass(frozen=True, slots=True)
class TimeParts:
    """What an expression says, put together from its parts.

    ``kinds`` are the kinds of its frames (see `samtalecoach.language.time_lexicon`). ``values`` are the numbers it
    names: ``day``, ``month``, ``year``, ``weekday`` (Monday = 1), ``nth`` (5 = last), ``week``, ``count``, ``unit`` (in
    days). ``days``, ``weeks`` and ``months`` are relative to the conversation's date; ``future`` is false where the
    words tell of the past or of a habit.
    """

    kinds: frozenset[str]
    values: Mapping[str, int]
    days: int | None = None
    weeks: int | None = None
    months: int | None = None
    future: bool = True


def resolve(parts: TimeParts, today: Date | None) -> tuple[Date | None, bool]:
    """The day meant, if it can be known, and whether it is still to come (today is).

    Without ``today`` only a whole date with its year gives a day. A day that does not exist (31/2) gives None.
    """
    if not parts.future:
        return None, False
    if {"day", "month", "year"} <= parts.values.keys():
        found = _date(parts.values["year"], parts.values["month"], parts.values["day"])
        return found, found is None or today is None or found >= today
    if today is None:
        return None, True
    if "month" in parts.kinds and "year" in parts.values:
        named = (parts.values["year"], parts.values["month"])
        return None, named >= (today.year, today.month)
    found = _relative(parts, today)
    if found is not None and found < today:
        return None, False
    return found, True


def _relative(parts: TimeParts, today: Date) -> Date | None:
    """By the most definite of the expression's parts: "torsdag den 12. kl. 10" is the 12th."""
    said = next((kind for kind in _MOST_DEFINITE_FIRST if kind in parts.kinds), None)
    return None if said is None else _MOST_DEFINITE_FIRST[said](parts, today)


def _date_without_year(parts: TimeParts, today: Date) -> Date | None:
    return _next_date(today, parts.values["month"], parts.values["day"])


def _day_alone(parts: TimeParts, today: Date) -> Date | None:
    if parts.months is not None:
        return _day_of_month(today, parts.months, parts.values["day"])
    return _next_day_of_month(today, parts.values["day"], parts.values.get("weekday"))


def _day_from_today(parts: TimeParts, today: Date) -> Date | None:
    return None if parts.days is None else _shift(today, parts.days)


def _offset_from_today(parts: TimeParts, today: Date) -> Date | None:
    return _shift(today, days) if (days := _offset(parts)) else None


def _weekday(parts: TimeParts, today: Date) -> Date | None:
    weekday = parts.values["weekday"]
    if "week_number" in parts.kinds:
        return _day_of_week_number(today, parts.values["week"], weekday)
    if parts.weeks is not None:
        return _shift(today, weekday - today.isoweekday() + _DAYS_IN_WEEK * parts.weeks)
    ahead = (weekday - today.isoweekday() - 1) % _DAYS_IN_WEEK + 1
    if "offset" in parts.kinds:
        days = _offset(parts)
        return _shift(today, ahead + days) if days else None
    return _shift(today, ahead)


def _offset(parts: TimeParts) -> int:
    """Length in days; 0 where the unit is too short or too loose for a date."""
    if parts.days is not None:
        return parts.days
    return parts.values["count"] * parts.values["unit"]


def _date(year: int, month: int, day: int) -> Date | None:
    year = year if year >= _CENTURY else 2000 + year
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def _shift(day: Date, days: int) -> Date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _next_date(today: Date, month: int, day: int) -> Date | None:
    """The next such date on or after today."""
    years = range(today.year, today.year + _YEARS_TO_LEAP_DAY + 1)
    return next((found for year in years if (found := _date(year, month, day)) and found >= today), None)


def _day_of_month(today: Date, months: int, day: int) -> Date | None:
    years, month = divmod(today.month - 1 + months, _MONTHS)
    return _date(today.year + years, month + 1, day)


def _next_day_of_month(today: Date, day: int, weekday: int | None) -> Date | None:
    """The next such day after today; the next that falls on the weekday said with it, if one does within six months."""
    ahead = (_day_of_month(today, months, day) for months in range(_MONTHS // 2))
    candidates = [found for found in ahead if found is not None and found > today]
    agreeing = [found for found in candidates if found.isoweekday() == weekday]
    return next(iter(agreeing or candidates), None)


def _nth_weekday(parts: TimeParts, today: Date) -> Date | None:
    """Such a weekday of the month named, of the one so far ahead, or else of this month or the next; from today on."""
    nth, weekday = parts.values["nth"], parts.values["weekday"]
    if parts.months is not None:
        ahead = [parts.months]
    elif "month" not in parts.values:
        ahead = [0, 1]
    elif "year" in parts.values:
        ahead = [(parts.values["year"] - today.year) * _MONTHS + parts.values["month"] - today.month]
    else:
        first = (parts.values["month"] - today.month) % _MONTHS
        ahead = [first, first + _MONTHS]
    found = (_nth_weekday_of_month(_day_of_month(today, months, 1), nth, weekday) for months in ahead)
    return next((day for day in found if day is not None and day >= today), None)


def _nth_weekday_of_month(first: Date | None, nth: int, weekday: int) -> Date | None:
    """``first`` is the first day of the month; the fifth is the last, be there five or four."""
    if first is None:
        return None
    days = [_shift(first, (weekday - first.isoweekday()) % _DAYS_IN_WEEK + _DAYS_IN_WEEK * week) for week in range(nth)]
    within = [day for day in days if day is not None and day.month == first.month]
    return within[-1] if within else None


def _day_of_week_number(today: Date, week: int, weekday: int) -> Date | None:
    """That weekday of the next ISO week of that number."""
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            found = Date.fromisocalendar(year, week, weekday)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


_MOST_DEFINITE_FIRST: Mapping[str, Callable[[TimeParts, Date], Date | None]] = {
    "date": _date_without_year,
    "day_of_month": _day_alone,
    "nth_weekday": _nth_weekday,
    "day": _day_from_today,
    "weekday": _weekday,
    "offset": _offset_from_today,
    "clock": _day_from_today,
}
