"""A chat pasted from Messenger: "Du sendte" above one's own messages, and the name, given name first, above those of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.chat_days import When, day_in, seconds_apart, when_in
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of

__all__ = ["read_messenger"]

_LONGEST_NAME = 70


@dataclass(slots=True)
class _Message:
    name: str
    when: When | None
    lines: list[str] = field(default_factory=list)


def read_messenger(source: Source) -> Conversation | None:
    """The chat in the source, a turn for each message; None where "Du sendte" or a name above messages is missing.

    One's own messages are those of ``me``, else of "Du" ("You"). Times stand between some messages only: others have none.
    """
    words = all_words()
    lines = [line for raw in source.lines if (line := raw.strip())]
    if not any(line.casefold() in words.chat_own for line in lines):
        return None
    names = _names(lines, words)
    if not names:
        return None
    messages, omitted = _messages(lines, names, _own_name(source, names), words)
    times, date = seconds_apart([message.when for message in messages])
    pieces = [
        Said(message.name, "\n".join(message.lines), start) for message, start in zip(messages, times, strict=True)
    ]
    return conversation_of(source, pieces, date=date, omitted=omitted, join=False)


def _names(lines: Sequence[str], words: Words) -> frozenset[str]:
    """The names of the others: whole below the given name, else known given names that come back alone on a line."""
    whole = {two for one, two in pairwise(lines) if _is_whole(one, two) and _shape(two, words) >= Shape.NAME}
    counts = Counter(line for line in lines if len(line) <= _LONGEST_NAME)
    return frozenset(
        whole or {line for line, count in counts.items() if count > 1 and _shape(line, words) is Shape.SURE}
    )


def _is_whole(one: str, two: str) -> bool:
    return len(two) <= _LONGEST_NAME and two.startswith(f"{one} ")


def _shape(name: str, words: Words) -> Shape:
    return name_shape(name, words) or Shape.ODD


def _own_name(source: Source, names: frozenset[str]) -> str | None:
    """The caller's ``me``, unless it is the name of somebody else."""
    me = (source.me or "").casefold()
    return source.me if me and not any(name.casefold().startswith(me) for name in names) else None


def _messages(
    lines: Sequence[str], names: frozenset[str], own_name: str | None, words: Words
) -> tuple[list[_Message], list[str]]:
    """The messages, and what stands between them."""
    messages: list[_Message] = []
    omitted: list[str] = []
    when: When | None = None
    at = 0
    while at < len(lines):
        line = lines[at]
        heads = _heads(lines, at, names, words)
        waiting = bool(messages) and not messages[-1].lines
        if heads and not (waiting and line in names):
            own = line.casefold() in words.chat_own
            if waiting:
                omitted.append(messages.pop().name)
            messages.append(_Message((own_name or line.split()[0]) if own else lines[at + heads - 1], when))
            omitted.extend([line] if own else [])
            when = None
            at += heads
            continue
        told = when_in(line)
        if not waiting and (told or day_in(line)) and at + 1 < len(lines) and _heads(lines, at + 1, names, words):
            when = told
            omitted.append(line)
        elif messages:
            messages[-1].lines.append(line)
        else:
            omitted.append(line)
        at += 1
    if messages and not messages[-1].lines:
        omitted.append(messages.pop().name)
    return messages, omitted


def _heads(lines: Sequence[str], at: int, names: frozenset[str], words: Words) -> int:
    """How many lines from here on head a message; 0 where none does."""
    if at + 1 < len(lines) and lines[at + 1] in names and _is_whole(lines[at], lines[at + 1]):
        return 2
    return int(lines[at] in names or lines[at].casefold() in words.chat_own)
