"""The same labelled conversation written in another way: without marks, capitals or Danish letters, with typing errors, with other names.

Trained on, so that what is found does not hang on spelling; and measured against, to see whether it does (``evaluate --variants``).
References and due times are left out of the copies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from samtalecoach.ingest.lexicon import all_words
from samtalecoach.training.corpus import GoldSentence, GoldTurn, LabelledConversation

__all__ = [
    "VARIANTS",
    "Variant",
    "as_spoken",
    "misspelt",
    "rewritten",
    "run_together",
    "unmarked",
    "without_danish_letters",
]

Variant = Callable[[LabelledConversation, random.Random], LabelledConversation]

_MARKS = re.compile(r"[.,;:!?…\"”“»«()–]")
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS_PER_TYPO = 60
_NEIGHBOURS = {
    key: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in ("qwertyuiopå", "asdfghjklæø", "zxcvbnm")
    for at, key in enumerate(row)
}
_SPELT_OUT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def rewritten(labelled: LabelledConversation, rewrite: Callable[[str], str], name: str) -> LabelledConversation:
    """A copy in which every sentence is rewritten; one that becomes empty falls out. Its id is the original's with ``~name``."""
    turns: list[GoldTurn] = []
    for turn in labelled.turns:
        text = ""
        sentences: list[GoldSentence] = []
        for sentence in turn.sentences:
            new = rewrite(turn.text[sentence.start : sentence.end]).strip()
            if new:
                start = len(text) + bool(text)
                text = f"{text} {new}".strip()
                sentences.append(GoldSentence(start, start + len(new), sentence.labels))
        if sentences:
            turns.append(GoldTurn(turn.speaker, text, tuple(sentences), (), turn.scored))
        elif not turn.sentences:
            turns.append(replace(turn, text=rewrite(turn.text), references=()))
    return replace(labelled, id=f"{labelled.id}~{name}", turns=tuple(turns))


def _unmarked(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())


def unmarked(labelled: LabelledConversation) -> LabelledConversation:
    """A copy without marks, in the capitals of the original."""
    return rewritten(labelled, _unmarked, "unmarked")


def as_spoken(labelled: LabelledConversation) -> LabelledConversation:
    """A copy as a speech recogniser without punctuation writes: in lower case and without marks."""
    return rewritten(labelled, lambda text: _unmarked(text.lower()), "spoken")


def without_danish_letters(labelled: LabelledConversation) -> LabelledConversation:
    """A copy with ae, oe and aa, as on a keyboard that lacks the letters."""
    return rewritten(labelled, lambda text: text.translate(_SPELT_OUT), "ascii")


def misspelt(labelled: LabelledConversation, rng: random.Random) -> LabelledConversation:
    """A copy with one typing error in 60 letters: a letter is lost, doubled, swapped with the next, or replaced by its neighbour key."""
    return rewritten(labelled, lambda text: _WORD.sub(lambda match: _typed(match.group(), rng), text), "typos")


def _typed(word: str, rng: random.Random) -> str:
    letters = list(word)
    for at in range(len(letters)):
        if rng.random() * _LETTERS_PER_TYPO >= 1 or len(word) < 2:
            continue
        letter = letters[at]
        error = rng.randrange(4)
        if error == 0:
            letters[at] = ""
        elif error == 1:
            letters[at] = letter * 2
        elif error == 2 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letter
        else:
            letters[at] = rng.choice(_NEIGHBOURS.get(letter.lower(), letter) or letter)
    return "".join(letters)


def run_together(labelled: LabelledConversation, rng: random.Random, share: float = 0.15) -> LabelledConversation:
    """A copy in which a share of the sentences runs on into the next one, as where a boundary is missed; they have the labels of both."""
    turns = tuple(
        replace(turn, sentences=tuple(_joined(turn.sentences, rng, share)), references=()) for turn in labelled.turns
    )
    return replace(labelled, id=f"{labelled.id}~joined", turns=turns)


def _joined(sentences: Sequence[GoldSentence], rng: random.Random, share: float) -> list[GoldSentence]:
    found: list[GoldSentence] = []
    for sentence in sentences:
        if found and rng.random() < share:
            last = found.pop()
            labels = {label.kind: label for label in (*sentence.labels, *last.labels)}
            sentence = GoldSentence(last.start, sentence.end, tuple(labels.values()))
        found.append(sentence)
    return found


def _renamed(labelled: LabelledConversation, rng: random.Random) -> LabelledConversation:
    """A copy in which the speakers have other given names, also where they are spoken to."""
    own = {name.split()[0].casefold() for turn in labelled.turns for name in [turn.speaker]}
    names = sorted(name for name in all_words().given_names if "-" not in name and name not in own)
    given = dict(zip(sorted(own), rng.sample(names, len(own)), strict=True))

    def named(match: re.Match[str]) -> str:
        word = match.group()
        new = given.get(word.casefold())
        return word if new is None else new.capitalize() if word[0].isupper() else new

    copy = rewritten(labelled, lambda text: _WORD.sub(named, text), "names")
    return replace(
        copy,
        me=None if copy.me is None else _WORD.sub(named, copy.me),
        turns=tuple(replace(turn, speaker=_WORD.sub(named, turn.speaker)) for turn in copy.turns),
    )


VARIANTS: dict[str, Variant] = {
    "without marks": lambda labelled, _: unmarked(labelled),
    "without capitals": lambda labelled, _: rewritten(labelled, str.lower, "lower"),
    "without either": lambda labelled, _: as_spoken(labelled),
    "typing errors": misspelt,
    "ae oe aa": lambda labelled, _: without_danish_letters(labelled),
    "other names": _renamed,
}
"""Ways of writing a conversation that leave what is said as it is."""
