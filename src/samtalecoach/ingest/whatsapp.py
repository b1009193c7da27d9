"""A chat exported from WhatsApp on an iPhone or an Android telephone, or copied from its web page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from functools import cache

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.chat_days import DAY_S, Numbers, days_of
from samtalecoach.ingest.decode import clean, decode
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of

__all__ = ["read_whatsapp"]

_DIRECTION = "\u200e"  # on an iPhone it opens what the program wrote: "‎billede udeladt"
_MARK = "\ue000"  # stands for it while a message is read; the reader's text is without direction characters
_DATE = r"(?P<one>\d{1,4})(?P<sep>[./-])\s?(?P<two>\d{1,2})(?P=sep)\s?(?P<three>\d{1,4})"
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\s?(?P<half>[ap])\.?\s?m\.?)?"
_BETWEEN = r",?\s(?:(?:kl\.?|at)\s)?"
_HEADS = tuple(
    re.compile(rf"{_MARK}?{head}\s?", re.IGNORECASE)
    for head in (
        rf"\[{_DATE}{_BETWEEN}{_TIME}\]",  # iPhone
        rf"{_DATE}{_BETWEEN}{_TIME}\s[-–]\s",  # Android
        rf"\[{_TIME},\s{_DATE}\]",  # copied from the web page
    )
)
_LONGEST_HEAD = 60
_LONGEST_NAME = 80
_BEGINNING = 20_000  # characters in which the first message stands
_BEFORE_FIRST = 20  # lines that may stand above a pasted chat
_NAMED = 0.5  # share of the names that must look like names, or come back
_PHONE = re.compile(r"\+?[\d\s().-]{6,}\Z")
_FILE = re.compile(r".*\.[a-z0-9]{2,5}(?:\s*•.*)?\s*\Z", re.IGNORECASE)
_IN_ANGLES = re.compile(r"<([^<>]{1,300})>\s*\Z")
_IN_QUOTES = re.compile(r"[\"“”„»«]([^\"“”„»«]{1,100})[\"“”„»«]")
_OPENINGS = frozenset(["[", *"0123456789", _MARK])


@dataclass(slots=True)
class _Message:
    """A message or a system line: the numbers of its date, its second of the day, its sender, and its lines."""

    numbers: Numbers
    second: int | None
    name: str | None
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chat:
    messages: list[_Message]
    before: list[str]
    american: bool  # written as in the United States: 1/15/24, 10:30 AM


def read_whatsapp(source: Source) -> Conversation | None:
    """The chat in the source, a turn for each message; None where it is no WhatsApp chat.

    Times count from the first message that says something, and its day is the date of the conversation. Whether days or months come
    first is settled over the whole chat. What the program wrote (notices, "<medier udeladt>", deleted messages) is left out.
    """
    head = _head_style(source.text[:_BEGINNING])
    if head is None:
        return None
    words = all_words()
    chat = _chat(_marked_lines(source), head, words)
    if not _is_chat(chat, words, bracketed=head is not _HEADS[1]):
        return None
    said, left_out = _sorted(chat, words)
    first = next((moment for _, _, moment in said if moment is not None), None)
    pieces = (
        Said(
            name, text, float(moment - first) if moment is not None and first is not None and moment >= first else None
        )
        for name, text, moment in said
    )
    return conversation_of(
        source,
        pieces,
        title=_title(chat.messages, {name for name, _, _ in said}, words),
        date=Date.fromordinal(first // DAY_S) if first is not None else None,
        omitted=left_out,
        join=False,
    )


def _head_style(beginning: str) -> re.Pattern[str] | None:
    """How the first message opens; the others open in the same way."""
    filled = [line.lstrip() for line in beginning.splitlines() if line.strip()]
    found = (head for line in filled[:_BEFORE_FIRST] for head in _HEADS if head.match(line, 0, _LONGEST_HEAD))
    return next(found, None)


def _marked_lines(source: Source) -> list[str]:
    """The lines, with `_MARK` where the direction character stood that an iPhone puts before what the program wrote."""
    raw = source.content if isinstance(source.content, str) else decode(source.content, source.name)
    if _DIRECTION not in raw and _MARK not in raw:
        return source.lines
    return clean(raw.replace(_MARK, " ").replace(_DIRECTION, _MARK)).splitlines()


def _chat(lines: Sequence[str], head: re.Pattern[str], words: Words) -> _Chat:
    messages: list[_Message] = []
    before: list[str] = []
    names: dict[str, str] = {}
    american = False
    for raw in lines:
        line = raw.strip()
        match = head.match(line, 0, _LONGEST_HEAD) if line[:1] in _OPENINGS else None
        if match is None:
            if line:
                (messages[-1].lines if messages else before).append(line)
            continue
        one, separator, two, three, half = match.group("one", "sep", "two", "three", "half")
        american = american or (separator == "/" and len(three) <= 2 and half is not None and half.isupper())
        rest = line[match.end() :]
        at = _colon(rest)
        written = rest[:at] if at is not None else ""
        if written not in names:
            names[written] = _name(written, words)
        text = rest[at + 1 :].strip() if at is not None and names[written] else rest.strip()
        second = _second(match["hour"], match["minute"], match["second"], half)
        numbers = (int(one), int(two), int(three))
        messages.append(_Message(numbers, second, names[written] or None, [text] if text else []))
    return _Chat(messages, before, american)


def _second(hour: str, minute: str, second: str | None, half: str | None) -> int | None:
    """The second of the day, None where it is none."""
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half:
        hours = hours % 12 + (12 if half in "pP" else 0)
    return hours * 3600 + minutes * 60 + seconds if hours < 24 and minutes < 60 and seconds < 60 else None


def _colon(rest: str) -> int | None:
    """Where the colon behind the sender stands."""
    at = rest.find(": ", 0, _LONGEST_NAME)
    if at < 0 and rest.endswith(":") and len(rest) <= _LONGEST_NAME:
        at = len(rest) - 1
    return at if at > 0 else None


def _name(written: str, words: Words) -> str:
    """The sender's name; empty where it is a line of the program's own, that tells what somebody did."""
    name = written.replace(_MARK, "").strip().removeprefix("~").strip()
    folded = name.casefold()
    return "" if any(event in folded for event in words.chat_events) else name


def _is_chat(chat: _Chat, words: Words, *, bracketed: bool) -> bool:
    """Whether people write here: notes below a date and a time look much like it ("11.03.2026 10.00 - Kaffe med Mette: …")."""
    named = [message.name for message in chat.messages if message.name is not None]
    if len(chat.before) > _BEFORE_FIRST or not named:
        return False
    if bracketed:
        return True
    counts: dict[str, int] = {}
    for name in named:
        counts[name] = counts.get(name, 0) + 1
    sure = sum(count for name, count in counts.items() if _is_name(name, count, words))
    return sure >= _NAMED * len(named) and len(chat.messages) > 1


def _is_name(name: str, count: int, words: Words) -> bool:
    return count > 1 or _PHONE.match(name) is not None or (name_shape(name, words) or Shape.ODD) >= Shape.WORD


def _marks_are_notices(messages: Sequence[_Message]) -> bool:
    """Whether some messages stand without the mark: where all have it, it is no sign of the program's own words."""
    return any(message.name and message.lines and not message.lines[0].startswith(_MARK) for message in messages)


