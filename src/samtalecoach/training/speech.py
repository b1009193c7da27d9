"""Training texts for the sentence boundaries of speech: turns in lower case and without marks, their boundaries known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from samtalecoach.training.corpus import LabelledConversation, read_split
from samtalecoach.training.treebank import lower_cased, read_sentences, without_marks

__all__ = ["as_speech", "speech_turns"]

_MARKS = frozenset('.,;:!?…"”“»«()–-—*•')


def as_speech(words: Sequence[str]) -> list[str]:
    """Words as a recogniser writes them: in lower case, no marks."""
    return [word.lower() for word in words if not all(char in _MARKS for char in word)]


def speech_turns(nlp: Language, conversations: Sequence[LabelledConversation]) -> list[list[list[str]]]:
    """Every turn of the conversations as sentences of words, as speech."""
    turns = [
        [as_speech([t.text for t in nlp.make_doc(turn.text[s.start : s.end])]) for s in turn.sentences]
        for conversation in conversations
        for turn in conversation.turns
    ]
    return [kept for turn in turns if (kept := [sentence for sentence in turn if sentence])]


def _example(nlp: Language, sentences: list[list[str]]) -> Example:
    words = [word for sentence in sentences for word in sentence]
    starts: list[bool | int | None] = [at == 0 for sentence in sentences for at in range(len(sentence))]
    return Example(Doc(nlp.vocab, words=words), Doc(nlp.vocab, words=words, sent_starts=starts))


@registry.readers("samtalecoach.SpeechTurns.v1")  # type: ignore[untyped-decorator]
def speech_turns_reader(
    corpus: str, split: str, conllu: list[str], speech_times: int, shuffle: bool, seed: int
) -> Callable[[Language], Iterator[Example]]:
    """spaCy corpus reader: the turns of a split of the labelled corpus, those in speech style ``speech_times``, and tagged sentences in
    groups of one to six. With ``shuffle`` it never ends and joins neighbouring turns now and then."""

    def read(nlp: Language) -> Iterator[Example]:
        conversations = read_split(Path(corpus), split)
        genuine = [c for c in conversations if c.style == "speech"]
        if not shuffle:
            yield from (_example(nlp, turn) for turn in speech_turns(nlp, genuine))
            return
        rng = random.Random(seed)
        converted = speech_turns(nlp, [c for c in conversations if c.style in ("clean", "chat", "notes")])
        spoken = speech_turns(nlp, genuine)
        tagged = [
            as_speech(lower_cased(without_marks(sentence)).words)
            for path in conllu
            for sentence in read_sentences(Path(path), entities=False)
        ]
        while True:
            groups = [list(turn) for turn in spoken * speech_times + converted]
            at = 0
            while at < len(tagged):
                size = rng.randint(1, 6)
                groups.append([sentence for sentence in tagged[at : at + size] if sentence])
                at += size
            rng.shuffle(groups)
            for group in groups:
                if group:
                    yield _example(nlp, group)

    return read
