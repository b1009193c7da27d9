"""How right the findings are: precision, recall and F1 per signal and style, on a split of the labelled corpus.

A found signal counts as right where a gold label of its kind stands in the same turn and the two spans share at least half of the longer;
each gold label is matched once. Intervals are 95 % percentile bootstrap intervals over conversations.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.reading import Reader, Reading
from samtalecoach.report import Signal
from samtalecoach.resources import resource
from samtalecoach.signals import find_signals
from samtalecoach.signals.references import find_references
from samtalecoach.training.corpus import ISOLATED, SPLITS, STYLES, GoldLabel, LabelledConversation, read_split

__all__ = ["Counts", "Scored", "evaluate", "gold_conversation", "score_conversation", "table"]

KINDS = ("question", "gratitude", "job_request", "commitment", "offer")
ROWS = (*KINDS, "follow_up", "self", "other", "boundary")
_RESAMPLES = 400


@dataclass(slots=True)
class Counts:
    """True and false positives, misses, and of the true positives how many have the right subtype (``judged`` of them have one)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    subtype_right: int = 0
    judged: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def precision(self) -> float | None:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp + self.fp + self.fn else None


@dataclass(slots=True)
class Scored:
    """One conversation's counts by row, and the sentences that went wrong."""

    style: str
    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    errors: list[str] = field(default_factory=list)


def gold_conversation(labelled: LabelledConversation) -> Conversation:
    """The conversation as a reader would give it to the analyzer, without its labels."""
    return Conversation(
        turns=tuple(Turn(speaker=turn.speaker, text=turn.text) for turn in labelled.turns),
        id=labelled.id,
        kind="notes" if labelled.style == "notes" else "transcript",
        date=None if labelled.date is None else Date.fromisoformat(labelled.date),
        me=labelled.me,
        language="en" if labelled.language == "en" else "da",
    )


def _overlap(start: int, end: int, signal: Signal) -> float:
    shared = min(end, signal.end) - max(start, signal.start)
    return shared / max(end - start, signal.end - signal.start)


def _details(counts: dict[str, Counts], label: GoldLabel, signal: Signal) -> None:
    row = counts[label.kind]
    row.tp += 1
    if label.subtype is not None:
        row.judged += 1
        row.subtype_right += label.subtype == signal.subtype
    if label.kind == "question":
        asked, found = bool(label.follow_up), bool(signal.follow_up)
        counts["follow_up"].tp += asked and found
        counts["follow_up"].fp += found and not asked
        counts["follow_up"].fn += asked and not found
    if label.kind == "commitment" and (label.due or signal.due):
        told = None if signal.due_date is None else signal.due_date.isoformat()
        counts["due_date"].judged += 1
        counts["due_date"].subtype_right += told == label.due_date and bool(signal.due) == bool(label.due)


def score_conversation(labelled: LabelledConversation, reading: Reading) -> Scored:
    """Compare what is found in a reading with the labels."""
    scored = Scored(labelled.style)
    counts = scored.counts
    by_turn: dict[int, list[Signal]] = defaultdict(list)
    for signal in find_signals(reading):
        by_turn[signal.turn].append(signal)
    for at, turn in enumerate(labelled.turns):
        if not turn.scored:
            continue
        left = list(by_turn[at])
        for sentence in turn.sentences:
            text = turn.text[sentence.start : sentence.end]
            for label in sentence.labels:
                fits = [s for s in left if s.kind == label.kind and _overlap(sentence.start, sentence.end, s) >= 0.5]
                if not fits:
                    counts[label.kind].fn += 1
                    scored.errors.append(f"MISS {label.kind}/{label.subtype} [{labelled.id}] {text}")
                    continue
                best = max(fits, key=lambda s: _overlap(sentence.start, sentence.end, s))
                left.remove(best)
                _details(counts, label, best)
                if label.subtype != best.subtype:
                    scored.errors.append(
                        f"SUBTYPE {label.kind} {label.subtype}, found {best.subtype} [{labelled.id}] {text}"
                    )
        for signal in left:
            counts[signal.kind].fp += 1
            scored.errors.append(f"FALSE {signal.kind}/{signal.subtype} [{labelled.id}] {signal.text} {signal.cues}")
        _boundaries(
            counts["boundary"], [s.start for s in turn.sentences], [s.start for s in reading.turn_sentences[at]]
        )
    _references(labelled, reading, scored)
    return scored


def _boundaries(counts: Counts, gold: Sequence[int], found: Sequence[int]) -> None:
    """Boundaries inside turns: where a turn starts needs no finding."""
    wanted, told = set(gold[1:]), set(found[1:])
    counts.tp += len(wanted & told)
    counts.fp += len(told - wanted)
    counts.fn += len(wanted - told)


