"""Transcripts copied from Fathom: ``0:00 - Fornavn Efternavn (Firma)`` above what is said, or ``00:00:15 Navn: tekst``."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.headed import Block, Heading, conversation_in, may_be_name, of_people, read_headed, seconds
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.meeting import bare, is_unknown
from samtalecoach.ingest.registry import Source

__all__ = ["read_fathom"]

_PRODUCT = "fathom.video"
_FIRST_LINES = 200
_HEAD_LINES = 30
_LONGEST_LINE = 300
_TIME = r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})"
_LINKED = re.compile(r"\[@?([\d:]{4,8})\]\(https?://[^\s()]{1,200}\)")
_HEADING = re.compile(rf"@?{_TIME}\s+[-–—]\s+(\S.*)\Z")
_INLINE = re.compile(rf"\[?{_TIME}\]?\s+([^:]{{1,80}}?):\s+(\S.*)\Z", re.DOTALL)
_MAIL = re.compile(r"\s*\(([^()\s]+@[^()\s]+)\)\Z")
_LINK = re.compile(r"https?://\S+?[?&]timestamp=\d+(?:\.\d+)?"), re.compile(r"https?://\S+")


def read_fathom(source: Source) -> Conversation | None:
    """The conversation in the transcript; None where it does not look like one of Fathom, or of its shape with names that come back.

    Tasks and notices of screens that are shared are taken out of the speech, up to the link that they end in. Raises SamtalecoachError
    where Fathom wrote the text, but nothing is said in it.
    """
    words = all_words()
    first = list(islice((line for line in source.lines if line.strip()), _FIRST_LINES))
    signed = any(_PRODUCT in line or _is_link(line, words) for line in first[:_HEAD_LINES])
    heading = _heading
    if signed and not any(map(heading, first)):
        heading = _inline
    headings = [found for line in first if (found := heading(line)) is not None]
    if not headings or not (signed or of_people(headings, words, recurring=True)):
        return None
    headed = read_headed(source.lines, heading)
    others = [insert for block in headed.blocks for insert in _take_inserts(block, words)]
    others += dict.fromkeys(mail for block in headed.blocks for mail in _take_mail(block))
    conversation = conversation_in(source, headed.before, headed.blocks, others=others)
    if conversation is None and signed:
        raise SamtalecoachError(
            f"{source.where} er en udskrift fra Fathom, hvor der ikke bliver sagt noget; kopiér den igen, eller vælg en anden fil."
        )
    return conversation


def _is_link(line: str, words: Words) -> bool:
    return bare(line).strip("*[ ").casefold().startswith(tuple(words.recording_links))


def _heading(line: str) -> Heading | None:
    """The heading in ``0:00 - Fornavn Efternavn (Firma)``, also where the time is a link."""
    text = line.strip()
    if len(text) > _LONGEST_LINE or not (text[:1].isdecimal() or text[:1] in "[@"):
        return None
    match = _HEADING.match(_LINKED.sub(r"\1", text))
    return _named(match[4], match, "") if match else None


def _inline(line: str) -> Heading | None:
    """The heading in ``00:00:15 Navn: tekst``, with the text behind it."""
    text = line.strip()
    match = _INLINE.match(text) if text[:1].isdecimal() or text[:1] == "[" else None
    return _named(match[4], match, match[5]) if match else None


def _named(written: str, time: re.Match[str], text: str) -> Heading | None:
    words = all_words()
    name = written.strip("*_ ")
    if not may_be_name(name, words, certain=True):
        return None
    return Heading(None if is_unknown(name, words) else name, seconds(time[1], time[2], time[3]), text)


def _take_mail(block: Block) -> list[str]:
    """The address that stands in brackets behind a name, which is taken out of the heading."""
    name = block.heading.name
    if name is None or "@" not in name:
        return []
    block.heading = replace(block.heading, name=_MAIL.sub("", name).strip() or name)
    return _MAIL.findall(name)


def _take_inserts(block: Block, words: Words) -> list[str]:
    """What Fathom put into the speech of the block, which is taken out of its lines."""
    inserts: list[str] = []
    for at, raw in enumerate(block.lines):
        line = raw.strip()
        if not line.strip("*_ ")[:_LONGEST_LINE].casefold().startswith(tuple(words.transcript_inserts)):
            continue
        link = next((link for pattern in _LINK if (link := pattern.search(line))), None)
        end = link.end() if link else len(line)
        inserts.append(line[:end].strip())
        block.lines[at] = line[end:]
    return inserts
