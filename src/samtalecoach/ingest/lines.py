"""What the lines of a text are before anyone knows who speaks: content, stage directions, separators, times, bullets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from samtalecoach.ingest.labels import Label, find_label
from samtalecoach.ingest.lexicon import Words
from samtalecoach.ingest.times import Stamp, leading_stamp

__all__ = ["Line", "has_words", "survey", "without_bullet"]

LineKind = Literal["content", "direction", "separator", "time"]

_BULLET = re.compile(r"(?:[-*•·‣▪●◦–—+☐☑✓✔→>]|\d{1,2}[.)](?!\d)|\(\d{1,2}\))(?:\s+|\Z)")
_BOX = re.compile(r"\[ ?\]\s*")
_SEPARATOR = re.compile(r"[-=_*#~·•\s]{2,}\Z")
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_LONGEST_DIRECTION = 300
_MOST_PROPERTIES = 60
_PROPERTY = re.compile(r"[a-zæøå][\w -]{0,40}:(?:\s|\Z)|\s*-\s|\s+\S|\Z")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty: its stripped text, what it is, its possible label, and whether an empty line stands before it."""

    text: str
    kind: LineKind
    label: Label | None
    stamp: Stamp | None
    opens_block: bool
    bullet: bool


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in the text."""
    return _WORD.search(text) is not None


def without_bullet(text: str) -> str:
    """The stripped line without bullet, number and open check box at its start."""
    match = _BULLET.match(text)
    rest = text[match.end() :] if match else text
    box = _BOX.match(rest)
    return rest[box.end() :] if box else rest


def survey(lines: list[str], words: Words, hints: Collection[str] = ()) -> Iterator[Line]:
    """The lines that are not empty, each with what can be said of it alone."""
    after_empty = True
    properties = _properties(lines)
    for at, raw in enumerate(lines):
        text = raw.strip().removeprefix("> ").lstrip()  # a quoted line of an e-mail
        if text and at < properties and text.partition(":")[0].casefold() not in words.facts:
            yield Line(text, "separator", None, None, after_empty, False)
        elif text:
            yield _line(text, words, hints, after_empty)
        after_empty = not text


def _properties(lines: Sequence[str]) -> int:
    """How many lines the properties take that a notes program writes above the text, between lines of dashes ("tags: [kaffe]")."""
    if len(lines) < 2 or lines[0].rstrip() != "---":
        return 0
    for at, line in enumerate(lines[1:_MOST_PROPERTIES], 1):
        if line.rstrip() == "---":
            return at + 1
        if not _PROPERTY.match(line):
            return 0
    return 0


def _line(text: str, words: Words, hints: Collection[str], opens_block: bool) -> Line:
    if _SEPARATOR.match(text):
        return Line(text, "separator", None, None, opens_block, False)
    stamp, rest = leading_stamp(text)
    if stamp is not None and not rest:
        return Line(text, "time", None, stamp, opens_block, False)
    if _is_direction(text):
        return Line(text, "direction", None, None, opens_block, False)
    bullet = without_bullet(text) != text
    label = None if bullet else find_label(text, words, hints)
    bracketed = stamp if text[0] in _CLOSING else None
    return Line(text, "content", label, bracketed, opens_block, bullet)


def _is_direction(text: str) -> bool:
    """A line that is wholly in one pair of brackets, such as "(griner)" or "[pause]"."""
    closing = _CLOSING.get(text[0])
    return closing is not None and len(text) <= _LONGEST_DIRECTION and text.find(closing) == len(text) - 1
