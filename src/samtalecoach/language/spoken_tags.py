"""Tags and morphology of texts without marks: a second morphologizer, trained on lower-case words without punctuation alone.

One tagger for both registers tags print worse for the sake of speech, and speech worse for the sake of print; each text has one or the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.pipeline.morphologizer import DEFAULT_MORPH_MODEL, Morphologizer, morphologizer_score
from spacy.tokens import Doc
from thinc.api import Model

from samtalecoach.language.marks import is_unmarked, pipe_some

__all__ = ["SpokenTags", "create_spoken_tags"]


class SpokenTags(Morphologizer):  # type: ignore[misc]
    """spaCy component ``samtalecoach_spoken_tags``: a morphologizer for unmarked texts. Assigns ``token.pos`` and ``token.morph`` there."""

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Apply to a stream of Docs, in order; marked texts pass untouched."""
        return pipe_some(stream, is_unmarked, lambda docs: self.set_annotations(docs, self.predict(docs)), batch_size)


@Language.factory(
    "samtalecoach_spoken_tags",
    assigns=["token.morph", "token.pos"],
    default_config={"model": DEFAULT_MORPH_MODEL},
    default_score_weights={"pos_acc": 0.5, "morph_acc": 0.5, "morph_per_feat": None},
)
def create_spoken_tags(nlp: Language, name: str, model: Model[Any, Any]) -> SpokenTags:
    """The factory behind ``samtalecoach_spoken_tags``."""
    return SpokenTags(nlp.vocab, model, name, overwrite=True, extend=False, scorer=morphologizer_score)
