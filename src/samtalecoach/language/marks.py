"""Whether a text carries sentence-final marks, which decides who tags and divides it: what is trained on print, or what is trained on speech."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from spacy.tokens import Doc

__all__ = ["is_unmarked", "pipe_unmarked"]

_FINAL = frozenset(".!?…")
_WORDS_PER_MARK = 40


def is_unmarked(doc: Doc) -> bool:
    """Whether a text carries no sentence-final marks, or next to none: fewer than one in 40 words, where sentences have some ten. (The full
    stop of an abbreviation is none.)"""
    marks = sum(token.is_punct and token.text[-1] in _FINAL for token in doc)
    return marks * _WORDS_PER_MARK < len(doc) if marks else True


def pipe_unmarked(stream: Iterable[Doc], annotate: Callable[[Sequence[Doc]], None], batch_size: int) -> Iterator[Doc]:
    """Annotate the unmarked ones of a stream of Docs; all pass, in order."""
    waiting = iter(stream)
    while batch := list(islice(waiting, batch_size)):
        unmarked = [doc for doc in batch if len(doc) and is_unmarked(doc)]
        if unmarked:
            annotate(unmarked)
        yield from batch
