"""What all forms of the report share: safe text, quotations, marked turns and tables, as plain values to lay out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import get_args

from samtalecoach.render.texts import Texts, load_texts
from samtalecoach.report import (
    ConversationFacts,
    FollowUp,
    Reference,
    Report,
    ReportLanguage,
    Signal,
    SignalKind,
    SpeakerNumbers,
)

__all__ = [
    "KINDS",
    "Badge",
    "Piece",
    "Quote",
    "Table",
    "addressed",
    "clean",
    "facts_line",
    "headline",
    "marked_turns",
    "name_shown",
    "numbers_table",
    "one_line",
    "place",
    "quotes",
    "scores_table",
    "speaker_name",
    "when",
]

KINDS: tuple[SignalKind, ...] = ("question", "gratitude", "job_request", "commitment", "offer")

_LINE_ENDS = re.compile("\r\n?")
_SPACES = re.compile("[\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, those that reorder text (and so make it read as something else), and what XML does not allow.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without control characters; line breaks stay. Without its ESC, a terminal sequence is mere text."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))))


def one_line(text: str) -> str:
    """Clean text on one line, each run of white space a single space."""
    return " ".join(clean(text).split())


@dataclass(frozen=True)
class Badge:
    """A signal's kind (``question`` …) and what it is in words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Quote:
    """A quoted sentence with what it shows. ``number`` is the turn's number as users count: from 1."""

    text: str
    speaker: str
    number: int
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of a turn under the same signals.

    ``words``: its parts, each with a reference's focus or None; ``badges``: its signals; ``ending``: those ending here.
    """

    words: tuple[tuple[str, str | None], ...]
    badges: tuple[Badge, ...]
    ending: tuple[Badge, ...]

    @property
    def text(self) -> str:
        """The whole stretch."""
        return "".join(text for text, _ in self.words)


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def turned(self, corner: str) -> Table:
        """The same with rows and columns exchanged, and ``corner`` over the first column."""
        (_, *header), *rows = zip(self.header, *self.rows, strict=True)
        return Table(self.caption, (corner, *header), tuple(rows))

    def has(self, value: str) -> bool:
        """Whether any cell reads exactly so."""
        return any(value in row[1:] for row in self.rows)


def addressed(facts: ConversationFacts) -> str:
    """Whether texts speak to someone: ``you``, or ``anyone`` where nobody is coached."""
    return "you" if facts.me is not None else "anyone"


@cache
def _stand_ins() -> dict[str, str]:
    """What a speaker without a name is called in any language, with the key of its text."""
    keys = ("unnamed.author", "unnamed.speaker")
    return {load_texts(language)(key): key for language in get_args(ReportLanguage) for key in keys}


def name_shown(name: str, texts: Texts) -> str:
    """A speaker's name on one line; what stands for a missing name is in the language of the texts."""
    written = one_line(name) or "?"
    return texts(_stand_ins()[written]) if written in _stand_ins() else written


def speaker_name(name: str, facts: ConversationFacts, texts: Texts) -> str:
    """A speaker's name, marked where it is the reader's own."""
    written = name_shown(name, texts)
    return texts("format.you_mark", name=written) if name == facts.me else written


def headline(report: Report, texts: Texts) -> str:
    """The conversation's title, or one made from who took part."""
    facts = report.conversation
    if facts.title and one_line(facts.title):
        return one_line(facts.title)
    names = [name_shown(name, texts) for name in facts.participants if name != facts.me]
    if len(names) > 4:
        names = [*names[:3], texts.count("others", len(names) - 3)]
    voice = addressed(facts)
    if facts.kind == "notes":
        return texts(f"headline.notes.{voice}")
    if not names:
        return texts("headline.alone.you" if facts.me is not None else "headline.empty")
    form = "with" if facts.me is not None or len(names) > 1 else "alone"
    return texts(f"headline.{form}.{voice}", names=texts.listing(names))


def facts_line(report: Report, texts: Texts) -> tuple[str, ...]:
    """Date, size and source, as far as they are known."""
    facts = report.conversation
    date = facts.date and texts.date(facts.date)
    return tuple(part for part in (date, texts.count("words", facts.words), one_line(facts.source or "")) if part)


def place(number: int, facts: ConversationFacts, texts: Texts) -> str:
    """Where in the conversation: "replik 3", in notes "linje 3"."""
    return texts(f"transcript.turn.{facts.kind}", number=number)