def _moments(chat: _Chat) -> list[int | None]:
    """When each message was sent, in seconds of the calendar; None where its date or time is none."""
    days = days_of((message.numbers for message in chat.messages), american=chat.american)
    return [
        None if (day := days[message.numbers]) is None or message.second is None else day * DAY_S + message.second
        for message in chat.messages
    ]


def _sorted(chat: _Chat, words: Words) -> tuple[list[tuple[str, str, int | None]], list[str]]:
    """What is said, by whom and when, and what is left out."""
    said: list[tuple[str, str, int | None]] = []
    left_out = [line.replace(_MARK, "") for line in chat.before]
    trusted = _marks_are_notices(chat.messages)
    for message, moment in zip(chat.messages, _moments(chat), strict=True):
        spoken, notices = _apart(message, words, trusted=trusted)
        if message.name is not None and has_words(spoken):
            said.append((message.name, spoken, moment))
        else:
            notices = [spoken, *notices] if spoken else notices
            if not notices and message.name is not None:
                left_out.append(f"{message.name}:")
        if notices:
            left_out.append(" ".join([f"{message.name}:", *notices] if message.name is not None else notices))
    return said, left_out


def _apart(message: _Message, words: Words, *, trusted: bool) -> tuple[str, list[str]]:
    """What is said in a message, and what the program wrote in it."""
    if message.name is None:
        return "", [line.replace(_MARK, "") for line in message.lines]
    spoken: list[str] = []
    notices: list[str] = []
    for line in message.lines:
        text = line.replace(_MARK, "").strip()
        if (trusted and line.startswith(_MARK)) or _is_notice(text, words):
            kept, notice = "", text
        else:
            kept, notice = _without_end(line, words)
        spoken.extend([kept] if kept else [])
        notices.extend([notice] if notice else [])
    return " ".join(spoken), notices


def _is_notice(text: str, words: Words) -> bool:
    folded = text.casefold().strip(" .<>")
    return (
        folded in words.chat_notices
        or folded.startswith(_tuple(words.chat_notice_openings))
        or folded.endswith(_tuple(words.chat_notice_endings))
    )


@cache
def _tuple(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(words)


def _without_end(line: str, words: Words) -> tuple[str, str]:
    """The text, and apart from it the "<vedhæftet: …>", "<Denne besked blev redigeret>" or "billede udeladt" that closes it."""
    kept, mark, end = line.rpartition(_MARK)
    if not (mark and _is_notice(end, words)):
        match = _IN_ANGLES.search(line) if line.endswith(">") else None
        if match is None or words.chat_marks.isdisjoint(match[1].casefold().replace(":", " ").split()):
            return line.replace(_MARK, ""), ""
        kept, end = line[: match.start()], match.group()
    kept, end = kept.replace(_MARK, "").strip(), end.replace(_MARK, "").strip()
    return ("", f"{kept} {end}") if _FILE.match(kept) else (kept, end)


def _title(messages: Sequence[_Message], speakers: set[str], words: Words) -> str | None:
    """The name of the group: from the line that says who made it; else who says at first that the chat is encrypted, and no more."""
    for message in messages:
        line = message.lines[0] if message.name is None and message.lines else ""
        folded = line.casefold()
        quoted = _IN_QUOTES.search(line) if any(opening in folded for opening in words.chat_creations) else None
        if quoted is not None:
            return quoted[1].strip()
    first = messages[0]
    return first.name if first.name not in speakers and first.lines else None
