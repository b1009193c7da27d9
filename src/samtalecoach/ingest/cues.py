"""Cues: a time line and the lines below it, as captions and the print-outs of recognisers have them. Damaged ones are read too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Cue", "Cues", "TimeLine", "read_cues", "seconds_of", "time_line"]

_TIME = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[ ]?[.,](\d{1,9}))?"
_TIME_LINE = re.compile(rf"\[?{_TIME}\s*(?:[-–—]{{1,3}}>|→)\s*{_TIME}(?=[\s\]]|\Z)\]?(.*)\Z", re.DOTALL)
_MOMENT = re.compile(rf"{_TIME}\Z|(\d{{1,9}}(?:[.,]\d{{1,9}})?)\Z")
_BROKEN_TIME_LINE = re.compile(
    r"[\d:.,]{4,20}\s*-->|\d.{0,30}?-->\s*\d|(?:\d{1,4}:)?\d{1,3}:\d{1,2}[.,]\d{1,3}\s?-{0,2}\Z"
)
_SETTING = re.compile(r"(?:align|position|line|size|vertical|region|[XY][12]):\S+\Z")
_MACHINE_ID = re.compile(
    r"(?:cue|caption|subtitle|line|id|c|s)?[-_ #]?\d+\Z|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){1,4}(?:/[\d-]+)?\Z", re.I
)
_COUNTER = re.compile(r"\d{1,9}\Z")
_MOST_SKIPPED = 20  # counters that may be missing before one that has no empty line above it
_REGION_SETTING = re.compile(r"[a-z]{1,20}:\S+\Z")
_SENTENCE_ENDS = (".", "?", "!", "…", ",", "</v>")
_BLOCKS_WITHOUT_TEXT = ("STYLE", "REGION")


@dataclass(slots=True)
class Cue:
    """A cue: when it is shown, in seconds (None where its time line is damaged), and its lines."""

    start_s: float | None
    end_s: float | None
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TimeLine:
    """What a time line says: its times in seconds, and the text that stands on it behind them."""

    start_s: float
    end_s: float
    text: str


@dataclass(slots=True)
class Cues:
    """What stands in a text of cues: the lines above the first cue, the comments, the cues, and lines that are neither."""

    heading: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def time_line(line: str) -> TimeLine | None:
    """The times of a stripped line such as ``00:01.000 --> 00:04.000`` or ``[00:01.000 --> 00:04.000]  tekst``; None of another."""
    if not (line[:1] == "[" or line[:1].isdecimal()) or (">" not in line and "→" not in line):
        return None
    match = _TIME_LINE.match(line)
    if match is None:
        return None
    found = match.groups()
    rest = found[8].strip()
    if rest and all(_SETTING.match(token) for token in rest.split()):
        rest = ""
    return TimeLine(_seconds(*found[:4]), _seconds(*found[4:8]), rest)


def seconds_of(written: str) -> float | None:
    """The seconds of a number or time such as ``12.5`` or ``00:01:02,500``; None of another text."""
    match = _MOMENT.match(written)
    if match is None:
        return None
    return float(written.replace(",", ".")) if match.group(5) else _seconds(*match.groups()[:4])


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + float(f"0.{fraction}") if fraction else float(whole)


def read_cues(lines: Sequence[str], *, vtt: bool) -> Cues:
    """The cues in the lines; ``vtt`` knows the comments, styles and identifiers of WebVTT.

    No line is dropped but counters, identifiers that a machine made, and styles. Text behind an empty line belongs to the cue
    above it.
    """
    found = Cues()
    target = found.heading
    counter: int | None = None
    for row, below in _with_below(_rows(lines)):
        line = row.text
        if row.times is not None:
            found.cues.append(Cue(row.times.start_s, row.times.end_s, [row.times.text] if row.times.text else []))
            target = found.cues[-1].lines
        elif row.is_broken:
            found.others.append(line)
            found.cues.append(Cue(None, None))
            target = found.cues[-1].lines
        elif _is_id(row, below, counter, vtt):
            counter = int(line) if _COUNTER.match(line) else counter
            if not _MACHINE_ID.match(line):
                found.others.append(line)
        elif vtt and row.after_empty and (line == "NOTE" or line.startswith(("NOTE ", "NOTE\t"))):
            target = found.notes
            found.notes.append(line[4:].strip())
        elif vtt and row.after_empty and not found.cues:
            target = found.others if line in _BLOCKS_WITHOUT_TEXT else found.heading
            target.extend([] if target is found.others else [line])
        elif target is found.others and _is_declaration(line):
            continue
        else:
            target = found.cues[-1].lines if row.after_empty and target is found.notes else target
            target.append(line)
    return found


def _is_declaration(line: str) -> bool:
    """Whether a line is one of a style or a region."""
    return line.endswith(("{", "}", ";", "*/")) or all(_REGION_SETTING.match(token) for token in line.split())


@dataclass(slots=True)
class _Row:
    """A line that is not empty: its stripped text, whether an empty line stands before it, and its times, if it is a time line."""

    text: str
    after_empty: bool
    times: TimeLine | None
    is_broken: bool  # a damaged time line


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    after_empty = True
    for raw in lines:
        text = raw.strip()
        if text:
            times = time_line(text)
            yield _Row(text, after_empty, times, times is None and _BROKEN_TIME_LINE.match(text) is not None)
        after_empty = not text


def _with_below(rows: Iterator[_Row]) -> Iterator[tuple[_Row, _Row | None]]:
    row = next(rows, None)
    while row is not None:
        below = next(rows, None)
        yield row, below
        row = below


def _is_id(row: _Row, below: _Row | None, counter: int | None, vtt: bool) -> bool:
    """Whether a line is the counter or identifier of the cue below it, and not the last line of the cue above."""
    if below is not None and below.times is None and not below.is_broken:
        return False
    if _COUNTER.match(row.text):
        if below is None or below.after_empty:  # at the end, or parted from the time line
            return (counter is not None and int(row.text) == counter + 1) or (below is not None and row.after_empty)
        return row.after_empty or counter is None or counter < int(row.text) <= counter + _MOST_SKIPPED
    if not vtt or below is None or (below.after_empty and not row.after_empty):
        return False
    if _MACHINE_ID.match(row.text):
        return True
    is_sentence = " " in row.text and row.text.endswith(_SENTENCE_ENDS)
    return row.after_empty and not below.after_empty and not is_sentence