def when(follow_up: FollowUp, texts: Texts) -> str:
    """When something is due: its date, the words that were used, or both."""
    said = one_line(follow_up.due or "")
    if follow_up.due_date is None:
        return said or texts("follow_ups.no_date")
    date = texts.date(follow_up.due_date, weekday=True)
    return f"{date} ({texts.quote(said)})" if said else date


def quotes(report: Report, evidence: Iterable[int], texts: Texts) -> list[Quote]:
    """The sentences behind a judgement, each once however many signals it carries, in the order given."""
    by_span: dict[tuple[int, int, int], list[Signal]] = defaultdict(list)
    for signal in (report.signals[index] for index in evidence):
        by_span[signal.turn, signal.start, signal.end].append(signal)
    return [
        Quote(one_line(same[0].text), same[0].speaker, same[0].turn + 1, _badges(same, texts))
        for same in by_span.values()
    ]


def _badges(signals: Iterable[Signal], texts: Texts) -> tuple[Badge, ...]:
    return tuple(dict.fromkeys(Badge(signal.kind, texts.signal(signal)) for signal in signals))


def marked_turns(report: Report, texts: Texts) -> Iterator[tuple[Piece, ...]]:
    """Every turn's text in pieces, cut where signals begin and end."""
    signals: dict[int, list[Signal]] = defaultdict(list)
    references: dict[int, list[Reference]] = defaultdict(list)
    for signal in report.signals:
        signals[signal.turn].append(signal)
    for reference in report.references:
        references[reference.turn].append(reference)
    for number, turn in enumerate(report.turns):
        words = _words(turn.text, sorted(references[number], key=lambda reference: reference.start))
        yield tuple(_pieces(words, signals[number], len(turn.text), texts))


def _words(text: str, references: Sequence[Reference]) -> list[tuple[int, str, str | None]]:
    """The text in order as (offset, part, focus or None)."""
    words: list[tuple[int, str, str | None]] = []
    at = 0
    for reference in references:
        if reference.start < at:
            continue
        words += [
            (at, text[at : reference.start], None),
            (reference.start, text[reference.start : reference.end], reference.focus),
        ]
        at = reference.end
    return [word for word in [*words, (at, text[at:], None)] if word[1]]


def _pieces(
    words: list[tuple[int, str, str | None]], signals: Sequence[Signal], length: int, texts: Texts
) -> Iterator[Piece]:
    starting: dict[int, list[Signal]] = defaultdict(list)
    for signal in signals:
        starting[max(0, signal.start)].append(signal)
    ends = {min(signal.end, length) for signal in signals}
    cuts = sorted({0, length, *starting, *ends})
    active: list[Signal] = []
    queue = words[::-1]
    for start, end in pairwise(cuts):
        active = [signal for signal in active if signal.end > start] + starting.get(start, [])
        inside: list[tuple[str, str | None]] = []
        while queue and queue[-1][0] < end:
            at, text, focus = queue.pop()
            if at + len(text) > end:
                queue.append((end, text[end - at :], focus))
                text = text[: end - at]
            inside.append((clean(text), focus))
        ending = [signal for signal in active if min(signal.end, length) == end]
        yield Piece(tuple(inside), _badges(active, texts), _badges(ending, texts))


_SHARES = ("talk_share", "self_focus_ratio")
_MEASURES = tuple(SpeakerNumbers.model_fields)


def numbers_table(report: Report, texts: Texts) -> Table:
    """The numbers, a row per measure and a column per speaker, without measures that are undefined for everyone."""
    speakers = report.speakers

    def written(measure: str, value: float | None) -> str:
        if value is None:
            return texts("numbers.undefined")
        return texts.percent(value) if measure in _SHARES else texts.number(value)

    rows = []
    for measure in _MEASURES:
        values = [getattr(numbers, measure) for numbers in speakers.values()]
        if any(value is not None for value in values):
            rows.append((texts(f"numbers.{measure}"), *(written(measure, value) for value in values)))
    names = (speaker_name(name, report.conversation, texts) for name in speakers)
    return Table(texts("numbers.caption"), (texts("numbers.measure"), *names), tuple(rows))


def scores_table(report: Report, texts: Texts) -> Table:
    """The four scores, a row per speaker."""
    header = (texts("numbers.speaker"), *(one_line(advice.title) for advice in report.advice))
    rows = []
    for name, scores in report.scores.items():
        found = (scores.get(advice.id) for advice in report.advice)
        rows.append(
            (name_shown(name, texts), *(texts("page.not_assessed") if score is None else str(score) for score in found))
        )
    return Table(texts("advice.scores"), header, tuple(rows))
