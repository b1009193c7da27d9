"""What the word order of a Danish or English sentence tells: where it opens, its finite verb, its question words, who is its subject.

Danish is a verb-second language: a finite verb that comes first makes a question, an order or a condition; a
question word followed by the verb makes a question, a question word followed by the subject a subordinate clause.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict
from spacy.tokens import Span, Token

from samtalecoach.resources import resource

__all__ = ["Facts", "GrammarWords", "facts_of", "grammar_words"]

_FINAL = frozenset("?!.…")


class GrammarWords(BaseModel):
    """A language's closed word classes (``data/lexicon/LANG/grammar.toml``), all in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fillers: frozenset[str]
    question_words: frozenset[str]
    prepositions_before_question_words: frozenset[str]
    finite_auxiliaries: frozenset[str]
    self_subjects: frozenset[str]
    other_subjects: frozenset[str]
    third_subjects: frozenset[str]
    negations: frozenset[str]
    thanks: frozenset[str]
    tags: frozenset[str]
    tag_sequences: tuple[tuple[str, ...], ...]
    condition_markers: frozenset[str]
    subordinators: frozenset[str]
    reporting_lemmas: frozenset[str]


@cache
def grammar_words(language: str) -> GrammarWords:
    """The closed word classes of a language."""
    path = resource("data", "lexicon", language, "grammar.toml")
    return GrammarWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Facts:
    """The structure of one sentence. ``opening`` and ``verb`` are token indices into the Doc (``verb`` -1: no finite verb)."""

    opening: int
    verb: int
    names: frozenset[str]
    """Named facts, such as ``mark`` (ends in a question mark), ``verb_first``, ``wh_first``, ``inverted``, ``tag``."""


def _is_finite(token: Token, words: GrammarWords) -> bool:
    if token.pos_ not in ("VERB", "AUX"):
        return False
    forms = token.morph.get("VerbForm", [])
    return "Fin" in forms or token.lower_ in words.finite_auxiliaries


def _opening(tokens: list[Token], words: GrammarWords) -> int:
    """The first token that is no filler, no interjection, and no name that is called ("Lars, har du …")."""
    for at, token in enumerate(tokens):
        if token.is_punct or token.is_space or token.pos_ == "INTJ" or token.lower_ in words.fillers:
            continue
        called = token.pos_ == "PROPN" and at + 1 < len(tokens) and tokens[at + 1].text == ","
        if called or (token.pos_ == "PROPN" and at > 0 and tokens[at - 1].pos_ == "INTJ"):
            continue
        return at
    return 0


def _subject(token: Token, words: GrammarWords) -> str | None:
    lower = token.lower_
    if lower == "i" and token.pos_ != "PRON":
        return None
    if lower in ("de", "dem") and "Polite=Form" in token.morph:
        return "other"
    for name, group in (
        ("self", words.self_subjects),
        ("other", words.other_subjects),
        ("third", words.third_subjects),
    ):
        if lower in group:
            return name
    return "third" if token.pos_ in ("NOUN", "PROPN") else None


def facts_of(sentence: Span, words: GrammarWords) -> Facts:
    """Read the structure of a tagged sentence."""
    tokens = [token for token in sentence if not token.is_space]
    if not tokens:
        return Facts(sentence.start, -1, frozenset())
    names: set[str] = set()
    opening = _opening(tokens, words)
    spoken = [token for token in tokens[opening:] if not token.is_punct]
    _marks(tokens, names)
    verb = _order(spoken, words, names)
    _asides(tokens, spoken, words, names)
    if len(spoken) <= 3:
        names.add("short")
    return Facts(tokens[opening].i, verb, frozenset(names))


def _marks(tokens: list[Token], names: set[str]) -> None:
    for token in reversed(tokens):
        if not token.is_punct and token.text not in _FINAL:
            if token.is_alpha or token.like_num:
                break
            continue
        if "?" in token.text:
            names.add("mark")
        elif "!" in token.text:
            names.add("exclaims")
        elif "." in token.text:
            names.add("stops")
    if any(token.text in ('"', "”", "“", "»", "«", "'") for token in tokens):
        names.add("quotes")


def _order(spoken: list[Token], words: GrammarWords, names: set[str]) -> int:
    finite = [at for at, token in enumerate(spoken) if _is_finite(token, words)]
    if not spoken:
        return -1
    first = spoken[0]
    if "Mood=Imp" in str(first.morph):
        names.add("imperative")
    wh = _question_word(spoken, words)
    if wh is not None:
        names.add("wh_first")
        after = spoken[wh + 1 : wh + 5]
        for at, token in enumerate(after):
            if _is_finite(token, words):
                names.add("wh_verb")
                rest = after[at + 1 : at + 2]
                if rest and _subject(rest[0], words):
                    names.update(("wh_inverted", f"subject_{_subject(rest[0], words)}"))
                break
            if _subject(token, words) and token.pos_ == "PRON":
                names.add("wh_clause")
                break
    elif finite and finite[0] == 0:
        names.add("verb_first")
        for token in spoken[1:4]:
            subject = _subject(token, words)
            if subject:
                names.update(("inverted", f"subject_{subject}"))
                break
    elif finite:
        subject = next((s for token in spoken[: finite[0]] if (s := _subject(token, words))), None)
        if subject:
            names.add(f"subject_{subject}")
    for at in finite[:1]:
        names.update(f"tense_{tense.lower()}" for tense in spoken[at].morph.get("Tense", []))
        return int(spoken[at].i)
    return -1


def _question_word(spoken: list[Token], words: GrammarWords) -> int | None:
    for at, token in enumerate(spoken[:3]):
        if token.lower_ in words.question_words:
            return at
        if token.lower_ not in words.prepositions_before_question_words:
            return None
    return None


def _asides(tokens: list[Token], spoken: list[Token], words: GrammarWords, names: set[str]) -> None:
    lower = [token.lower_ for token in spoken]
    if any(word in words.negations for word in lower):
        names.add("negated")
    if lower and (lower[-1] in words.tags and len(lower) > 2):
        names.add("tag")
    if any(tuple(lower[-len(tag) :]) == tag and len(lower) > len(tag) for tag in words.tag_sequences):
        names.add("tag")
    if spoken and lower[0] in words.subordinators:
        names.add("subordinate")
    if "verb_first" in names and "mark" not in names and _condition(tokens, spoken, words):
        names.add("condition")
    for at, token in enumerate(tokens[:-2]):
        if token.lemma_.lower() in words.reporting_lemmas and at <= 8:
            names.add("reports")
            if any(t.text == ":" or t.text in ('"', "”", "»") for t in tokens[at + 1 : at + 4]):
                names.add("quoted_speech")
            break


def _condition(tokens: list[Token], spoken: list[Token], words: GrammarWords) -> bool:
    """A verb-first clause with a second clause that answers it: "Har du tid, kan vi ses", "…, så …", "…, siger du til"."""
    for at, token in enumerate(spoken[2:], 2):
        if token.lower_ in words.condition_markers and at + 1 < len(spoken) and _is_finite(spoken[at + 1], words):
            return True
    return any(token.text == "," and _is_finite(tokens[at + 1], words) for at, token in enumerate(tokens[3:-1], 3))
