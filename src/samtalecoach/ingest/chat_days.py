"""When the messages of a chat were sent: clocks and days as chat programs write them, and how far these lie apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from samtalecoach.ingest.lexicon import all_words

__all__ = [
    "DAY_S",
    "Day",
    "Numbers",
    "When",
    "day_in",
    "days_of",
    "in_order",
    "seconds_apart",
    "trailing_when",
    "when_in",
]

DAY_S = 86_400
_HALF_DAY_S = 43_200
Numbers = tuple[int, int, int]  # a date as written: day and month in either order before the year, or the year first
_NO_YEAR = 2000  # stands for the year of a date without one; it has a twenty-ninth of February
_CLOCK = re.compile(
    r"(?:^|[\s,;|·•(\[–-])(?:(?:kl\.?|at|@)\s?)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\.?)?[)\]]?\s*\Z",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})(?:\2(\d{1,4}))?\.?\Z")
_YEAR = re.compile(r"\d{4}\Z")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\Z")
_LONGEST = 100
_LONGEST_DAY = 50
_MOST_DAY_WORDS = 6
_EVENING, _MORNING = 18 * 3600, 6 * 3600
_HALF_A_YEAR = 183


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a chat writes it: its numbers; only a weekday (0 is Monday); or how many days before today."""

    kind: Literal["date", "yearless", "weekday", "relative"]
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class When:
    """A clock time, the day where it is told, whether it is written as in the United States, and whether with AM or PM."""

    second: int
    day: Day | None
    american: bool = False
    halved: bool = False

    def following(self, last: When) -> When:
        """The same time behind another: where that has AM or PM and this has not, it is meant here too ("3:14" below "3:13 PM")."""
        if not last.halved or self.halved or self.second >= _HALF_DAY_S + 3600:
            return self
        morning = self.second % _HALF_DAY_S
        later = [second for second in (morning, morning + _HALF_DAY_S) if second >= last.second]
        return replace(self, second=later[0] if later else morning, halved=True)


def day_in(text: str) -> Day | None:
    """The day that the whole text states: ``15/01``, ``12. mar. 2024``, ``Feb 25th``, ``MANDAG``, ``i går``; None of another text."""
    if not text or len(text) > _LONGEST_DAY:
        return None
    words = all_words()
    folded = text.casefold().strip(" .,;:-–—|·•")
    if folded in words.chat_today or folded in words.chat_yesterday:
        return Day("relative", (0 if folded in words.chat_today else -1, 0, 0))
    return _date(folded.replace(",", " ").split())


def _date(tokens: list[str]) -> Day | None:
    if not 1 <= len(tokens) <= _MOST_DAY_WORDS:
        return None
    words = all_words()
    names = _numbers_of(words.months)
    weekday = month = day = year = None
    numeric: tuple[str, ...] | None = None
    weekdays = _numbers_of(words.week)
    for token in tokens:
        bare = token.rstrip(".")
        found = _NUMERIC.match(token)
        of_month = _DAY_OF_MONTH.match(token)
        if found is not None and numeric is None:
            numeric = found.groups()
        elif bare in names and month is None:
            month = names[bare]
        elif _YEAR.match(token) and year is None:
            year = int(token)
        elif of_month is not None and day is None:
            day = int(of_month[1])
        elif bare in weekdays and weekday is None:
            weekday = weekdays[bare] - 1
        elif token not in words.date_labels and bare not in words.chat_today | words.chat_yesterday:
            return None
    if numeric is not None:
        one, _, two, three = numeric
        if month is not None or day is not None or (len(one) > 2 and three is None):
            return None
        kind: Literal["date", "yearless"] = "yearless" if three is None else "date"
        return Day(kind, (int(one), int(two), int(three) if three else _NO_YEAR))
    if month is not None and day is not None:
        return Day("date" if year else "yearless", (year or _NO_YEAR, month, day))
    if weekday is not None and month is None and day is None and year is None:
        return Day("weekday", (weekday, 0, 0))
    return None


@cache
def _numbers_of(series: tuple[frozenset[str], ...]) -> dict[str, int]:
    """The place in the series of each name: 1 for January, or Monday."""
    return {name: at for at, names in enumerate(series, 1) for name in names}


def when_in(text: str) -> When | None:
    """The time that the whole text states, with or without a day: ``[15/01 10:30]``, ``i går kl. 10.30``, ``Feb 25th at 10:39 AM``."""
    found = trailing_when(text.strip().removeprefix("[").removeprefix("("))
    return found[0] if found is not None and not found[1] else None


def trailing_when(text: str) -> tuple[When, str] | None:
    """The time that closes a short text, and what stands before it; None where it closes with none."""
    if len(text) > _LONGEST:
        return None
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = match["half"]
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    before = text[: match.start()]
    day, rest = _trailing_day(before)
    american = half is not None and half.isupper() and day is not None and day.numbers[0] <= 12
    return When(hour * 3600 + minute * 60 + second, day, american, half is not None), rest


