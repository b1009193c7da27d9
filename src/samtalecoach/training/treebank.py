"""Tagged sentences from CoNLL-U files, and the training examples made of them.

The treebank's train file carries no syntax (HEAD is ``_``), so ``spacy convert`` would make a sentence of every token;
sentences are read here instead, grouped into short texts (a sentence splitter learns nothing from single sentences), and
varied as a speech recogniser would write them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import conllu
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab

__all__ = ["TaggedSentence", "examples", "read_sentences", "to_doc", "without_marks", "write_sentences"]

_SPOKEN_IN_LOWER_CASE = 0.85
ENTITY_LABELS = ("PER", "LOC", "ORG")


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """One sentence; all tuples have one entry a token. ``entities`` are BIO tags, or None where none are annotated."""

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    pos: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]
    entities: tuple[str, ...] | None


def _entity(misc: dict[str, str | None] | None) -> str:
    tag = (misc or {}).get("name") or "O"
    return tag if tag.partition("-")[2] in ENTITY_LABELS else "O"


def read_sentences(path: Path, *, entities: bool = True) -> list[TaggedSentence]:
    """Read a CoNLL-U file; ``entities=False`` for a file that annotates none."""
    found: list[TaggedSentence] = []
    with path.open(encoding="utf-8") as file:
        for sentence in conllu.parse_incr(file):
            tokens = [token for token in sentence if isinstance(token["id"], int)]
            found.append(
                TaggedSentence(
                    words=tuple(token["form"] for token in tokens),
                    spaces=tuple((token["misc"] or {}).get("SpaceAfter") != "No" for token in tokens),
                    pos=tuple(token["upos"] for token in tokens),
                    morphs=tuple("|".join(f"{k}={v}" for k, v in (token["feats"] or {}).items()) for token in tokens),
                    lemmas=tuple(token["lemma"] for token in tokens),
                    entities=tuple(_entity(token["misc"]) for token in tokens) if entities else None,
                )
            )
    return found


def _keep(sentence: TaggedSentence, kept: list[int]) -> TaggedSentence:
    pick: Callable[[tuple[str, ...]], tuple[str, ...]] = lambda values: tuple(values[i] for i in kept)  # noqa: E731
    return TaggedSentence(
        words=pick(sentence.words),
        spaces=tuple(sentence.spaces[i] or i + 1 not in kept for i in kept),
        pos=pick(sentence.pos),
        morphs=pick(sentence.morphs),
        lemmas=pick(sentence.lemmas),
        entities=None if sentence.entities is None else pick(sentence.entities),
    )


def without_marks(sentence: TaggedSentence, *, only_final: bool = False) -> TaggedSentence:
    """The sentence without its punctuation, or without its last mark only; unchanged where nothing else would be left."""
    last = len(sentence.words) - 1
    kept = [i for i, pos in enumerate(sentence.pos) if pos != "PUNCT" or (only_final and i != last)]
    return _keep(sentence, kept) if kept else sentence


def lower_cased(sentence: TaggedSentence) -> TaggedSentence:
    """The sentence in lower case, lemmas too: a recogniser's "lars" has no other lemma to be predicted from."""
    return replace(
        sentence,
        words=tuple(word.lower() for word in sentence.words),
        lemmas=tuple(lemma.lower() for lemma in sentence.lemmas),
    )


def write_sentences(sentences: Iterable[TaggedSentence], path: Path) -> None:
    """Write tagged sentences as CoNLL-U, without entities."""
    with path.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            rows = zip(sentence.words, sentence.lemmas, sentence.pos, sentence.morphs, sentence.spaces, strict=True)
            for number, (word, lemma, pos, morph, space) in enumerate(rows, 1):
                after = "_" if space else "SpaceAfter=No"
                out.write(f"{number}\t{word}\t{lemma}\t{pos}\t_\t{morph or '_'}\t_\t_\t_\t{after}\n")
            out.write("\n")


