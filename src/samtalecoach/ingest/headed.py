"""Transcripts in which a line with a name and a time stands above what is said, as Teams, Otter, Zoom and Fathom write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words, language_of
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.meeting import bare, closes, is_notice, is_unknown, read_head
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of, without_inventions

__all__ = [
    "Block",
    "Headed",
    "Heading",
    "conversation_in",
    "counted",
    "is_clock",
    "may_be_name",
    "name_and_time",
    "of_people",
    "read_headed",
    "seconds",
]

_NAME_AND_TIME = re.compile(r"(?:(\S.{0,79}?)(\s+))?\*{0,2}(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\*{0,2}\Z")
_LONGEST_LINE = 120
_LONGEST_NAME = 80
_MOST_WORDS = 8
_DAY_S = 86_400.0
_FIRST_CLOCK_S = 6 * 3600.0
_LOOKED_AT = 60
_RECURRING = 0.5  # of the headings, where nothing but their shape speaks for the format: judgement


@dataclass(frozen=True, slots=True)
class Heading:
    """Who speaks from here on (None where the program does not know), when, and what is said on the same line."""

    name: str | None
    at_s: float | None
    text: str = ""
    end_s: float | None = None


@dataclass(slots=True)
class Block:
    """A heading and the lines below it."""

    heading: Heading
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Headed:
    """The lines above the first heading, and the blocks."""

    before: list[str]
    blocks: list[Block]


def read_headed(lines: Iterable[str], heading: Callable[[str], Heading | None]) -> Headed:
    """The lines, split at those that ``heading`` recognises. It is given each line with its white space."""
    before: list[str] = []
    blocks: list[Block] = []
    target = before
    for line in lines:
        found = heading(line)
        if found is not None:
            blocks.append(Block(found, [found.text] if found.text else []))
            target = blocks[-1].lines
        elif not line.isspace() and line:
            target.append(line)
    return Headed(before, blocks)


def conversation_in(
    source: Source, before: Sequence[str], blocks: Sequence[Block], *, clock: bool = False, others: Sequence[str] = ()
) -> Conversation | None:
    """The conversation that the blocks make up, with title and date from the lines ``before`` them; None where nothing is said.

    Left out are notices of the program, the lines that close a transcript and those behind them, what recognisers invent, names of
    people who say nothing, and ``others``. ``clock`` says that the times are those of the day; they are counted from the first.
    """
    words = all_words()
    head = read_head(before, words, danish=language_of(source.text) == "da")
    zero = next((block.heading.at_s for block in blocks if block.heading.at_s is not None), 0.0) if clock else None
    pieces: list[Said] = []
    notices: list[str] = []
    for block in blocks:
        heading = block.heading
        lines, left_out = _apart(block.lines, words)
        notices.extend(left_out)
        start_s = heading.at_s if zero is None else counted(heading.at_s, zero)
        pieces.extend(Said(heading.name, line, start_s, heading.end_s if zero is None else None) for line in lines)
    kept, invented = without_inventions(pieces)
    speakers = {piece.speaker for piece in kept if has_words(piece.text)}
    named = dict.fromkeys(block.heading.name for block in blocks)
    silent = [name for name in named if name is not None and name not in speakers]
    omitted = [*head.omitted, *others, *notices, *invented, *silent]
    return conversation_of(source, kept, title=head.title, date=head.date, omitted=omitted)


def _apart(lines: Sequence[str], words: Words) -> tuple[list[str], list[str]]:
    """What is said in the lines below a heading, and what a program wrote among them."""
    said: list[str] = []
    notices: list[str] = []
    closed = False
    for raw in lines:
        line = bare(raw)
        closed = closed or closes(line, words)
        (notices if closed or is_notice(line, words) else said).append(raw.strip())
    return said, notices


def name_and_time(words: Words, *, unnamed: bool = False) -> Callable[[str], Heading | None]:
    """Recognises ``Fornavn Efternavn   0:03``. One space is enough where the name is known, or looks like one.

    ``unnamed`` admits a time alone, as it stands where nobody told the program who speaks.
    """
    known: set[str] = set()

    def heading(line: str) -> Heading | None:
        text = line.strip()
        if len(text) > _LONGEST_LINE or text[-3:-2] != ":" or not (match := _NAME_AND_TIME.match(bare(text))):
            return None
        name, gap, *time = match.groups()
        name = (name or "").strip("*_ ")
        if not name:
            return Heading(None, seconds(*time)) if unnamed else None
        if name not in known and not may_be_name(name, words, certain=gap != " "):
            return None
        known.add(name)
        return Heading(None if is_unknown(name, words) else name, seconds(*time))

    return heading


def of_people(found: Iterable[Heading], words: Words, *, recurring: bool = False) -> bool:
    """Whether the headings bear names of people, and not the points of a programme ("Velkomst   9:00").

    Names come back in a conversation; ``recurring`` insists on that, and is not content with names that look like some.
    """
    names = Counter(heading.name or "" for heading in islice(found, _LOOKED_AT))
    again = sum(count for count in names.values() if count > 1)
    if names and again >= _RECURRING * names.total():
        return True
    shapes = (name_shape(_without_aside(name), words) or Shape.ODD for name in names)
    return bool(names) and not recurring and all(shape >= Shape.NAME for shape in shapes)


def _without_aside(name: str) -> str:
    return name.partition("(")[0].strip()


def may_be_name(name: str, words: Words, *, certain: bool) -> bool:
    """Whether the text before a time may be a name. ``certain`` says that it is set apart from the time, as sentences do not do."""
    if not 0 < len(name) <= _LONGEST_NAME or len(name.split()) > _MOST_WORDS or not has_words(name):
        return False
    last = name.split()[-1]
    if name[-1] in ",;:!?…" or (name[-1] == "." and len(last) > 3):
        return False
    if certain or is_unknown(name, words):
        return True
    shape = name_shape(_without_aside(name), words)
    return shape is not None and shape >= Shape.WORD


def is_clock(blocks: Sequence[Block]) -> bool:
    """Whether the times are those of the day: the first is later than a recording gets before somebody says something."""
    first = next((block.heading.at_s for block in blocks if block.heading.at_s is not None), 0.0)
    return first >= _FIRST_CLOCK_S


def counted(at_s: float | None, zero: float) -> float | None:
    """A time of the day in seconds from another, which may lie before midnight."""
    return None if at_s is None else (at_s - zero) % _DAY_S


def seconds(hours: str | None, minutes: str, second: str | None) -> float:
    """The time in seconds."""
    return float(int(hours or 0) * 3600 + int(minutes) * 60 + int(second or 0))
