"""Topics: what a speaker brought up, in their own words, so that advice can name it.

A topic is a short noun phrase that keeps its form when somebody else says it ("et nyt lagersystem", "solceller"): no possessives, no
pronouns. The rarer the noun is in other conversations (``data/lexicon/LANG/noun_frequency.toml``) and the more often it comes back in this
one, the more it weighs; nouns that say little (``topics.toml``) are passed over.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log

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
    dull_endings: tuple[str, ...]


class _Frequency(BaseModel):
    """In how many of ``conversations`` a noun was ``seen`` (lemmas)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    conversations: int
    seen: dict[str, int]

    def rarity(self, lemma: str) -> float:
        """The logarithm of one over the share of the conversations that have the noun (inverse document frequency)."""
        return log(self.conversations / (1 + self.seen.get(lemma, 0)))


_RAREST_COUNTED = 4.5
"""Beyond this rarity (one conversation in ninety) rarer is no better."""
_COMMON = 3.0
"""Below this rarity (one conversation in twenty) a noun says too little."""
_COMPOUND_PART = 5
"""Letters that a noun must have to be looked for inside others."""
_LONGEST_COMPOUND = 40
_RETURNS = 1.5
_MOST_RETURNS = 3
"""Each further mention weighs this much, up to so many."""
_NAMEABLE = 1.5
"""What a plural, a definite form or an adjective weighs: "om solceller" and "om et nyt lagersystem" can be asked after, "om et regneark" hardly."""
_LONG = 9
"""From so many letters on nouns are mostly compounds, which say more."""
_LEAST = 6.5
"""What is lighter is not worth naming: rare, nameable, and neither long nor said twice."""


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


@cache
def _frequency(language: str) -> _Frequency:
    path = resource("data", "lexicon", language, "noun_frequency.toml")
    return _Frequency.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _phrase(noun: Token, span: Span, words: _Words) -> Span | None:
    """The noun with its adjectives and indefinite article, where it stands freely; a bare singular ("jeg er tømrer") does not."""
    doc, start = noun.doc, noun.i
    while (
        start > span.start
        and doc[start - 1].pos_ == "ADJ"
        and doc[start - 1].is_alpha
        and not {"Degree=Sup", "Degree=Cmp"} & set(str(doc[start - 1].morph).split("|"))
    ):
        start -= 1
    before = doc[start - 1] if start > span.start else None
    indefinite = "Definite=Ind" in noun.morph
    if before is not None and before.lower_ in words.articles and indefinite:
        start -= 1
    elif (
        not {"Definite=Def", "Number=Plur"} & set(str(noun.morph).split("|"))
        or (
            before is not None
            and (before.lower_ in words.barred_before or before.pos_ in ("DET", "NUM", "PROPN", "ADJ"))
        )
        or (start < noun.i and not indefinite)
        or any("Number=Sing" in doc[at].morph for at in range(start, noun.i) if indefinite)  # no plural after all
    ):
        return None
    return doc[start : noun.i + 1]


def _topics(sentence: Sentence, words: _Words) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    for token in sentence.span:
        if token.pos_ != "NOUN" or not token.is_alpha or len(token) < 5 or "Case=Gen" in token.morph:
            continue
        lemma = token.lemma_.lower()
        follower = token.nbor(1) if token.i + 1 < sentence.span.end else None
        if {lemma, token.lower_} & words.empty or (follower is not None and follower.pos_ in ("NOUN", "PROPN", "NUM")):
            continue
        phrase = _phrase(token, sentence.span, words)
        begins = phrase is not None and phrase.start == sentence.span.start and phrase.text[0].isupper()
        dull = lemma.endswith(words.dull_endings) or token.lower_.endswith(words.dull_endings)
        if phrase is not None and not begins and not dull:
            found.append((phrase, lemma))
    return found


def _mentions(reading: Reading) -> Counter[str]:
    """How often each noun is said by anybody, also inside a compound."""
    said = Counter(token.lemma_.lower() for s in reading.sentences for token in s.span if token.pos_ == "NOUN")
    mentions = said.copy()
    for compound, count in said.items():
        sizes = range(_COMPOUND_PART, min(len(compound), _LONGEST_COMPOUND))
        for part in {part for size in sizes for part in (compound[:size], compound[-size:])} & said.keys():
            mentions[part] += count
    return mentions


def _weight(phrase: Span, lemma: str, rarity: float, mentions: int) -> float:
    noun = phrase[-1]
    bare = "Definite=Ind" in noun.morph and "Number=Sing" in noun.morph and len(phrase) <= 2
    return (
        min(rarity, _RAREST_COUNTED)
        + _RETURNS * min(mentions - 1, _MOST_RETURNS)
        + (0.0 if bare else _NAMEABLE)
        + (1.0 if len(noun) >= _LONG else 0.0)
    )


def find_topics(reading: Reading) -> Sequence[Topic]:
    """The topics of every speaker, the weightiest first; each is named once for a speaker."""
    words, frequency, mentions = _words(reading.language), _frequency(reading.language), _mentions(reading)
    best: dict[tuple[str, str], Topic] = {}
    for sentence in reading.sentences:
        for phrase, lemma in _topics(sentence, words):
            rarity = frequency.rarity(lemma)
            weight = _weight(phrase, lemma, rarity, mentions[lemma])
            if rarity < _COMMON or weight < _LEAST:
                continue
            key = (sentence.speaker, lemma)
            if key not in best or weight > best[key].weight:
                best[key] = Topic(str(phrase.text), sentence.speaker, sentence.turn, sentence.text, weight)
    return sorted(best.values(), key=lambda topic: (-topic.weight, topic.turn))