def to_doc(vocab: Vocab, sentences: list[TaggedSentence]) -> Doc:
    """One gold Doc of consecutive sentences. Entities are missing where one of the sentences has none annotated."""
    starts: list[bool | int | None] = [i == 0 for sentence in sentences for i in range(len(sentence.words))]
    annotated = all(sentence.entities is not None for sentence in sentences)
    return Doc(
        vocab,
        words=[word for sentence in sentences for word in sentence.words],
        spaces=[
            space or i == len(sentence.words) - 1 for sentence in sentences for i, space in enumerate(sentence.spaces)
        ],
        pos=[pos for sentence in sentences for pos in sentence.pos],
        morphs=[morph for sentence in sentences for morph in sentence.morphs],
        lemmas=[lemma for sentence in sentences for lemma in sentence.lemmas],
        sent_starts=starts,
        ents=[tag for sentence in sentences for tag in sentence.entities or ()] if annotated else None,
    )


def _vary(sentences: list[TaggedSentence], rng: random.Random, augment: float, spoken: bool) -> list[TaggedSentence]:
    """Write the sentences as speech recognisers and chatters do: all without marks and most in lower case where ``spoken``, else a share
    ``augment`` of them in lower case or without their last mark."""
    if spoken:
        sentences = [without_marks(sentence) for sentence in sentences]
        return [lower_cased(sentence) for sentence in sentences] if rng.random() < _SPOKEN_IN_LOWER_CASE else sentences
    if rng.random() >= augment:
        return sentences
    if rng.random() < 0.5:
        return [lower_cased(sentence) for sentence in sentences]
    return [without_marks(sentence, only_final=True) for sentence in sentences]


def examples(
    nlp: Language,
    sentences: list[TaggedSentence],
    *,
    group: int = 10,
    rng: random.Random | None = None,
    augment: float = 0.0,
    spoken: bool = False,
) -> Iterator[Example]:
    """Examples of up to ``group`` sentences: all of that length and in order, or with ``rng`` of random lengths and varied."""
    at = 0
    while at < len(sentences):
        size = group if rng is None else rng.randint(1, group)
        chunk = sentences[at : at + size]
        at += size
        if rng is not None:
            chunk = _vary(chunk, rng, augment, spoken)
        gold = to_doc(nlp.vocab, chunk)
        # Training wants gold tokens, evaluation the tokenizer's own.
        predicted = Doc(nlp.vocab, words=[t.text for t in gold], spaces=[bool(t.whitespace_) for t in gold])
        yield Example(predicted if rng is not None else nlp.make_doc(gold.text), gold)


@registry.readers("samtalecoach.TaggedSentences.v1")  # type: ignore[untyped-decorator]
def tagged_sentences_reader(
    paths: list[str], entities: bool, shuffle: bool, augment: float, seed: int, spoken: bool = False
) -> Callable[[Language], Iterator[Example]]:
    """spaCy corpus reader over CoNLL-U files. The files after the first are supplements, without entities. With ``shuffle`` it never ends
    (for ``max_epochs = -1``); ``augment`` and ``spoken`` vary the texts (see ``_vary``)."""

    def read(nlp: Language) -> Iterator[Example]:
        main = read_sentences(Path(paths[0]), entities=entities)
        extra = [s for path in paths[1:] for s in read_sentences(Path(path), entities=False)]
        if not shuffle:
            plain = main + extra
            yield from examples(nlp, [lower_cased(without_marks(s)) for s in plain] if spoken else plain)
            return
        rng = random.Random(seed)
        while True:
            # Groups keep the order of the text; only the groups are shuffled.
            groups: list[list[TaggedSentence]] = []
            for source in (main, extra):
                at = rng.randint(-9, 0)
                groups += [source[max(i, 0) : i + 10] for i in range(at, len(source), 10)]
            rng.shuffle(groups)
            for group in groups:
                yield from examples(nlp, group, rng=rng, augment=augment, spoken=spoken)

    return read
