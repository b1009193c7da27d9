"""Checks the labelled corpus: ``python -m samtalecoach.training.check_data`` (also a test).

Schema, labels, offsets, due words and dates, splits that are complete and disjoint, and sentences that stand (nearly) alike in two splits.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date as Date
from itertools import combinations
from pathlib import Path

from samtalecoach.resources import resource
from samtalecoach.training.corpus import SPLITS, STYLES, GoldLabel, LabelledConversation, read_split

__all__ = ["problems"]

SUBTYPES: dict[str, set[str | None]] = {
    "question": {"open", "closed", "indirect"},
    "gratitude": {"specific", "plain"},
    "job_request": {"direct", "indirect", "hint"},
    "commitment": {"promise", "agreement"},
    "offer": {None},
}
SHORT = 9
"""Sentences of fewer words ("Det kan jeg godt se for mig.") recur by chance."""
GROUP, ALIKE, COMMON = 3, 0.75, 50
"""Two sentences are nearly alike where they share three quarters of their groups of three words; groups in more than 50 sentences tell nothing."""


def _label_problems(label: GoldLabel, text: str) -> Iterator[str]:
    if label.subtype not in SUBTYPES.get(label.kind, set()):
        yield f"no such label: {label.kind}/{label.subtype}"
    if (label.follow_up is not None) != (label.kind == "question"):
        yield f"follow_up does not go with {label.kind}"
    if label.due and label.due.lower() not in text.lower():
        yield f"'{label.due}' does not stand in it"
    if label.due_date:
        Date.fromisoformat(label.due_date)


def _conversation_problems(conversation: LabelledConversation) -> Iterator[str]:
    if conversation.style not in STYLES:
        yield f"{conversation.id}: no such style: {conversation.style}"
    for at, turn in enumerate(conversation.turns):
        last = 0
        for sentence in turn.sentences:
            text = turn.text[sentence.start : sentence.end]
            where = f"{conversation.id}, turn {at}: '{text}'"
            if not last <= sentence.start < sentence.end <= len(turn.text) or text != text.strip():
                yield f"{where}: offsets {sentence.start}–{sentence.end} do not hold a sentence"
            last = sentence.end
            yield from (f"{where}: {problem}" for label in sentence.labels for problem in _label_problems(label, text))
        for reference in turn.references:
            if not turn.text[reference.start : reference.end].isalpha() or reference.focus not in ("self", "other"):
                yield f"{conversation.id}, turn {at}: a reference at {reference.start} is no word"


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _near_duplicates(sentences: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Sentences (with their split) that share most of their word groups with one in another split."""
    places: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for at, (_, words) in enumerate(sentences):
        for start in range(len(words) - GROUP + 1):
            places[words[start : start + GROUP]].add(at)
    shared: Counter[tuple[int, int]] = Counter()
    for together in places.values():
        if len(together) <= COMMON:
            shared.update(combinations(sorted(together), 2))
    for (one, other), count in shared.items():
        (split, words), (other_split, other_words) = sentences[one], sentences[other]
        if split != other_split and count >= ALIKE * (max(len(words), len(other_words)) - GROUP + 1):
            yield f"{split} '{' '.join(words)}' and {other_split} '{' '.join(other_words)}' are nearly alike"


def problems(folder: Path) -> Iterator[str]:
    """Every problem of a corpus folder, in words."""
    sentences: list[tuple[str, tuple[str, ...]]] = []
    ids: set[str] = set()
    for split in SPLITS:
        for conversation in read_split(folder, split):
            if conversation.id in ids:
                yield f"{conversation.id} stands twice"
            ids.add(conversation.id)
            yield from _conversation_problems(conversation)
            found = (_words(turn.text[s.start : s.end]) for turn in conversation.turns for s in turn.sentences)
            sentences += [(split, words) for words in found if len(words) >= SHORT]
    yield from _near_duplicates(sentences)


def main() -> int:
    """Print the problems of the Danish corpus; the exit status tells whether there are any."""
    found = list(problems(resource("data", "labelled", "da")))
    print("\n".join(found) if found else "The labelled corpus is in order.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