def _references(labelled: LabelledConversation, reading: Reading, scored: Scored) -> None:
    found = {(r.focus, r.turn, r.start) for r in find_references(reading) if labelled.turns[r.turn].scored}
    gold = {(r.focus, at, r.start) for at, turn in enumerate(labelled.turns) if turn.scored for r in turn.references}
    for focus in ("self", "other"):
        counts = scored.counts[focus]
        mine, theirs = {r for r in found if r[0] == focus}, {r for r in gold if r[0] == focus}
        counts.tp += len(mine & theirs)
        counts.fp += len(mine - theirs)
        counts.fn += len(theirs - mine)
        for _, turn, start in sorted(mine ^ theirs):
            text = labelled.turns[turn].text
            kind = "FALSE" if (focus, turn, start) in mine else "MISS"
            scored.errors.append(
                f"{kind} {focus} [{labelled.id}] …{text[max(0, start - 30) : start]}>{text[start : start + 25]}"
            )


def evaluate(conversations: Iterable[LabelledConversation], reader: Reader) -> list[Scored]:
    """Score every conversation."""
    labelled = list(conversations)
    readings = reader.read_many(gold_conversation(c) for c in labelled)
    return [score_conversation(c, reading) for c, reading in zip(labelled, readings, strict=True)]


def _sum(scored: Iterable[Scored], row: str) -> Counts:
    total = Counts()
    for one in scored:
        if row in one.counts:
            total += one.counts[row]
    return total


def _interval(scored: Sequence[Scored], row: str) -> str:
    having = [one for one in scored if row in one.counts]
    if len(having) < 5:
        return "–"
    rng = random.Random(0)
    values = sorted(_sum(rng.choices(having, k=len(having)), row).f1 or 0.0 for _ in range(_RESAMPLES))
    return f"{values[int(0.025 * _RESAMPLES)]:.3f}–{values[int(0.975 * _RESAMPLES)]:.3f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def table(scored: Sequence[Scored]) -> str:
    """The results as a Markdown table: a row per signal and style."""
    lines = [
        "| signal | style | labels | precision | recall | F1 | 95 % | subtype |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        for style in ("all", *STYLES):
            chosen = [one for one in scored if style in ("all", one.style)]
            if style == "all":  # isolated sentences are a measure of their own
                chosen = [one for one in scored if one.style not in ISOLATED]
            total = _sum(chosen, row)
            if not total.tp + total.fn + total.fp or (row in ("follow_up", "boundary") and style in ISOLATED):
                continue
            subtype = _number(total.subtype_right / total.judged if total.judged else None)
            numbers = " | ".join(_number(v) for v in (total.precision, total.recall, total.f1))
            lines.append(
                f"| {row} | {style} | {total.tp + total.fn} | {numbers} | {_interval(chosen, row)} | {subtype} |"
            )
    dates = _sum(scored, "due_date")
    if dates.judged:
        lines.append(f"| due_date | all | {dates.judged} | – | – | – | – | {dates.subtype_right / dates.judged:.3f} |")
    return "\n".join(lines)


def _document(split: str, scored: Sequence[Scored]) -> str:
    conversations = [one for one in scored if one.style not in ISOLATED]
    return f"""# Accuracy on the {split} split

{len(conversations)} conversations and {len(scored) - len(conversations)} isolated sentences that no model was trained
on, from raw text: a sentence boundary set wrongly counts as an error of the signal. A found signal is right where a label
of its kind stands in the same turn and the two spans share at least half of the longer one; each label is matched once.
Intervals: 95 % bootstrap over conversations. `all` are the conversations of all styles; `hard` and `plain` are isolated
sentences. `follow_up` is counted over the questions that were found; `self` and `other` are words of reference;
`boundary` are the sentence boundaries inside turns; `subtype` is the share of right subtypes among right signals, and in
the last row that of due dates.

Made by `python -m samtalecoach.training.evaluate --split {split} --write docs/accuracy.md`.

{table(scored)}
"""


def main() -> None:
    """``python -m samtalecoach.training.evaluate``: print the table of a split."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument("--language", default="da")
    parser.add_argument("--model", default=None)
    parser.add_argument("--write", type=Path, help="write the table, with how it was measured, to this Markdown file")
    parser.add_argument("--errors", type=Path, help="write every error to this file")
    args = parser.parse_args()
    reader = Reader(load_pipeline(args.model, args.language), args.language)
    scored = evaluate(read_split(resource("data", "labelled", args.language), args.split), reader)
    print(table(scored))
    if args.write:
        args.write.write_text(_document(args.split, scored), encoding="utf-8")
    if args.errors:
        args.errors.write_text("\n".join(error for one in scored for error in one.errors) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
