"""Chats pasted from Slack, Teams and LinkedIn: names with a time above what is written, among the lines of the program itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.chat_days import Day, When, day_in, seconds_apart, trailing_when, when_in
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of

__all__ = ["read_messages"]

_LONGEST_NAME = 70
_LONGEST_HEAD = 110
_CODES = re.compile(r":[\w+'-]{1,60}:")
_PRONOUNS = re.compile(r"\s*\([^()/]{1,12}(?:/[^()/]{1,12}){1,3}\)")
_BRACKETED = re.compile(r"\[([^\[\]]{3,40})\]\s*(?=\S)")
_BEHIND_NAME = re.compile(r"([^\W\d_][^:()\[\]]{0,69}?)\s*[(\[]([^()\[\]]{3,40})[)\]]:(?:\s+|\Z)")
_OUTSIDE_NAMES = re.compile(r"[^\w\s.,'’()&-]")
_ASIDE = re.compile(r"\s*\([^()]*\)\Z")
_DIGITS = re.compile(r"\d+")
_LAST_OF_TIME = frozenset("0123456789mM.])")
_RULE = " -–—_=*·•|"
_SET_APART = ("  ", "\t", ",", " [", " (", " |", " ·", " •")
_BEGINNING = 1000  # lines in which a chat shows what it is
_ENOUGH = 2  # headings that make a chat, where none of the program's own announcements does


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not empty: stripped, as interface texts are compared, whether it is set in, and the empty lines above it."""

    text: str
    folded: str
    indented: bool
    empty_above: int


@dataclass(frozen=True, slots=True)
class _Head:
    """The line or two lines above a message: who writes, when, what follows on the line, and what of it is no name."""

    name: str
    when: When
    text: str = ""
    aside: str = ""
    lines: int = 1
    shape: Shape | None = None
    set_apart: bool = False  # by more than a space


@dataclass(slots=True)
class _Message:
    name: str
    when: When | None
    announced: bool = False  # by a line above its heading
    lines: list[str] = field(default_factory=list)


def read_messages(source: Source) -> Conversation | None:
    """The pasted chat in the source, a turn for each message; None where nothing but names and times speaks for one.

    Times count from the first message; where the paste does not tell how far a later day lies from the first ("Today" behind
    "Monday"), its messages have none. Reactions, counts of replies, dividers and other lines of the program are left out.
    """
    words = all_words()
    if not _is_chat(_reading(source.lines[:_BEGINNING], words)):
        return None
    reading = _reading(source.lines, words)
    times, date = seconds_apart([message.when for message in reading.messages])
    pieces = [
        Said(message.name, "\n".join(message.lines), start)
        for message, start in zip(reading.messages, times, strict=True)
    ]
    return conversation_of(source, pieces, date=date, omitted=reading.omitted, join=False)


def _is_chat(reading: _Reading) -> bool:
    return bool(reading.announced) or (len(reading.heads) >= _ENOUGH and reading.signs > 0)


def _reading(raw_lines: Sequence[str], words: Words) -> _Reading:
    """The lines, sorted to messages and what else stands there."""
    lines = _lines(raw_lines)
    announced = {at: found for at, line in enumerate(lines) if (found := _announcement(line, words)) is not None}
    heads = _heads(lines, words, _announced_names(lines, announced))
    reading = _Reading(lines, heads, announced, words)
    reading.read()
    return reading


def _lines(raw_lines: Sequence[str]) -> list[_Line]:
    found: list[_Line] = []
    empty = 2
    for raw in raw_lines:
        text = raw.strip()
        if text:
            folded = _DIGITS.sub("#", text.casefold()) if len(text) <= _LONGEST_HEAD else ""
            found.append(_Line(text, folded, raw[0].isspace(), empty))
        empty = 0 if text else empty + 1
    return found


def _announcement(line: _Line, words: Words) -> _Head | None:
    """LinkedIn's "Navn sent the following messages at 10:32 AM"; the name is empty where a firm writes."""
    if line.text[-1] not in _LAST_OF_TIME:
        return None
    for phrase in words.chat_announcements:
        at = f" {line.folded}".find(f" {phrase} ")
        if at >= 0:
            found = trailing_when(line.text[at + len(phrase) :])
            if found is not None:
                return _Head(line.text[:at].strip(), found[0])
    return None


