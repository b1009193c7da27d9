"""What a meeting program writes around the speech of a transcript: title, date, duration, notices and closing lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cache
from itertools import takewhile

from samtalecoach.ingest.found_date import date_in_name, date_in_text, is_date_line
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.plain import heading_title

__all__ = [
    "Head",
    "bare",
    "closes",
    "is_duration",
    "is_notice",
    "is_section",
    "is_title_of_transcript",
    "is_unknown",
    "read_head",
]

_LONGEST_NOTICE = 120
_MOST_NAME_WORDS = 6
_MARKS = re.compile(r"(?:#{1,6}\s+|[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?\s*)+")
_ESCAPE = re.compile(r"\\(?=[-_*.#!()\[\]\\])")
_AROUND_DATE = re.compile(
    r"(?<=\d)\s?(?i:[ap]\.?m\.?)(?!\w)|\b(?:GMT|UTC|[A-Z]{2,4}T)(?:[+-]\d{1,2}(?::?\d{2})?)?(?!\w)|[•·|]"
)
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_STAMPED = re.compile(r"[-_ ]\d{8}_\d{6}(?:[-_ ].*)?\Z")  # "Kaffe-20260311_093000-Meeting Recording"
_PARTED = re.compile(r"\s+[-–—]\s+|(?<=\))\s*[–—-]\s*")
_MOMENT = re.compile(r"\(?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^()]{0,40}\)?\Z")
_MOMENT_IN_BRACKETS = re.compile(r"\s*\(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^()]{0,40}\)\Z")
_MEETING_CODE = re.compile(r"[a-z]{3}-[a-z]{4}-[a-z]{3}\Z")


@dataclass(frozen=True)
class Head:
    """What stands above the speech: the title, the date, and the lines as far as they are not the title."""

    title: str | None
    date: Date | None
    omitted: list[str]


def bare(line: str) -> str:
    """The line without white space around it, the marks of Markdown and pictures before it, and backslashes for Markdown's sake."""
    text = line.strip()
    if not text:
        return text
    if text[0] == "#" or not text[0].isascii():
        match = _MARKS.match(text)
        text = text[match.end() :] if match else text
    return _ESCAPE.sub("", text) if "\\" in text else text


def read_head(lines: Sequence[str], words: Words, *, danish: bool) -> Head:
    """The head of a transcript. ``danish`` reads 11/03/2026 as the eleventh of March, save beside AM and PM."""
    found = [line for raw in lines if has_words(line := bare(raw))]
    above = takewhile(lambda line: not is_section(line, words), found)
    written = heading_title([line for line in above if not _is_no_title(line, words)], words)
    title = _without_kind(written, words) if written else None
    danish = danish and not any(_HALF_DAY.search(line) for line in found)
    date = date_in_text(found, danish=danish) or next(
        (day for line in found if _STAMPED.search(line) and (day := date_in_name(f"{line}.txt"))), None
    )
    return Head(title, date, [line for line in found if line.strip("*_ ") != title])


def _is_no_title(line: str, words: Words) -> bool:
    """Whether a line of the head is the program's own, a date, a duration or a link."""
    return (
        is_notice(line, words)
        or closes(line, words)
        or is_duration(line)
        or _is_date(line, words)
        or "://" in line
        or line.strip("*_ ").casefold().startswith(tuple(words.recording_links))
    )


def _is_date(line: str, words: Words) -> bool:
    text = _AROUND_DATE.sub(" ", line.strip("*_ "))
    first, _, rest = text.partition(" ")
    short = first.strip(".,").casefold()
    if len(short) > 2 and any(day.startswith(short) for day in words.weekdays):
        text = rest
    return is_date_line(text, words)


def _without_kind(written: str, words: Words) -> str | None:
    """The title without "– Transcript", the moment of the meeting, and the code of a meeting that has no name."""
    text = _STAMPED.sub("", written)
    parts = _PARTED.split(text)
    while len(parts) > 1 and (
        _is_kind(parts[-1], words) or _MOMENT.match(parts[-1].strip()) or _is_day(parts[-1], words)
    ):
        parts.pop()
    if len(parts) < len(_PARTED.split(text)):
        text = text[: _end_of(parts, text)]
    text = _MOMENT_IN_BRACKETS.sub("", text).strip(" -–—")
    return text if text and not (_is_kind(text, words) or _MEETING_CODE.match(text)) else None


def _is_day(text: str, words: Words) -> bool:
    """Whether the text is a day without its year: "March 11", "11. marts"."""
    tokens = [token.strip(".") for token in text.casefold().split()]
    numbers = sum(token.isdecimal() for token in tokens)
    return len(tokens) == 2 and numbers == 1 and any(token in names for names in words.months for token in tokens)


def _end_of(parts: Sequence[str], text: str) -> int:
    """Where the last of the parts ends in the text that they were split from."""
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)
    return at


def _is_kind(text: str, words: Words) -> bool:
    return text.strip("*_ ").casefold() in words.transcript_kinds


def is_title_of_transcript(line: str, words: Words) -> bool:
    """Whether a bare line says that a transcript begins: "Kaffe – Transcript", or "Udskrift" alone."""
    text = line.strip("*_ ")
    folded = text.casefold()
    return len(text) <= 300 and any(
        folded.endswith(kind) and (len(folded) == len(kind) or folded[: -len(kind)].rstrip(" ")[-1:] in "-–—")
        for kind in words.transcript_kinds
    )


def is_section(line: str, words: Words) -> bool:
    """Whether a bare line is a heading that a program writes above keywords, participants or a summary."""
    return line.strip("*_: ").casefold() in words.transcript_sections


@cache
def duration_pattern() -> str:
    """A regular expression with three groups for "1 t 2 min 3 s" and "38m 12s": hours, minutes, seconds. Upper or lower case."""
    words = all_words()
    hour, minute, second = (
        "|".join(sorted(units, key=len, reverse=True))
        for units in (words.hour_words, words.minute_words, words.second_words)
    )
    return (
        rf"(?=\d)(?:(\d{{1,2}})[ ]?(?:{hour})(?![^\W\d_])\.?)?[ ]?(?:(\d{{1,3}})[ ]?(?:{minute})(?![^\W\d_])\.?)?"
        rf"[ ]?(?:(\d{{1,2}})[ ]?(?:{second})(?![^\W\d_])\.?)?"
    )


def is_duration(line: str) -> bool:
    """Whether a bare line is nothing but a duration."""
    return line[:1].isdecimal() and re.fullmatch(duration_pattern(), line, re.IGNORECASE) is not None


def is_notice(line: str, words: Words) -> bool:
    """Whether a bare line tells that the transcription began or ended: "Mette Krog startede transskription"."""
    if len(line) > _LONGEST_NOTICE:
        return False
    folded = line.strip("*_. ").casefold()
    if not folded.endswith(tuple(words.transcript_notices)):
        return False
    name = next(folded.removesuffix(end) for end in words.transcript_notices if folded.endswith(end)).split()
    return len(name) <= _MOST_NAME_WORDS and words.function_words.isdisjoint(name)


def closes(line: str, words: Words) -> bool:
    """Whether a bare line is one that a program closes a transcript with: "Transcription ended after 00:31:22"."""
    return line.strip("*_ ")[:_LONGEST_NOTICE].casefold().startswith(tuple(words.transcript_closings))


def is_unknown(name: str, words: Words) -> bool:
    """Whether the name says that the program does not know who speaks."""
    return name.strip("*_ ").casefold() in words.nobodies
