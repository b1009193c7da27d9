"""Which of the possible labels of a text name speakers: judged by shape, recurrence, and how much of the text they cover."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from samtalecoach.ingest.labels import Label, Shape
from samtalecoach.ingest.lexicon import Words
from samtalecoach.ingest.lines import Line

__all__ = ["Speakers", "find_speakers"]

_COMPLETE = 0.05  # share of unlabelled lines that a text with a label on every line may have
_COVERED_BY_SEVERAL = 0.04  # two speakers who both come back: long turns, wrapped by hand, still count
_COVERED_BY_ONE = 0.3
_COVERED_ONCE = 0.5
_MOST_BEFORE = 0.5  # share of the text's characters that may stand before the first speaker
_BULLETED = 0.3


@dataclass(frozen=True)
class Speakers:
    """The accepted speakers: names by key, and whether they stand on lines of their own above what they say."""

    names: dict[str, str]
    own_lines: bool
    clashing: frozenset[str]

    def name(self, label: Label) -> str | None:
        """The speaker that the label names, None where it names none."""
        if not (label.colon or self.own_lines):
            return None
        return self.names.get(_key(label, self.clashing))


@dataclass
class _Tally:
    shape: Shape = Shape.ODD
    count: int = 0
    silent: int = 0  # times without text on the same line
    blocks: int = 0
    stamped: int = 0
    spellings: Counter[tuple[bool, bool, str]] = field(default_factory=Counter)

    def add(self, line: Line, label: Label) -> None:
        self.shape = max(self.shape, label.shape)
        self.count += 1
        self.silent += not label.text
        self.blocks += line.opens_block
        self.stamped += label.stamp is not None
        self.spellings[label.affiliation is not None, label.capitalised, label.name] += 1

    @property
    def name(self) -> str:
        """The fullest spelling: with affiliation, then capitalised, then the most frequent, then the first."""
        return max(self.spellings, key=lambda spelling: (spelling[:2], self.spellings[spelling]))[2]


def _key(label: Label, clashing: frozenset[str]) -> str:
    return f"{label.bare} ({label.affiliation})" if label.bare in clashing and label.affiliation else label.bare


def _clashing(labels: Sequence[Label]) -> frozenset[str]:
    """Names that several people have, told apart by their affiliation."""
    affiliations: defaultdict[str, set[str | None]] = defaultdict(set)
    for label in labels:
        if label.affiliation is not None:
            affiliations[label.bare].add(label.affiliation)
    return frozenset(name for name, several in affiliations.items() if len(several) > 1)


def find_speakers(lines: Sequence[Line], words: Words) -> Speakers | None:
    """The speakers of a transcript; None where the text is none."""
    labels = [line.label for line in lines if line.label is not None]
    if not labels:
        return None
    clashing = _clashing(labels)
    found = [_inline(lines, words, clashing), _own_lines(lines, words, clashing)]
    best = max(found, key=lambda tallies: sum(tally.count for tally in tallies.values()))
    if not best:
        return None
    return Speakers({key: tally.name for key, tally in best.items()}, best is found[1], clashing)


def _tallied(lines: Sequence[Line], clashing: frozenset[str], fits: Callable[[int, Label], bool]) -> dict[str, _Tally]:
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for at, line in enumerate(lines):
        if line.label is not None and fits(at, line.label):
            tallies[_key(line.label, clashing)].add(line, line.label)
    return dict(tallies)


def _inline(lines: Sequence[Line], words: Words, clashing: frozenset[str]) -> dict[str, _Tally]:
    """Speakers with a colon: ``Mette: hej``, also with the text on the next line."""
    tallies = _tallied(lines, clashing, lambda _, label: label.colon)
    if not tallies:
        return {}
    content = [line for line in lines if line.kind == "content"]
    labelled = [line.label is not None and line.label.colon for line in content]
    first = labelled.index(True)
    loose = sum(
        not has and not (at and labelled[at - 1] and not _says(content[at - 1]))
        for at, has in enumerate(labelled)
        if at > first
    )
    complete = loose <= _COMPLETE * (len(content) - first)
    anchored = any(tally.count > 1 or tally.shape is Shape.SURE for tally in tallies.values())
    accepted = {
        key: tally
        for key, tally in tallies.items()
        if _is_speaker(key, tally, words, complete=complete, titled=first > 0, anchored=anchored)
    }
    if _is_form(accepted):
        return {}
    return accepted if _covers(content, accepted, clashing, own=False) else {}


def _says(line: Line) -> bool:
    return line.label is None or bool(line.label.text)


def _is_speaker(key: str, tally: _Tally, words: Words, *, complete: bool, titled: bool, anchored: bool) -> bool:
    if tally.shape >= Shape.NAME or (tally.count > 1 and tally.shape is not Shape.WORD):
        return True
    if tally.shape is Shape.WORD:
        ordinary = key.endswith(tuple(words.ordinary_endings))
        if tally.count > 1:
            return complete or not ordinary
        return complete and (anchored or not titled) and not ordinary and not tally.silent
    return tally.shape is Shape.LOWER and complete and not titled


def _is_form(accepted: dict[str, _Tally]) -> bool:
    """Three or more labels of which none comes back, most of them plain words: a form, not a conversation."""
    sure = sum(tally.shape >= Shape.NAME for tally in accepted.values())
    return len(accepted) > 2 and all(tally.count == 1 for tally in accepted.values()) and sure * 2 < len(accepted)


def _own_lines(lines: Sequence[Line], words: Words, clashing: frozenset[str]) -> dict[str, _Tally]:
    """Speakers on a line of their own, with what they say below it."""

    def heads(at: int, label: Label) -> bool:
        below = next((line for line in lines[at + 1 : at + 4] if line.kind == "content"), None)
        return (
            not label.text
            and below is not None
            and (below.label is None or bool(below.label.text) or not below.opens_block)
        )

    tallies = _tallied(lines, clashing, heads)
    sure = any(tally.shape is Shape.SURE for tally in tallies.values())
    several = sum(tally.shape >= Shape.NAME and tally.blocks > 0 for tally in tallies.values()) > 1
    accepted = {key: tally for key, tally in tallies.items() if _heads_turns(tally, sure and several)}
    # A pasted chat in lower case: two given names that both come back alone on a line.
    chatting = {k: t for k, t in tallies.items() if t.shape is Shape.LOWER and t.count > 1 and k in words.given_names}
    if len(chatting) > 1:
        accepted |= chatting
    content = [line for line in lines if line.kind == "content"]
    return accepted if _covers(content, accepted, clashing, own=True) else {}


def _heads_turns(tally: _Tally, several: bool) -> bool:
    if tally.stamped == tally.count:
        return tally.shape >= Shape.WORD or tally.count > 1
    if tally.shape >= Shape.NAME:
        return tally.count > 1 or (several and tally.blocks > 0)
    return tally.shape is Shape.WORD and tally.count > 1 and tally.blocks == tally.count


def _covers(content: Sequence[Line], accepted: dict[str, _Tally], clashing: frozenset[str], *, own: bool) -> bool:
    """Whether the accepted labels carry the text, instead of standing here and there in it."""
    if not accepted:
        return False
    is_turn = [
        line.label is not None and (own or line.label.colon) and _key(line.label, clashing) in accepted
        for line in content
    ]
    first = is_turn.index(True)
    before = sum(len(line.text) for line in content[:first])
    if before > _MOST_BEFORE * sum(len(line.text) for line in content):
        return False
    blocks = [turn for line, turn in zip(content[first:], is_turn[first:], strict=True) if line.opens_block]
    covered = max(sum(is_turn) / (len(content) - first), sum(blocks) / len(blocks) if len(blocks) > 2 else 0.0)
    if own:
        covered = min(1.0, 2 * covered)
    if sum(line.bullet for line in content) >= _BULLETED * len(content) and (own or covered < _COVERED_ONCE):
        return False
    recurring = sum(tally.count > 1 for tally in accepted.values())
    needed = (_COVERED_ONCE, _COVERED_BY_ONE, _COVERED_BY_SEVERAL)[min(recurring, 2)]
    return covered >= needed