def _announced_names(lines: Sequence[_Line], announced: Mapping[int, _Head]) -> set[str]:
    """The senders who are announced; where a firm writes, its name stands only in the heading below."""
    names = {head.name for head in announced.values()}
    for at, head in announced.items():
        below = () if head.name else lines[at + 1 : at + 4]
        names.update(found.name for line in below if (found := _on_one_line(line.text)) is not None)
    return {name.casefold() for name in names if name}


def _heads(lines: Sequence[_Line], words: Words, announced: set[str]) -> dict[int, _Head]:
    """The headings among the lines, by their place: those whose name was announced, else looks like one or comes back."""
    possible: dict[int, _Head] = {}
    for at, line in enumerate(lines):
        head = _on_one_line(line.text) or _on_two_lines(lines, at, words)
        if head is not None:
            possible[at] = head
    if announced:
        return {at: head for at, head in possible.items() if head.name.casefold() in announced}
    counts = Counter(head.name.casefold() for head in possible.values())
    sure = {at for at, head in possible.items() if _is_name(head, counts[head.name.casefold()], words)}
    styles = Counter(_style(possible[at]) for at in sure)
    return {
        at: head
        for at, head in possible.items()
        if at in sure or (head.shape is not None and head.set_apart and styles[_style(head)] >= _ENOUGH)
    }


def _style(head: _Head) -> tuple[int, bool]:
    return head.lines, head.set_apart


def _is_name(head: _Head, count: int, words: Words) -> bool:
    if head.shape is None or head.name.casefold().split()[0] in words.title_openings:  # "Kaffe Lars 11.03.2026 10:00"
        return False
    return count > 1 or head.shape >= Shape.NAME


def _on_one_line(text: str) -> _Head | None:
    """A name with its time on one line, and perhaps the text.

    ``Navn  09:32``, ``Navn [9:32 AM]``, ``Navn, 15-01-2024 10:30``, ``[15/01 10:30] Navn``, ``[10:30] Navn: tekst``, ``Navn (15/01 10:30): tekst``.
    """
    if text.startswith("["):
        match = _BRACKETED.match(text)
        when = when_in(match[1]) if match is not None else None
        if match is None or when is None:
            return None
        name, _, said = text[match.end() :].partition(":")
        if said and not said[0].isspace():
            return None
        return _head(name, when, text=said.strip(), set_apart=True)
    behind = _BEHIND_NAME.match(text)
    when = when_in(behind[2]) if behind is not None else None
    if behind is not None and when is not None and when.day is not None:
        return _head(behind[1], when, text=text[behind.end() :], set_apart=True)
    if len(text) > _LONGEST_HEAD or text[-1] not in _LAST_OF_TIME:
        return None
    found = trailing_when(text)
    if found is None or ":" in _CODES.sub("", found[1]):
        return None
    when, name = found
    return _head(name, when, set_apart=text[len(name) :].startswith(_SET_APART))


def _on_two_lines(lines: Sequence[_Line], at: int, words: Words) -> _Head | None:
    """A name with a time on the line below: ``  3:13 PM``, ``:palm_tree:  Feb 25th at 10:39 AM``, ``15-01-2024 10:30``.

    Teams sets one's own name below the time.
    """
    if at + 1 >= len(lines):
        return None
    line, below = lines[at], lines[at + 1]
    if len(line.text) > _LONGEST_NAME or below.empty_above or len(below.text) > _LONGEST_HEAD:
        return None
    if line.text[-1] not in _LAST_OF_TIME and below.text[-1] not in _LAST_OF_TIME:
        return None
    summed_up = _summed_up(lines[at - 1].text, words) if at else frozenset()
    own = when_in(line.text) if below.text.casefold() in summed_up else None
    if own is not None:
        return _head(below.text, own, lines=2, set_apart=True)
    status = "".join(_CODES.findall(below.text))
    when = when_in(_without_symbols(_CODES.sub(" ", below.text)))
    if when is None:
        return None
    set_apart = line.empty_above > 1 or below.indented or when.day is not None or line.text.casefold() in summed_up
    return _head(line.text, when, lines=2, status=status, set_apart=set_apart) if set_apart else None


def _summed_up(text: str, words: Words) -> frozenset[str]:
    """Who may have written what Teams reads aloud in a line such as "Hej Lars, har du … af Mette Holm"."""
    folded = text.casefold()
    found: set[str] = set()
    for by in words.chat_by:
        _, between, name = folded.rpartition(f" {by} ")
        if between:
            found.update((name, name.rpartition(", ")[0]))  # "…, has an attachment"
    return frozenset(found)


