"""Whether a text carries sentence-final marks, which decides who tags and divides it: what is trained on print, or what is trained on speech."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from spacy.tokens import Doc, Token

__all__ = ["is_loose", "is_spoken", "is_unmarked", "pipe_some"]

_FINAL = frozenset(".!?…")
_CLOSING = frozenset("\"'”»)]")
_WORDS_PER_MARK = 40
_SHORT = 5  # words of a text that tells nothing by having no capitals
_POLITE = frozenset(["De", "Dem", "Deres"])  # in Danish also inside a sentence


def is_unmarked(doc: Doc) -> bool:
    """Whether a text carries no sentence-final marks, or next to none: fewer than one in 40 words, where sentences have some ten. (The full
    stop of an abbreviation is none.)"""
    marks = sum(token.is_punct and token.text[-1] in _FINAL for token in doc)
    return marks * _WORDS_PER_MARK < len(doc) if marks else True


def is_loose(doc: Doc) -> bool:
    """Whether a text leaves out final marks that belong there, as chat does: it has next to none, does not end with one, goes on behind a
    word with a capital that is no name's, or has no capitals at all."""
    words = [token for token in doc if not token.is_space]
    last = next((token for token in reversed(words) if token.text not in _CLOSING), None)
    if last is None or last.text[-1] not in _FINAL or is_unmarked(doc):
        return True
    if len(words) > _SHORT and not any(token.text[0].isupper() for token in words):
        return True
    return any(_goes_on_with_capital(one, other) for one, other in pairwise(words))


def _goes_on_with_capital(before: Token, token: Token) -> bool:
    text = token.text
    is_word = text[0].isupper() and text[1:].islower() and text not in _POLITE
    return is_word and before.text[-1].isalnum() and token.pos_ != "PROPN"


def is_spoken(doc: Doc) -> bool:
    """Whether a text is written as speech recognisers without punctuation write: no marks, no capitals."""
    return not any(token.is_punct or token.text[0].isupper() for token in doc)


def pipe_some(
    stream: Iterable[Doc],
    chosen: Callable[[Doc], bool],
    annotate: Callable[[Sequence[Doc]], None],
    batch_size: int,
) -> Iterator[Doc]:
    """Annotate the chosen ones of a stream of Docs; all pass, in order."""
    waiting = iter(stream)
    while batch := list(islice(waiting, batch_size)):
        some = [doc for doc in batch if len(doc) and chosen(doc)]
        if some:
            annotate(some)
        yield from batch
