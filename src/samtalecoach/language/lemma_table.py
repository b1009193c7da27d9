"""Lemmas of known forms by look-up, over those that the trained lemmatizer guesses.

A (form, tag, morphology) seen in the treebank has the lemma it has there, and so has a (form, tag) where the morphology was not seen with
it; guessing is for new words.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

__all__ = ["LemmaTable"]


class LemmaTable:
    """spaCy component ``samtalecoach_lemma_table``. Reads ``token.pos``, ``token.morph``; assigns ``token.lemma``."""

    def __init__(self) -> None:
        self.table: dict[str, str] = {}

    def __call__(self, doc: Doc) -> Doc:
        for token in doc:
            known = f"{token.lower_}|{token.pos_}"
            lemma = self.table.get(f"{known}|{token.morph}") or self.table.get(known)
            if lemma is not None:
                token.lemma_ = lemma if token.pos_ != "PROPN" or not token.is_lower else lemma.lower()
        return doc

    def learn(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Learn from (form, tag, morphology, lemma); the most frequent lemma of a key wins, ties go to the first seen."""
        counts: dict[str, dict[str, int]] = {}
        for form, pos, morph, lemma in rows:
            for key in (f"{form.lower()}|{pos}|{morph}", f"{form.lower()}|{pos}"):
                seen = counts.setdefault(key, {})
                seen[lemma] = seen.get(lemma, 0) + 1
        self.table = {key: max(seen, key=lambda lemma: seen[lemma]) for key, seen in counts.items()}

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Save as one compressed JSON file in the folder ``path``."""
        Path(path).mkdir(parents=True, exist_ok=True)
        srsly.write_gzip_json(Path(path) / "table.json.gz", self.table, indent=0)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> LemmaTable:
        """Load what `to_disk` saved."""
        table = srsly.read_gzip_json(Path(path) / "table.json.gz")
        self.table = {str(key): str(lemma) for key, lemma in dict(table).items()}
        return self

    def score(self, examples: Iterable[Example]) -> dict[str, float]:
        """Nothing of its own: the lemmatizer's score is measured behind it."""
        return {}


@Language.factory("samtalecoach_lemma_table", assigns=["token.lemma"], requires=["token.pos", "token.morph"])
def create_lemma_table(nlp: Language, name: str) -> LemmaTable:
    return LemmaTable()