def _without_symbols(text: str) -> str:
    """The text without the pictures that stand before it."""
    at = next((at for at, character in enumerate(text) if character.isalnum() or character in "[("), len(text))
    return text[at:]


def _head(
    written: str, when: When, *, text: str = "", lines: int = 1, status: str = "", set_apart: bool
) -> _Head | None:
    name, aside, shape = _name(written)
    if not name or len(name) > _LONGEST_NAME:
        return None
    return _Head(name, when, text, f"{aside} {status}".strip(), lines, shape, set_apart)


@lru_cache(maxsize=10_000)
def _name(written: str) -> tuple[str, str, Shape | None]:
    """The name in what stands before a time, what is no part of it (a picture, "(She/Her)"), and how much it looks like a name."""
    asides = [aside.strip() for aside in (*_CODES.findall(written), *_PRONOUNS.findall(written))]
    name = _PRONOUNS.sub("", _CODES.sub(" ", written)).strip(" ,|·•–—-:\t").lstrip("@")
    name = " ".join(name.split())
    return name if has_words(name) else "", " ".join(asides), _shape(name, all_words())


def _shape(name: str, words: Words) -> Shape | None:
    """How much the name looks like one, also as "Holm, Mette (Ekstern)"."""
    plain = _ASIDE.sub("", _OUTSIDE_NAMES.sub("", name).strip())
    last, comma, first = plain.partition(", ")
    return name_shape(f"{first} {last}" if comma else plain, words)


