"""More ways to look at how right the findings are: spelled in other ways, how far confidence is to be trusted, what speed costs.

``python -m samtalecoach.training.checks`` prints, for a split of the labelled corpus, as Markdown: agreement of the findings with those in the same
conversations written in another way, the reliability of the stated confidence, and accuracy and speed of the linear models alone, the
encoder always, and the cascade. With ``--treebank FILE`` it also tells how many of the file's questions are found once their mark is gone.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.reading import Reader, Reading
from samtalecoach.resources import resource
from samtalecoach.signals import find_signals
from samtalecoach.signals.classifier import Classifier, load_classifier
from samtalecoach.training.corpus import ISOLATED, SPLITS, LabelledConversation, read_split
from samtalecoach.training.evaluate import KINDS, Counts, gold_conversation
from samtalecoach.training.treebank import read_sentences
from samtalecoach.training.variants import VARIANTS, Variant

__all__ = ["agreement", "all_found", "expected_calibration_error", "marks_of_questions", "reliability"]

_BINS = 10
Found = set[tuple[int, int, str]]
"""Turn, number of the sentence in it, kind."""


def _readings(conversations: Sequence[LabelledConversation], reader: Reader) -> Iterator[Reading]:
    yield from reader.read_many(gold_conversation(labelled) for labelled in conversations)


def _found(labelled: LabelledConversation, reading: Reading) -> Found:
    """Each finding at the labelled sentence with which it shares most."""
    found: Found = set()
    for signal in find_signals(reading):
        sentences = labelled.turns[signal.turn].sentences
        shared = [min(s.end, signal.end) - max(s.start, signal.start) for s in sentences]
        found.add((signal.turn, max(range(len(sentences)), key=shared.__getitem__), signal.kind))
    return found


def _shape(labelled: LabelledConversation) -> list[int]:
    return [len(turn.sentences) for turn in labelled.turns]


def all_found(conversations: Sequence[LabelledConversation], reader: Reader) -> list[Found]:
    """What is found in each conversation."""
    return [_found(one, read) for one, read in zip(conversations, _readings(conversations, reader), strict=True)]


def agreement(
    conversations: Sequence[LabelledConversation], found: Sequence[Found], vary: Variant, reader: Reader
) -> Counts:
    """What is ``found`` in the conversations against what is found in their variants (a finding: a kind in a sentence)."""
    rng = random.Random(0)
    varied = [(one, before, vary(one, rng)) for one, before in zip(conversations, found, strict=True)]
    varied = [(one, before, other) for one, before, other in varied if _shape(one) == _shape(other)]
    counts = Counts()
    afterwards = all_found([other for _, _, other in varied], reader)
    for (_, before, _), after in zip(varied, afterwards, strict=True):
        counts += Counts(len(before & after), len(after - before), len(before - after))
    return counts


def reliability(
    conversations: Sequence[LabelledConversation], reader: Reader, classifier: Classifier
) -> list[tuple[float, bool]]:
    """The confidence of every finding in the labelled sentences, and whether it is right."""
    found: list[tuple[float, bool]] = []
    for labelled in conversations:
        docs = tuple(reader.tag([gold_conversation(labelled)]))
        offsets = [[(s.start, s.end) for s in turn.sentences] for turn in labelled.turns]
        reading = reader.reading(gold_conversation(labelled), docs, offsets)
        gold = [(turn, sentence) for turn in labelled.turns for sentence in turn.sentences]
        for judged, (turn, sentence) in zip(classifier.judge(reading), gold, strict=True):
            kinds = {label.kind for label in sentence.labels}
            if turn.scored:
                found += [(j.probability, kind in kinds) for kind, j in judged.items() if j.found]
    return found


def _bins(found: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, float, int]]:
    """Mean confidence, share of right ones, and number, of ten equally wide bins."""
    for at in range(_BINS):
        inside = [(p, right) for p, right in found if at <= p * _BINS < at + 1 or (at == _BINS - 1 and p == 1)]
        if inside:
            yield sum(p for p, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside), len(inside)


def expected_calibration_error(found: Sequence[tuple[float, bool]]) -> float:
    """The mean distance between confidence and share of right ones over ten bins, weighted by their sizes (Guo et al. 2017)."""
    return sum(abs(stated - right) * size for stated, right, size in _bins(found)) / max(1, len(found))


def marks_of_questions(path: Path, reader: Reader) -> tuple[int, int, int, int]:
    """Of a CoNLL-U file's sentences: how many end in "?", how many of these are found as questions without the mark, how many others end in
    a full stop, and how many of these are taken for questions."""
    asked: list[str] = []
    told: list[str] = []
    for sentence in read_sentences(path, entities=False):
        text = "".join(w + " " * s for w, s in zip(sentence.words, sentence.spaces, strict=True)).strip()
        if text.endswith("?"):
            asked.append(text.rstrip("? "))
        elif text.endswith("."):
            told.append(text.rstrip(". "))
    return len(asked), _questions(asked, reader), len(told), _questions(told, reader)


def _questions(texts: Sequence[str], reader: Reader) -> int:
    conversations = [
        Conversation(turns=(Turn(speaker="A", text=text),), language="da", id=str(at)) for at, text in enumerate(texts)
    ]
    return sum(any(s.kind == "question" for s in find_signals(reading)) for reading in reader.read_many(conversations))


def _modes(conversations: Sequence[LabelledConversation], reader: Reader, language: str) -> Iterator[str]:
    """A table row for the linear models alone, the encoder on every sentence, and the cascade: F1 on labelled sentences, share, speed."""
    readings: list[tuple[LabelledConversation, Reading]] = []
    for labelled in conversations:
        docs = tuple(reader.tag([gold_conversation(labelled)]))
        offsets = [[(s.start, s.end) for s in turn.sentences] for turn in labelled.turns]
        readings.append((labelled, reader.reading(gold_conversation(labelled), docs, offsets)))
    words = sum(reading.conversation.words for _, reading in readings)
    cascade = load_classifier(language)
    modes = {"linear": load_classifier(language, fast=True), "encoder always": cascade.always(), "cascade": cascade}
    for name, classifier in modes.items():
        counts = {kind: Counts() for kind in KINDS}
        begun = time.perf_counter()
        escalated = total = 0
        for labelled, reading in readings:
            judged = classifier.judge(reading)
            gold = [(turn, sentence) for turn in labelled.turns for sentence in turn.sentences]
            for one, (turn, sentence) in zip(judged, gold, strict=True):
                total += 1
                escalated += any(j.escalated for j in one.values())
                kinds = {label.kind for label in sentence.labels}
                for kind, j in one.items():
                    if turn.scored:
                        wanted = kind in kinds
                        counts[kind] += Counts(wanted and j.found, j.found and not wanted, wanted and not j.found)
        rate = words / (time.perf_counter() - begun)
        scores = [counts[kind].f1 or 0.0 for kind in KINDS]
        numbers = " | ".join(f"{score:.3f}" for score in (*scores, sum(scores) / len(scores)))
        yield f"| {name} | {numbers} | {escalated / total:.0%} | {rate:.0f} |"


def main() -> None:
    """``python -m samtalecoach.training.checks``: print all of them for a split."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument("--language", default="da")
    parser.add_argument("--treebank", type=Path, help="a CoNLL-U file of the language")
    args = parser.parse_args()
    reader = Reader(load_pipeline(None, args.language), args.language)
    everything = read_split(resource("data", "labelled", args.language), args.split)
    conversations = [one for one in everything if one.style not in ISOLATED and all(_shape(one))]
    print(
        f"\n# Robustness, confidence and speed on the {args.split} split\n\nMade by `python -m samtalecoach.training.checks`.\n"
    )
    print("| written in another way | findings | same findings (F1) |\n|---|---|---|")
    original = all_found(conversations, reader)
    for name, vary in VARIANTS.items():
        counts = agreement(conversations, original, vary, reader)
        print(f"| {name} | {counts.tp + counts.fn} | {counts.f1 or 0.0:.3f} |", flush=True)
    found = reliability(everything, reader, load_classifier(args.language))
    print("\n| stated confidence | right | findings |\n|---|---|---|")
    for stated, right, size in _bins(found):
        print(f"| {stated:.2f} | {right:.2f} | {size} |")
    print(f"\nExpected calibration error: {expected_calibration_error(found):.3f}\n")
    print(f"| models | {' | '.join(KINDS)} | mean F1 | to the encoder | words/s |\n|---|{'---|' * (len(KINDS) + 3)}")
    for row in _modes(everything, reader, args.language):
        print(row)
    if args.treebank:
        asked, found_asked, told, found_told = marks_of_questions(args.treebank, reader)
        print(
            f"\nOf {asked} sentences that end in '?', {found_asked / asked:.1%} are found as questions without the mark;"
        )
        print(f"of {told} that end in a full stop, {found_told / told:.1%} are taken for questions.")


if __name__ == "__main__":
    main()
