"""The date of a conversation, where its first lines or its file name state one that cannot be mistaken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date as Date
from functools import cache
from pathlib import PurePath

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.lexicon import LANGUAGES, Words, all_words, words_of

__all__ = ["date_in_name", "date_in_text", "is_date_line", "parse_date", "settled_date"]

_YEARS = range(1990, 2100)
_LONGEST = 300
_TIMES = re.compile(
    r"(?:kl\.?\s?)?\d{1,2}[:.]\d{2}(?:\s?(?:-|–|til|to)\s?(?:kl\.?\s?)?\d{1,2}[:.]\d{2})?(?![\d./-])", re.IGNORECASE
)
_ISO = re.compile(r"(?<!\d)(\d{4})([-_./])(\d{1,2})\2(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})([.\-_])[ ]?(\d{1,2})\2[ ]?(\d{4})(?!\d)")
_DANISH_SLASH = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:[ ]?-[ ]?|[ ])(\d{4}|\d{2})(?![\d.:/]|[ ]?\w)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_PACKED = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")


@cache
def _spelled() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Dates such as "11. marts 2026" and "March 11th, 2026", in every language that we know."""
    names = sorted((name for month in all_words().months for name in month), key=len, reverse=True)
    month = "|".join(map(re.escape, names))
    day_first = rf"(?<![\d.])(\d{{1,2}})(?:st|nd|rd|th)?[._-]?[ ]?(?:of[ ])?({month})\b[.,_-]?[ ]?(\d{{4}})(?!\d)"
    month_first = rf"\b({month})\.?[ ](\d{{1,2}})(?:st|nd|rd|th)?,?[ ](\d{{4}})(?!\d)"
    return re.compile(day_first, re.IGNORECASE), re.compile(month_first, re.IGNORECASE)


def _month(name: str) -> int:
    return next(at for at, names in enumerate(all_words().months, 1) if name.casefold() in names)


def _day(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _found(text: str, *, danish: bool) -> Iterator[tuple[Date, str]]:
    """Every date in the text, with the words that state it."""
    day_first, month_first = _spelled()
    for match in _ISO.finditer(text):
        yield from _stated(_day(int(match[1]), int(match[3]), int(match[4])), match)
    for match in _DOTTED.finditer(text):
        yield from _stated(_day(int(match[4]), int(match[3]), int(match[1])), match)
    for match in _DANISH_SLASH.finditer(text):
        year = int(match[3])
        yield from _stated(_day(year + 2000 if year < 100 else year, int(match[2]), int(match[1])), match)
    for match in _SLASHED.finditer(text):
        one, two, year = int(match[1]), int(match[2]), int(match[3])
        orders = {_day(year, two, one)} if danish else {_day(year, two, one), _day(year, one, two)}
        days = [day for day in orders if day is not None]
        if len(days) == 1:
            yield days[0], match[0]
    for match in day_first.finditer(text):
        yield from _stated(_day(int(match[3]), _month(match[2]), int(match[1])), match)
    for match in month_first.finditer(text):
        yield from _stated(_day(int(match[3]), _month(match[1]), int(match[2])), match)


def _stated(day: Date | None, match: re.Match[str]) -> Iterator[tuple[Date, str]]:
    if day is not None:
        yield day, match[0]


def date_in_text(lines: Iterable[str], *, danish: bool = True) -> Date | None:
    """The date that the lines state; None where there is none, or several.

    A line such as "Dato: …" goes before the others. ``danish`` reads 11/03/2026 as the eleventh of March; without it such a date
    counts only where a single order makes sense.
    """
    labelled: set[Date] = set()
    others: set[Date] = set()
    names = frozenset().union(*(words_of(language).date_labels for language in LANGUAGES))
    for line in lines:
        start = line[:_LONGEST]
        label = start.partition(":")[0].strip("#*_ ").casefold()
        (labelled if label in names else others).update(day for day, _ in _found(start, danish=danish))
    days = labelled or others
    return next(iter(days)) if len(days) == 1 else None


def date_in_name(name: str | None) -> Date | None:
    """The date in a file name such as ``2026-03-11 kaffe.txt`` or ``20260311_kaffe.txt``; None where there is none, or several."""
    stem = PurePath(name).stem[:_LONGEST] if name else ""
    days = {day for day, _ in _found(stem.replace("_", "-"), danish=True)}
    if not days:
        packed = (_day(int(match[1]), int(match[2]), int(match[3])) for match in _PACKED.finditer(stem))
        days = {day for day in packed if day is not None}
    return next(iter(days)) if len(days) == 1 else None


def is_date_line(line: str, words: Words) -> bool:
    """Whether the line holds a date and nothing else but a weekday, a time of day, or "Dato:"."""
    if len(line) > _LONGEST or not any(character.isdecimal() for character in line):
        return False
    text = line
    stated = [written for _, written in _found(text, danish=True)]
    if not stated:
        return False
    for written in stated:
        text = text.replace(written, " ")
    rest = [token.strip(".,:;#*_-–()") for token in _TIMES.sub(" ", text).casefold().split()]
    return all(not token or token in words.weekdays | words.date_labels for token in rest)


def parse_date(given: str | Date | None) -> Date | None:
    """The caller's date; text may have any unmistakable form. Raises SamtalecoachError for another."""
    if given is None or isinstance(given, Date):
        return Date(given.year, given.month, given.day) if given is not None else None
    days = {day for day, written in _found(given[:_LONGEST], danish=True) if written == given.strip()}
    if len(days) != 1:
        raise SamtalecoachError(f"Datoen '{given[:40]}' kan ikke forstås; skriv den som ÅÅÅÅ-MM-DD, fx 2026-03-11.")
    return next(iter(days))


def settled_date(given: Date | None, lines: Iterable[str], name: str | None, *, danish: bool) -> Date | None:
    """The caller's date, else the one that the lines state, else the one in the file name, else None."""
    return given or date_in_text(lines, danish=danish) or date_in_name(name)