@lru_cache(maxsize=10_000)
def _trailing_day(text: str) -> tuple[Day | None, str]:
    """The day that closes the text, as many words of it as make one, and what stands before."""
    tokens = text.split()
    for count in range(min(_MOST_DAY_WORDS, len(tokens)), 0, -1):
        day = day_in(" ".join(tokens[-count:]).lstrip("[("))
        if day is not None:
            return day, " ".join(tokens[:-count])
    return None, text.strip()


def days_of(dates: Iterable[Numbers], *, american: bool) -> dict[Numbers, int | None]:
    """The day of the calendar for each date, in the order in which all of them make most sense; None where one is no date.

    No month may be above 12, the days must go forward, and without a jump; where both orders do that, days come first, unless the
    dates are written as in the United States (``american``).
    """
    found = list(dict.fromkeys(dates))
    day_first, month_first = _days(found, month_first=False), _days(found, month_first=True)
    better = (_oddities(month_first), not american) < (_oddities(day_first), american)
    return month_first if better else day_first


def _oddities(days: dict[Numbers, int | None]) -> tuple[int, int, int]:
    known = [day for day in days.values() if day is not None]
    backwards = sum(later < earlier for earlier, later in pairwise(known))
    return len(days) - len(known), backwards, max(known, default=0) - min(known, default=0)


def _days(dates: Sequence[Numbers], *, month_first: bool) -> dict[Numbers, int | None]:
    days: dict[Numbers, int | None] = {}
    for numbers in dates:
        one, two, three = numbers
        year, month, day = numbers if one > 31 else (three, one, two) if month_first else (three, two, one)
        try:
            days[numbers] = Date(year + 2000 if year < 100 else year, month, day).toordinal()
        except ValueError:
            days[numbers] = None
    return days


def seconds_apart(times: Sequence[When | None]) -> tuple[list[float | None], Date | None]:
    """Seconds of each time from the first, and the day of the first where it is told with its year.

    None for a time whose distance from the first is not told: another way of writing days ("Today" after "Monday"), or a clock that
    goes back without a new day.
    """
    places = list(_places(times))
    first = next((place for place in places if place is not None), None)
    if first is None:
        return [None] * len(places), None
    apart = [
        float(place.moment - first.moment)
        if place is not None and place.kind == first.kind and place.moment >= first.moment
        else None
        for place in places
    ]
    return apart, Date.fromordinal(first.moment // DAY_S) if first.kind == "date" else None


def in_order(times: Sequence[When | None]) -> list[int] | None:
    """The places of the times from the earliest to the latest; None where one of them has no date."""
    places = list(_places(times))
    dated = [place.moment for place in places if place is not None and place.kind == "date"]
    return sorted(range(len(dated)), key=dated.__getitem__) if len(dated) == len(places) else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a time lies, in seconds; comparable with others of the same kind."""

    kind: str
    moment: int


def _places(times: Sequence[When | None]) -> Iterator[_Place | None]:
    american = any(time is not None and time.american for time in times)
    written = (time.day.numbers for time in times if time is not None and time.day is not None and _is_dated(time.day))
    days = days_of(written, american=american)
    last: _Place | None = _Place("clock", DAY_S)
    for time in times:
        if time is None:
            yield None
            continue
        if time.day is None:
            last = _same_day(last, time.second)
        else:
            day = _number(time.day, last, days)
            last = None if day is None else _Place(time.day.kind, day * DAY_S + time.second)
        yield last


def _is_dated(day: Day) -> bool:
    return day.kind in ("date", "yearless")


def _same_day(last: _Place | None, second: int) -> _Place | None:
    """A clock without a day, behind a time: on the same day, or just past midnight."""
    if last is None:
        return None
    midnight, before = last.moment - last.moment % DAY_S, last.moment % DAY_S
    if second >= before:
        return _Place(last.kind, midnight + second)
    return _Place(last.kind, midnight + DAY_S + second) if before >= _EVENING and second < _MORNING else None


def _number(day: Day, last: _Place | None, days: dict[Numbers, int | None]) -> int | None:
    """The number of a day among those that are told in the same way."""
    same = last is not None and last.kind == day.kind
    before = last.moment // DAY_S if last is not None and same else None
    if day.kind == "weekday":
        number = 7 + day.numbers[0]
        return number if before is None else before + (number - before) % 7
    if day.kind == "relative":
        return 2 + day.numbers[0]
    found = days[day.numbers]
    if found is not None and day.kind == "yearless" and before is not None and before - found > _HALF_A_YEAR:
        found += 366  # from December to January
    return found
