"""Sentence boundaries where nobody wrote any: in speech transcripts and chat without punctuation.

A sentence splitter trained on print waits for a full stop that never comes. Here a compact encoder that sees the whole turn, and the last words of
the turn before, is asked about every word; in speech a linear model that sees tags and finite verbs (``clause_features``) is asked too,
and the weighted mean of their log odds decides. A thank-you of a few words goes with what it thanks for ("det er du sød at gøre og tak for
det"), so the boundaries around one must be surer. Text with all its marks keeps its own boundaries. The models lie in
``models/LANG_boundaries``, the encoder's pieces of words in ``models/LANG_pieces``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from samtalecoach.errors import SamtalecoachError
from samtalecoach.language.clause_features import clause_features
from samtalecoach.language.encoders import BOS, EOS, UNKNOWN, open_session, open_tokenizer
from samtalecoach.language.marks import is_loose, is_spoken, pipe_some
from samtalecoach.resources import resource

__all__ = [
    "BEFORE",
    "WORDS_BEFORE",
    "BoundaryEncoder",
    "BoundaryFinder",
    "SpeechBoundaries",
    "create_speech_boundaries",
    "log_odds",
]

BEFORE = "samtalecoach_before"
"""The key of ``Doc.user_data`` under which a reader puts the last words of the turn before, where there is one."""
WORDS_BEFORE = 8
HASH_BITS = 18
_WINDOW, _OVERLAP = 160, 40
"""Words that the encoder reads at a time, and by how many two windows overlap."""
_LONGEST = 510


def log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithms of the odds, bounded for probabilities at 0 and 1."""
    bounded = np.clip(probabilities, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(bounded / (1 - bounded)), dtype=np.float64)


def hashed(rows: Sequence[Sequence[str]]) -> Any:
    """The sparse matrix of clause features, a row a word."""
    from sklearn.feature_extraction import FeatureHasher

    return FeatureHasher(2**HASH_BITS, input_type="string", alternate_sign=False, dtype=np.float32).transform(rows)


class BoundaryEncoder:
    """The encoder: ``encoder.onnx`` of a folder and the tokenizer's file, run by onnxruntime."""

    def __init__(self, folder: Path, tokenizer: Path) -> None:
        self._session = open_session(folder / "encoder.onnx")
        self._tokenizer = open_tokenizer(tokenizer)
        self._known: dict[str, list[int]] = {}

    def probabilities(self, words: Sequence[str], before: Sequence[str] = ()) -> NDArray[np.float64]:
        """How probable it is that a sentence starts, for each word but the first; ``before`` are the last words of the turn before."""
        found: list[float] = []
        for at in range(0, max(len(words) - _OVERLAP, 1), _WINDOW - _OVERLAP):
            window = self._window(words[at : at + _WINDOW], () if at else before)
            skipped = _OVERLAP // 2 if at else 0
            found[at + skipped :] = window[skipped:]
        return np.array(found[1:], dtype=np.float64)

    def _pieces(self, word: str) -> list[int]:
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[word] = self._tokenizer.encode(word, add_special_tokens=False).ids or [UNKNOWN]
        return self._known[word]

    def _window(self, words: Sequence[str], before: Sequence[str]) -> list[float]:
        ids, firsts = [BOS], []
        if before:
            ids += [*(piece for word in before for piece in self._pieces(word)[:32]), EOS]
        for word in words:
            firsts.append(min(len(ids), _LONGEST))
            ids += self._pieces(word)[:32]
        batch = np.array([[*ids[: _LONGEST + 1], EOS]], dtype=np.int64)
        (probability,) = self._session.run(None, {"ids": batch, "mask": np.ones_like(batch)})
        return [float(probability[0][min(first, batch.shape[1] - 1)]) for first in firsts]


class BoundaryFinder:
    """Both models of a language. Raises SamtalecoachError where they cannot be read."""

    def __init__(self, folder: Path, tokenizer: Path) -> None:
        import skops.io

        try:
            settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            self._share = float(settings["encoder_share"])
            self._threshold, self._written_threshold = float(settings["log_odds"]), float(settings["written_log_odds"])
            thanks = settings["thanks"]
            self._thanks, self._longest = frozenset(thanks["words"]), int(thanks["longest"])
            self._thanks_threshold = float(thanks["log_odds"])
            self._linear = skops.io.load(folder / "linear.skops", trusted=["scipy.sparse._csr.csr_matrix"])
            self._encoder = BoundaryEncoder(folder, tokenizer)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SamtalecoachError(
                f"Modellerne i '{folder}' kan ikke læses ({error}); installér samtalecoach igen."
            ) from error

    def starts(self, doc: Doc) -> list[bool]:
        """For each token whether a sentence starts there; the first always does."""
        if len(doc) < 2:
            return [True] * len(doc)
        odds = log_odds(self._encoder.probabilities([token.text for token in doc], doc.user_data.get(BEFORE, ())))
        if not is_spoken(doc):
            return [True, *(bool(z > self._written_threshold) for z in odds)]
        linear = log_odds(self._linear.predict_proba(hashed(clause_features(doc)))[:, 1])
        odds = self._share * odds + (1 - self._share) * linear
        return self._keep_thanks(doc, odds, [True, *(bool(z > self._threshold) for z in odds)])

    def _keep_thanks(self, doc: Doc, odds: NDArray[np.float64], starts: list[bool]) -> list[bool]:
        """The starts without the unsure ones around a short thank-you; ``odds`` are those of each token but the first."""
        kept = list(starts)
        bounds = [at for at, start in enumerate(starts) if start] + [len(doc)]
        for begin, end in pairwise(bounds):
            words = [token.lower_ for token in doc[begin:end] if not token.is_punct]
            if len(words) <= self._longest and not self._thanks.isdisjoint(words):
                for at in (begin, end):
                    if 0 < at < len(doc):
                        kept[at] = bool(odds[at - 1] > self._thanks_threshold)
        return kept


@lru_cache(maxsize=2)
def load_boundary_finder(language: str) -> BoundaryFinder:
    """The shipped models of a language."""
    pieces = resource("models", f"{language}_pieces", "tokenizer.json")
    return BoundaryFinder(resource("models", f"{language}_boundaries"), pieces)


class SpeechBoundaries:
    """spaCy component ``samtalecoach_speech_boundaries``. Reads tags and morphology; assigns ``token.is_sent_start`` in texts
    that leave out their marks."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Apply to a stream of Docs, in order; texts with all their marks pass untouched."""
        return pipe_some(stream, is_loose, self._annotate, batch_size)

    def _annotate(self, docs: Sequence[Doc]) -> None:
        finder = load_boundary_finder(self._language)
        for doc in docs:
            for token, start in zip(doc, finder.starts(doc), strict=True):
                token.is_sent_start = start


@Language.factory(
    "samtalecoach_speech_boundaries", requires=["token.pos", "token.morph"], assigns=["token.is_sent_start"]
)
def create_speech_boundaries(nlp: Language, name: str) -> SpeechBoundaries:
    """The factory behind ``samtalecoach_speech_boundaries``."""
    return SpeechBoundaries(str(nlp.lang))
