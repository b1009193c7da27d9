"""Sentence boundaries where nobody wrote any: in speech transcripts and chat without punctuation.

A sentence splitter trained on print waits for a full stop that never comes. This component is trained on conversations in lower case and
without marks, and speaks only where a text carries no final marks; punctuated text keeps its own boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.pipeline.senter import DEFAULT_SENTER_MODEL, SentenceRecognizer, senter_score
from spacy.tokens import Doc
from spacy.util import minibatch
from thinc.api import Model

__all__ = ["SpeechBoundaries", "is_unmarked"]

_FINAL = frozenset(".!?…")


def is_unmarked(doc: Doc) -> bool:
    """Whether a text carries no sentence-final mark at all."""
    return not any(token.text[-1] in _FINAL and (token.is_punct or len(token) > 3) for token in doc)


class SpeechBoundaries(SentenceRecognizer):  # type: ignore[misc]
    """spaCy component ``samtalecoach_speech_boundaries``: a sentence recognizer for unmarked texts. Assigns
    ``token.is_sent_start``, and overwrites it there."""

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Apply to a stream of Docs, in order; marked texts pass untouched."""
        for batch in minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            unmarked = [doc for doc in docs if len(doc) and is_unmarked(doc)]
            if unmarked:
                self.set_annotations(unmarked, self.predict(unmarked))
            yield from docs


@Language.factory(
    "samtalecoach_speech_boundaries",
    assigns=["token.is_sent_start"],
    default_config={"model": DEFAULT_SENTER_MODEL},
    default_score_weights={"sents_f": 1.0, "sents_p": 0.0, "sents_r": 0.0},
)
def create_speech_boundaries(nlp: Language, name: str, model: Model[Any, Any]) -> SpeechBoundaries:
    return SpeechBoundaries(nlp.vocab, model, name, overwrite=True, scorer=senter_score)
