"""What Zoom saves as text: captions (``[Navn] 09:03:11``), the transcript (``Navn<TAB>09:03:11``), and the meeting's chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.found_date import date_in_text
from samtalecoach.ingest.headed import (
    Heading,
    conversation_in,
    counted,
    is_clock,
    may_be_name,
    of_people,
    read_headed,
    seconds,
)
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.meeting import is_unknown
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of

__all__ = ["read_zoom_text"]

_FIRST_LINES = 12
_LONGEST_HEADING = 300
_TIME = r"(\d{1,2}):(\d{2}):(\d{2})(?:[ ]?([AP])M)?"
_CAPTION = re.compile(rf"\[([^\[\]]{{1,100}})\]\s*{_TIME}\Z", re.IGNORECASE)
_TRANSCRIPT = re.compile(rf"(\S[^\t]{{0,99}})\t+{_TIME}\Z", re.IGNORECASE)
_CLOUD_CHAT = re.compile(rf"{_TIME}\t([^\t]{{1,100}}?):(?:\t(.*))?\Z", re.DOTALL)
_QUOTED = re.compile(r"\s*(?:\"[^\"]*\"|[“”„][^“”]*[“”])")
_QUOTE = re.compile(r"[\"“”„]")
_LONGEST_OPENING = 40
_CHAT_HEAD = 3  # lines that may stand above a chat


@cache
def _chat_heading() -> re.Pattern[str]:
    """``09:03:11 From  Navn  to  Everyone:``, in every language that we know; the text may stand behind the colon."""
    words = all_words()
    sender, recipient = ("|".join(sorted(map(re.escape, known))) for known in (words.chat_from, words.chat_to))
    return re.compile(
        rf"(?:(\d{{4}}-\d{{2}}-\d{{2}})[ ])?{_TIME}\s+(?:{sender})\s+(\S[^:]{{0,100}}?)\s*"
        rf"(?:\s(?:{recipient})\s+(\S[^:]{{0,150}}?)\s*)?:(.*)\Z",
        re.IGNORECASE | re.DOTALL,
    )


def read_zoom_text(source: Source) -> Conversation | None:
    """The conversation in the captions, the transcript or the chat, a turn for each message of a chat; None where it is none of these.

    Times of the day are counted from the first. Raises SamtalecoachError where Zoom wrote the file, but nothing is said in it.
    """
    words = all_words()
    first = list(islice((line for line in source.lines if line.strip()), _FIRST_LINES))
    if any(map(_caption, first)):
        return _recording(source, _caption, words)
    if any(map(_transcript, first)):
        return _recording(source, _transcript, words)
    if any(_chat_heading().match(line.strip()) or _CLOUD_CHAT.match(line.strip()) for line in first[:_CHAT_HEAD]):
        return _chat(source, words)
    return None


def _caption(line: str) -> Heading | None:
    text = line.strip()
    match = _CAPTION.match(text) if text[:1] == "[" and len(text) <= _LONGEST_HEADING else None
    if match is None or not any(character.isalpha() for character in match[1]):
        return None
    return Heading(_known(match[1]), _second(match[2], match[3], match[4], match[5]))


def _transcript(line: str) -> Heading | None:
    match = _TRANSCRIPT.match(line.strip()) if "\t" in line and len(line) <= _LONGEST_HEADING else None
    if match is None or not may_be_name(match[1].strip(), all_words(), certain=True):
        return None
    return Heading(_known(match[1]), _second(match[2], match[3], match[4], match[5]))


def _known(name: str) -> str | None:
    return None if is_unknown(name, all_words()) else name.strip()


def _second(hours: str, minutes: str, second: str, half: str | None) -> float:
    hour = int(hours) % 12 + (12 if half.casefold() == "p" else 0) if half else int(hours)
    return seconds(str(hour), minutes, second)


def _recording(source: Source, heading: Callable[[str], Heading | None], words: Words) -> Conversation | None:
    found = read_headed(source.lines, heading)
    if heading is _transcript and not of_people((block.heading for block in found.blocks), words):
        return None
    conversation = conversation_in(source, found.before, found.blocks, clock=is_clock(found.blocks))
    if conversation is None and heading is _caption:
        raise SamtalecoachError(
            f"{source.where} er undertekster fra Zoom, hvor der ikke bliver sagt noget; gem dem igen, eller vælg en anden fil."
        )
    return conversation


def _chat(source: Source, words: Words) -> Conversation | None:
    """The chat. Marks put on a message, and the quotation in an answer, are left out; so is whom a message is for, if not for all."""
    days: list[str] = []
    others: dict[str, None] = {}

    def heading(line: str) -> Heading | None:
        text = line.strip()
        if not text[:1].isdecimal():
            return None
        if match := _chat_heading().match(text):
            day, *time, name, to, said = match.groups()
            days.extend([day] if day else [])
            if to and to.strip().casefold() not in words.chat_everyone:
                others[to.strip()] = None
        elif match := _CLOUD_CHAT.match(text):
            *time, name, said = match.groups()
        else:
            return None
        bare, _, aside = name.strip().removesuffix(")").rpartition("(")
        if bare.strip() and aside.strip().casefold() in words.chat_private:
            others[f"({aside})"] = None
            name = bare
        return Heading(name.strip(), _second(*time), (said or "").strip())

    found = read_headed(source.lines, heading)
    zero = found.blocks[0].heading.at_s if is_clock(found.blocks) else None
    left_out = [line.strip() for line in found.before]
    said: list[Said] = []
    for block in found.blocks:
        name, at_s = block.heading.name, block.heading.at_s
        text, notices = _message(block.lines, words)
        left_out.extend(f"{name}: {notice}" for notice in notices)
        if has_words(text):
            said.append(Said(name, text, at_s if zero is None else counted(at_s, zero)))
        elif text or not notices:
            left_out.append(f"{name}: {text}".strip())
    conversation = conversation_of(source, said, date=date_in_text(days[:1]), omitted=[*left_out, *others], join=False)
    if conversation is None:
        raise SamtalecoachError(
            f"{source.where} er en chat fra Zoom, hvor ingen skriver noget; gem chatten igen, eller vælg en anden fil."
        )
    return conversation


def _message(lines: Sequence[str], words: Words) -> tuple[str, list[str]]:
    """What somebody writes, and what Zoom wrote in its place or above it."""
    said: list[str] = []
    notices: list[str] = []
    for line in map(str.strip, lines):
        folded = line[:_LONGEST_OPENING].casefold()
        if folded.startswith(tuple(words.chat_reactions)) and _QUOTE.search(line):
            notices.append(line)
        elif opening := next((known for known in words.chat_answers if folded.startswith(known)), None):
            quoted = _QUOTED.match(line, len(opening))
            notices.extend([line[: quoted.end()]] if quoted else [])
            said.append(line[quoted.end() :].strip() if quoted else line)
        else:
            said.append(line)
    return " ".join(part for part in said if part), notices
