"""The document that Teams makes of a meeting's transcript, as text: either kind of DOCX, and what is copied from its window."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from functools import cache
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.cues import Cue, read_cues, time_line
from samtalecoach.ingest.headed import (
    Block,
    Heading,
    conversation_in,
    may_be_name,
    name_and_time,
    of_people,
    read_headed,
    seconds,
)
from samtalecoach.ingest.labels import name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.meeting import bare, duration_pattern, is_duration, is_notice
from samtalecoach.ingest.registry import Source

__all__ = ["read_teams_document"]

_FIRST_LINES = 30
_HEAD_LINES = 12
_MOST_IN_HEAD = 5  # title, date, duration, that the transcription began and stopped
_LOOKED_AT = 200
_LONGEST_LINE = 120
_UNPADDED = re.compile(r"\d:(?:\d:\d{1,2}|\d\d:\d)[.,]\d")
_FRACTION = re.compile(r"(:\d{1,2}[.,])(\d{1,2})(?!\d)")
_NAMED = 0.8  # share of the blocks of three that must begin with a name


def read_teams_document(source: Source) -> Conversation | None:
    """The conversation in the document; None where it does not look like one of Teams.

    Where nothing but the headings speaks for it (no notice that the transcription began, no duration), the document is left to others.
    Raises SamtalecoachError where Teams wrote the document, but nothing is said in it.
    """
    words = all_words()
    first = list(islice((line for raw in source.lines if (line := bare(raw))), _FIRST_LINES))
    if not first or first[0].startswith("WEBVTT"):
        return None
    noted = any(is_notice(line, words) for line in first)
    signed = noted or any(is_duration(line) for line in first[:_HEAD_LINES])
    spelled = [heading for line in first if (heading := _spelled(line, set())) is not None]
    others: list[str] = []
    if _is_in_blocks_of_three(source.lines, words, signed=signed):
        before, blocks, others = _blocks_of_three(source.lines)
    elif spelled and (signed or len(spelled) > 1):
        before, blocks = _copied_from_window(source.lines)
    elif signed:
        found = read_headed(source.lines, name_and_time(words))
        before, blocks = found.before, found.blocks
        if not (noted or of_people((block.heading for block in blocks), words)):
            return None
    else:
        return None
    conversation = conversation_in(source, before, blocks, others=others)
    if conversation is None and (blocks or len(before) <= _MOST_IN_HEAD):
        raise SamtalecoachError(
            f"{source.where} er en udskrift fra Teams, hvor der ikke bliver sagt noget; hent udskriften igen, eller vælg en anden fil."
        )
    return conversation


@cache
def _spelled_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A heading with its time in words, and a line with nothing but a time ("0 minutter 3 sekunder0:03")."""
    time = duration_pattern()
    return (
        re.compile(rf"(\S.{{0,79}}?)\s{time}\Z", re.IGNORECASE),
        re.compile(
            rf"{time}\s?(?:(?:\d{{1,2}}:)?\d{{1,3}}:\d{{2}})?\Z|[\d\s]{{0,4}}\d{{1,3}}:\d{{2}}\Z", re.IGNORECASE
        ),
    )


def _spelled(line: str, known: set[str]) -> Heading | None:
    """The heading in ``Fornavn Efternavn 0 minutter 3 sekunder``, as Teams writes it for those who cannot see.

    Minutes alone are enough behind one of the ``known`` names.
    """
    text = line.strip()
    heading, time_alone = _spelled_patterns()
    if len(text) > _LONGEST_LINE or time_alone.match(text) or not (match := heading.match(text)):
        return None
    name, *time = match.groups()
    if time[1] is None or (time[2] is None and name not in known):
        return None
    known.add(name)
    return Heading(name, seconds(*time))


def _copied_from_window(lines: Sequence[str]) -> tuple[list[str], list[Block]]:
    """The lines above the speech, and the blocks. The name and the time stand in lines of their own once more before a heading."""
    known: set[str] = set()
    found = read_headed(lines, lambda line: _spelled(line, known))
    _, time_alone = _spelled_patterns()
    above = [found.before, *(block.lines for block in found.blocks)]
    for target, block in zip(above, found.blocks, strict=False):
        if target and time_alone.match(target[-1].strip()):
            target.pop()
            if target and target[-1].strip() == block.heading.name:
                target.pop()
    return found.before, found.blocks


def _is_in_blocks_of_three(lines: Sequence[str], words: Words, *, signed: bool) -> bool:
    """Whether the text is blocks of a time line, a name and what is said. Captions have no names on lines of their own."""
    first = list(islice((line for raw in lines if (line := raw.strip())), _LOOKED_AT))
    at = next((at for at, line in enumerate(first[:_FIRST_LINES]) if time_line(line) is not None), None)
    if at is None or (at and first[at - 1].isdecimal()):
        return False
    cues = read_cues(first, vtt=False).cues[: _LOOKED_AT // 3]
    names = Counter(cue.lines[0] for cue in cues if len(cue.lines) > 1)
    certain = signed or _UNPADDED.match(first[at]) is not None
    named = sum(
        count
        for name, count in names.items()
        if may_be_name(name, words, certain=True) and (certain or (count > 1 and name_shape(name, words) is not None))
    )
    return named >= max(1.0, _NAMED * len(cues))


def _blocks_of_three(lines: Sequence[str]) -> tuple[list[str], list[Block], list[str]]:
    """The lines above the first time line, the blocks, and lines that are damaged."""
    found = read_cues([_with_milliseconds(line) for line in lines], vtt=False)
    names = {cue.lines[0] for cue in found.cues if len(cue.lines) > 1}
    return found.heading, [_block_of_three(cue, names) for cue in found.cues], found.others


def _with_milliseconds(line: str) -> str:
    """The time line with its milliseconds written out: Teams writes ``0:0:6.90`` for 90 of them."""
    return _FRACTION.sub(lambda match: f"{match[1]}{match[2]:>03}", line) if "-->" in line else line


def _block_of_three(cue: Cue, names: Container[str]) -> Block:
    named = len(cue.lines) > 1 or (len(cue.lines) == 1 and cue.lines[0] in names)
    name = cue.lines[0] if named else None
    return Block(Heading(name, cue.start_s, end_s=cue.end_s), cue.lines[1:] if named else cue.lines)
