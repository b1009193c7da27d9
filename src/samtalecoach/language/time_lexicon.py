"""The words and frames for time of one language, read from ``data/lexicon/LANGUAGE/time.toml`` and compiled once.

The file's head explains how its frames are written; what the frames mean is told by their kind:

====================  ==============================================================================================
``day``               a day counted from today: "i morgen" (``days`` = 1)
``weekday``           "på torsdag"
``date``              a day and a month, with or without a year, or a whole date
``day_of_month``      "den 12."; with ``months``: of this (0) or the next (1) month
``nth_weekday``       "den første onsdag i maj", "den sidste fredag i måneden"
``offset``            a count of units from today, or from the weekday before it: "om 14 dage"
``week``              this week (``weeks`` = 0), the next (1), the last (-1)
``week_number``       "uge 23"
``month``             "i juni", "i juni 2027"
``clock``, ``part``   an hour, a part of the day; with ``days`` = 0: of today, if no other day is named
``some_day``          "en dag", "en dag i juni"
``vague``             to come, without a date: "snart", "efter ferien"
``past``, ``habit``   "for to uger siden", "hver torsdag"
``none``              looks like time but is none: "i dag til dags"
====================  ==============================================================================================
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from samtalecoach.errors import SamtalecoachError
from samtalecoach.resources import resource

__all__ = ["LANGUAGES", "Frame", "Kind", "TimeLexicon", "time_lexicon"]

LANGUAGES = ("da", "en")

Kind = Literal[
    "day",
    "weekday",
    "date",
    "day_of_month",
    "nth_weekday",
    "offset",
    "week",
    "week_number",
    "month",
    "clock",
    "part",
    "some_day",
    "vague",
    "past",
    "habit",
    "none",
]

_BLANK = r"\s{1,3}"
_INSERTED = re.compile(r"<([a-z_]+)>")
_CAPTURED = re.compile(r"\{([a-z_]+)\}")
_START = r"(?=\S)(?<!\w)(?<!\d[./:,])"
_END = r"(?!\w)(?![./:,]\d)"


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Capture(_Described):
    """What may stand for a value: words of the named tables, from ``least`` to ``most``, and digits.

    ``gives`` names the value where it differs from the capture.
    """

    words: tuple[str, ...] = ()
    digits: str | None = None
    least: int = 0
    most: int = 9999
    gives: str | None = None


class _Frame(_Described):
    """Patterns that mean the same; see the head of the lexicon file."""

    kind: Kind
    say: Annotated[tuple[str, ...], Field(min_length=1)]
    future: bool = True
    attached: bool = False
    days: int | None = None
    weeks: int | None = None
    months: int | None = None
    day: int | None = None
    month: int | None = None
    next: bool = False


class _File(_Described):
    names: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, int]]
    captures: Mapping[str, _Capture]
    parts: Mapping[str, str]
    frame: tuple[_Frame, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One compiled pattern and what it means. ``days``, ``weeks`` and ``months`` count from the conversation's date;
    ``fixed`` are values that the words have by themselves, such as the date of Christmas Eve; ``next`` is true for the next such weekday."""

    kind: Kind
    pattern: re.Pattern[str]
    gives: Mapping[str, str]
    future: bool
    attached: bool
    days: int | None
    weeks: int | None
    months: int | None
    fixed: Mapping[str, int]
    next: bool


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """All frames of a language.

    ``anywhere`` finds where any of them begins; ``names`` are the months that are first names too.
    """

    frames: tuple[Frame, ...]
    anywhere: re.Pattern[str]
    words: Mapping[str, Mapping[str, int]]
    names: frozenset[str]

    def values(self, frame: Frame, match: re.Match[str]) -> dict[str, int]:
        """The numbers that a match of a frame captured, such as ``{"day": 3, "month": 6}``."""
        found = dict(frame.fixed)
        for name, said in match.groupdict().items():
            if said is not None:
                value = int(said) if said.isdecimal() else self.words[name][" ".join(said.split())]
                found[frame.gives[name]] = value
        return found


def _alternatives(words: Iterable[str]) -> str:
    """The longest first, for a regular expression takes the first that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _capture_words(file: _File) -> dict[str, dict[str, int]]:
    return {
        name: {
            word: number
            for table in capture.words
            for word, number in file.words[table].items()
            if capture.least <= number <= capture.most
        }
        for name, capture in file.captures.items()
    }


def _expand(template: str, file: _File, words: Mapping[str, Mapping[str, int]]) -> str:
    """The regular expression of a template: building blocks inserted, captures named, blanks widened."""

    def inserted(found: re.Match[str]) -> str:
        name = found[1]
        return f"(?:{file.parts[name] if name in file.parts else _alternatives(file.words[name])})"

    def captured(found: re.Match[str]) -> str:
        name, digits = found[1], file.captures[found[1]].digits
        figures = [f"(?:{digits})(?![0-9])"] if digits else []
        spelled = [_alternatives(words[name])] if words[name] else []
        return f"(?P<{name}>{'|'.join(figures + spelled)})"

    while _INSERTED.search(template):
        template = _INSERTED.sub(inserted, template)
    return _CAPTURED.sub(captured, template).replace("\\ ", " ").replace(" ", f"(?:{_BLANK})")


def _compile(file: _File) -> TimeLexicon:
    words = _capture_words(file)
    frames: list[Frame] = []
    sources: list[str] = []
    for raw in file.frame:
        fixed = {} if raw.day is None or raw.month is None else {"day": raw.day, "month": raw.month}
        for template in raw.say:
            source = _expand(template, file, words)
            pattern = re.compile(f"{_START}(?:{source}){_END}")
            gives = {name: file.captures[name].gives or name for name in pattern.groupindex}
            frames.append(
                Frame(
                    raw.kind, pattern, gives, raw.future, raw.attached, raw.days, raw.weeks, raw.months, fixed, raw.next
                )
            )
            sources.append(re.sub(r"\(\?P<[a-z_]+>", "(?:", source))
    anywhere = re.compile(f"{_START}(?:{'|'.join(sources)}){_END}")
    return TimeLexicon(tuple(frames), anywhere, words, frozenset(file.names))


@cache
def time_lexicon(language: str) -> TimeLexicon:
    """The frames of a language, ``da`` or ``en``.

    Raises SamtalecoachError for any other language, and where the file is missing or breaks its format.
    """
    if language not in LANGUAGES:
        raise SamtalecoachError(f"No words for time in '{language}'; choose one of {', '.join(LANGUAGES)}.")
    path = resource("data", "lexicon", language, "time.toml")
    try:
        return _compile(_File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (tomllib.TOMLDecodeError, ValidationError, re.error, KeyError) as error:
        raise SamtalecoachError(f"{path.name} for '{language}' cannot be used: {error}; correct that entry.") from error