@dataclass
class _Reading:
    """The lines of a paste on their way to messages; ``signs`` counts what only chats have."""

    lines: Sequence[_Line]
    heads: Mapping[int, _Head]
    announced: Mapping[int, _Head]
    words: Words
    messages: list[_Message] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    current: _Message | None = None
    day: Day | None = None
    quoting: bool = False
    counted: bool = False  # behind a line such as "1 Like reaction.", which its bare number follows
    signs: int = 0

    def __post_init__(self) -> None:
        self.names = {head.name.casefold() for head in (*self.heads.values(), *self.announced.values()) if head.name}
        self.given_names = {name.split()[0] for name in self.names}

    def read(self) -> None:
        """Sort all lines."""
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if self.counted and line.text.isdecimal():
                self.omitted.append(line.text)
                at, self.counted = at + 1, False
                continue
            self.counted = False
            at += self._take(at, line)
        self._close()

    def _take(self, at: int, line: _Line) -> int:
        """Sort the line; how many lines were used up."""
        if at in self.announced:
            head = self.announced[at]
            self.omitted.append(line.text)
            if head.name:
                self._open(head, announces=True)
            return 1
        if at in self.heads:
            head = self.heads[at]
            self._head(head)
            return head.lines
        when = when_in(line.text) if self._may_be_time(at) else None
        if when is not None:
            return self._time(at, when)
        if self._is_divider(at, line):
            self.day = day_in(line.text.strip(_RULE))
            return self._leave_out(line)
        if self._is_reaction(at, line):
            count = self.lines[at + 1] if at + 1 < len(self.lines) else None
            if count is not None and not line.text[-1].isdecimal() and count.text.isdecimal():
                self.omitted.append(f"{line.text} {count.text}")
                self.signs += 1
                return 2
            return self._leave_out(line)
        if line.folded.strip(" .") in self.words.chat_quotes and at + 1 < len(self.lines):
            self.omitted.append(f"{line.text} {self.lines[at + 1].text}")
            self.signs += 1
            return 2
        if self._is_interface(line) or self._is_preview(at, line):
            return self._leave_out(line)
        self._content(at, line)
        return 1

    def _leave_out(self, line: _Line) -> int:
        self.omitted.append(line.text)
        self.counted = line.folded.startswith("#")
        self.signs += self.current is not None
        return 1

    def _head(self, head: _Head) -> None:
        if self._is_quoted(head):
            self.omitted.append(head.name)
            self.quoting = True
            self.signs += 1
            return
        self.signs += head.when.day is not None or bool(head.aside)
        self._open(head)

    def _is_quoted(self, head: _Head) -> bool:
        """Whether a message is repeated above its answer (Teams): its heading tells an earlier time and follows upon another."""
        last = self.current
        return (
            head.lines > 1
            and last is not None
            and not last.lines
            and last.when is not None
            and last.when.day is not None
            and head.when.day is not None
            and seconds_apart([head.when, last.when])[0][1] not in (None, 0.0)
        )

    def _open(self, head: _Head, *, announces: bool = False) -> None:
        when = head.when if head.when.day is not None else replace(head.when, day=self.day)
        self.day = None
        if head.aside:
            self.omitted.append(head.aside)
        last = self.current
        if last is not None and last.announced and not last.lines and last.name.casefold() == head.name.casefold():
            last.when = when if when.day is not None or last.when is None else replace(when, day=last.when.day)
            last.announced = False
        else:
            self._close()
            self.current = last = _Message(head.name, when, announces)
        if head.text:
            last.lines.append(head.text)

    def _may_be_time(self, at: int) -> bool:
        """Whether a time here heads a message, instead of being one ("Hvornår?" – "12.30"): something stands above and below it."""
        if self.announced or at + 1 >= len(self.lines) or at + 1 in self.heads:
            return False
        if self.lines[at].text[-1] not in _LAST_OF_TIME:
            return False
        return self.current is None or bool(self.current.lines)

    def _time(self, at: int, when: When) -> int:
        """A time on a line of its own: another message of the same sender, or, in Teams, one's own above one's name."""
        below = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        if below.casefold() in self.names and at + 1 not in self.heads:
            self._head(_Head(below, when, lines=2))
            return 2
        if self.current is None:
            self.omitted.append(self.lines[at].text)
        else:
            last = self.current
            self._close()
            self.current = None
            self._open(_Head(last.name, when.following(last.when) if last.when is not None else when))
        return 1

    def _is_divider(self, at: int, line: _Line) -> bool:
        """Whether a line tells the day of what follows: a date, or a weekday that is no answer ("Hvornår?" – "Mandag")."""
        if not line.folded:
            return False
        day = day_in(line.text.strip(_RULE))
        if day is None or when_in(line.text) is not None:  # "9.10" is a time
            return False
        if day.kind in ("date", "yearless"):
            return True
        below = at + 1 in self.announced or at + 1 in self.heads or at + 2 in self.heads
        answered = self.current is None or bool(self.current.lines)
        return below and answered and (bool(self.announced) or line.empty_above > 0 or line.text[0] in _RULE)

    def _is_reaction(self, at: int, line: _Line) -> bool:
        """ ":+1: 2", or a picture with the number of those who chose it below."""
        bare = _CODES.sub("", line.text).strip()
        if bare == line.text and has_words(bare):
            return False
        counted = at + 1 < len(self.lines) and self.lines[at + 1].text.isdecimal()
        return bare.isdecimal() if bare != line.text and bare else counted and not has_words(bare)

    def _is_interface(self, line: _Line) -> bool:
        if not line.folded:
            return False
        words, folded = self.words, line.folded.strip(" .·•")
        if folded in words.chat_interface or folded in words.chat_notices:
            return True
        if folded.startswith(_tuple(words.chat_interface_openings)) or folded.endswith(
            _tuple(words.chat_interface_endings)
        ):
            return True
        opening, _, rest = folded.partition(" ")
        if opening not in words.chat_profile_openings or not any(word in rest for word in words.chat_profiles):
            return False
        owner = rest.split()[0]  # "peters", "camilla’s"
        return any(owner[:end] in self.given_names for end in range(2, len(owner) + 1))

    def _is_preview(self, at: int, line: _Line) -> bool:
        """A name repeated above its heading, or what Teams reads aloud of a message."""
        if at + 1 not in self.heads:
            return False
        name = self.heads[at + 1].name.casefold()
        return line.text.casefold() == name or name in _summed_up(line.text, self.words)

    def _content(self, at: int, line: _Line) -> None:
        if self.current is None or self.quoting or not has_words(line.text):
            self.quoting = False
            self.omitted.append(line.text)
            return
        text = line.text
        for mark in self.words.chat_edited:
            if text.casefold().endswith(mark):
                self.omitted.append(text[-len(mark) :])
                self.signs += 1
                text = text[: -len(mark)].rstrip()
        if text:
            self.current.lines.append(text)

    def _close(self) -> None:
        if self.current is None:
            return
        if self.current.lines:
            self.messages.append(self.current)
        else:
            self.omitted.append(self.current.name)


@cache
def _tuple(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(words)
