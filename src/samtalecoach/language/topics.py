"""Topics: what a speaker brought up, in their own words, so that advice can name it.

A topic is a short noun phrase that keeps its form when somebody else says it ("et nyt lagersystem", "Vestas"): no possessives, no
pronouns. Common nouns that say little (``data/lexicon/LANG/topics.toml``) are passed over.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict
from spacy.tokens import Span, Token

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.resources import resource

__all__ = ["Topic", "find_topics"]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    empty: frozenset[str]
    articles: frozenset[str]
    barred_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """A noun phrase and where it was said; ``weight`` orders topics by how much they say."""

    text: str
    speaker: str
    turn: int
    sentence: str
    weight: float


@cache
def _words(language: str) -> _Words:
    path = resource("data", "lexicon", language, "topics.toml")
    return _Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _phrase(noun: Token, span: Span, words: _Words) -> Span | None:
    """The noun with its adjectives and indefinite article, where it stands freely; a bare singular ("jeg er tømrer") does not."""
    doc, start = noun.doc, noun.i
    while (
        start > span.start
        and doc[start - 1].pos_ == "ADJ"
        and doc[start - 1].is_alpha
        and "Degree=Sup" not in doc[start - 1].morph
    ):
        start -= 1
    before = doc[start - 1] if start > span.start else None
    indefinite = "Definite=Ind" in noun.morph
    singular = "Number=Sing" in noun.morph
    if before is not None and before.lower_ in words.articles and indefinite:
        start -= 1
    elif (
        (before is not None and (before.lower_ in words.barred_before or before.pos_ in ("DET", "NUM", "PROPN", "ADJ")))
        or (start < noun.i and not indefinite)
        or (indefinite and singular)
        or any("Number=Sing" in doc[at].morph for at in range(start, noun.i) if indefinite)  # no plural after all
    ):
        return None
    return doc[start : noun.i + 1]


def _topics(sentence: Sentence, words: _Words) -> list[tuple[str, str, float]]:
    found: list[tuple[str, str, float]] = []
    for token in sentence.span:
        if token.pos_ != "NOUN" or not token.is_alpha or len(token) < 5:
            continue
        lemma = token.lemma_.lower()
        follower = token.nbor(1) if token.i + 1 < sentence.span.end else None
        if {lemma, token.lower_} & words.empty or (follower is not None and follower.pos_ in ("NOUN", "PROPN", "NUM")):
            continue
        phrase = _phrase(token, sentence.span, words)
        if phrase is not None:
            found.append((str(phrase.text), lemma, min(len(token), 16) + 4 * (len(phrase) - 1)))
    return found


def find_topics(reading: Reading) -> Sequence[Topic]:
    """The topics of every speaker, the weightiest first; each is named once for a speaker."""
    words = _words(reading.language)
    rows = [(s, *topic) for s in reading.sentences for topic in _topics(s, words)]
    often = Counter((s.speaker, lemma) for s, _, lemma, _ in rows)
    best: dict[tuple[str, str], Topic] = {}
    for sentence, text, lemma, weight in rows:
        topic = Topic(
            text, sentence.speaker, sentence.turn, sentence.text, weight + 3 * min(often[sentence.speaker, lemma], 3)
        )
        key = (sentence.speaker, lemma)
        if key not in best or topic.weight > best[key].weight:
            best[key] = topic
    return sorted(best.values(), key=lambda topic: (-topic.weight, topic.turn))
