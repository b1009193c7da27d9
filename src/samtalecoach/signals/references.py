"""References: the words by which a speaker points at themself (``self``) or at the one spoken to (``other``).

Which words may refer stands in ``data/lexicon/LANG/references.toml``; whether an ambiguous one does (*I/i*, *De/de*, *min/min.*, *mine*) is told by
its tag and its neighbours, and quoted words of a third person never do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel, ConfigDict
from spacy.tokens import Span, Token

from samtalecoach.language.grammar import grammar_words
from samtalecoach.language.marks import is_spoken, is_unmarked
from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.report import Reference
from samtalecoach.resources import resource

__all__ = ["find_references"]

_FORMAL_EVIDENCE = 2


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    self: frozenset[str]
    other: frozenset[str]
    plural_you: frozenset[str]
    polite: frozenset[str]
    polite_titles: frozenset[str] = frozenset()
    polite_phrases: tuple[str, ...] = ()
    familiar: frozenset[str] = frozenset()
    may_be_nouns: frozenset[str]
    counting: frozenset[str] = frozenset()
    idioms: tuple[tuple[str, ...], ...]
    direct_speech_openers: frozenset[str]
    not_quoting: frozenset[str]


@cache
def _words(language: str) -> _Words:
    path = resource("data", "lexicon", language, "references.toml")
    return _Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _focus(token: Token, words: _Words, formal: bool) -> str | None:
    lower = token.lower_.rstrip(".")
    if lower in words.may_be_nouns and (token.pos_ == "NOUN" or token.text.endswith(".") or _counts(token, words)):
        return None
    if lower in words.self:
        return "self"
    if lower in words.other:
        return "other"
    if lower in words.plural_you and ((token.pos_ == "PRON" and "Person=2" in token.morph) or _capital_inside(token)):
        return "other"
    if lower in words.polite and ("Polite=Form" in token.morph or _capital_inside(token)):
        return "other"
    if formal and lower in words.polite and token.pos_ in ("PRON", "DET") and not _stands_before_noun(token):
        return "other"
    return None


def _stands_before_noun(token: Token) -> bool:
    """Whether *de* is an article ("de gamle møller", "de der") or opens a relative clause ("dem der kommer")."""
    if token.i + 1 == len(token.doc):
        return False
    after = token.nbor(1)
    return token.lower_ != "deres" and (after.pos_ in ("ADJ", "NOUN", "NUM", "DET") or after.lower_ in ("der", "som"))


def _formal_sentences(reading: Reading, words: _Words) -> int:
    """How many sentences, from the first on, are spoken by people who address each other as *De* where capitals do not show it: up to the first
    *du*, where before it a title ("goddag fru Holm"), a set phrase ("de må undskylde") or two words tagged as polite stand."""
    evidence = 0
    for sentence in reading.sentences:
        if any(phrase in " ".join(token.lower_ for token in sentence.span) for phrase in words.polite_phrases):
            evidence += _FORMAL_EVIDENCE
        quoted = _quoted_from(sentence, words, reading.language)
        for token in sentence.span[: quoted - sentence.span.start]:
            if token.lower_ in words.familiar:
                return sentence.index if evidence >= _FORMAL_EVIDENCE else 0
            evidence += _FORMAL_EVIDENCE if token.lower_ in words.polite_titles else "Polite=Form" in token.morph
    return len(reading.sentences) if evidence >= _FORMAL_EVIDENCE else 0


def _capital_inside(token: Token) -> bool:
    """A capital letter that no sentence's beginning explains: Danish spells *I* and *De* so only where they address somebody."""
    if not token.text[0].isupper() or token.is_sent_start or token.i == 0:
        return False
    before = token.nbor(-1)
    return (bool(before.is_alpha) and not (before.text.isupper() and len(before) > 1)) or before.text == ","


def _counts(token: Token, words: _Words) -> bool:
    """ "10 min", "et par min": minutes, not "my"."""
    if token.lower_.rstrip(".") != "min" or token.i == 0:
        return False
    before = token.nbor(-1)
    return bool(before.like_num) or before.pos_ == "NUM" or before.lower_ in words.counting


def _quoted_from(sentence: Sentence, words: _Words, language: str) -> int:
    """The token index from which the sentence quotes a third person; its end where it quotes nobody."""
    reporting = grammar_words(language).reporting_lemmas
    tokens = list(sentence.span)
    for at, token in enumerate(tokens[:-1]):
        if token.lemma_.lower() not in reporting or token.pos_ not in ("VERB", "AUX"):
            continue
        nearby = [t.lower_ for t in tokens[max(0, at - 3) : at + 4]]
        before = [t.lower_ for t in tokens[max(0, at - 3) : at]]
        if any(word in words.not_quoting for word in (before or nearby)) or (
            at + 1 < len(tokens) and tokens[at + 1].lower_ in words.not_quoting
        ):
            continue
        for later in range(at + 1, min(at + 6, len(tokens))):
            if tokens[later].lower_ == "at" or _subordinate(tokens, later, words, language):
                break
            opens = tokens[later].text in (":", '"', "”", "»", "“")
            speaks = tokens[later].lower_ in words.direct_speech_openers and _speaks(tokens, later)
            if opens or speaks:
                return int(tokens[later].i)
    return int(sentence.span.end)


def _speaks(tokens: list[Token], at: int) -> bool:
    """Whether a clause begins here: the pronoun and then a finite verb."""
    return (
        at + 1 < len(tokens)
        and tokens[at + 1].pos_ in ("VERB", "AUX")
        and "Fin" in tokens[at + 1].morph.get("VerbForm", [])
    )


def _subordinate(tokens: list[Token], at: int, words: _Words, language: str) -> bool:
    """Whether an indirect question begins here: "han spurgte, hvad jeg lavede"."""
    grammar = grammar_words(language)
    return (
        at + 1 < len(tokens)
        and tokens[at].lower_ in grammar.question_words | grammar.subordinators
        and tokens[at + 1].lower_ in words.direct_speech_openers
    )


def _in_idiom(span: Span, words: _Words) -> set[int]:
    lower = [token.lower_ for token in span]
    return {
        span.start + at + k
        for idiom in words.idioms
        for at in range(len(lower) - len(idiom) + 1)
        if tuple(lower[at : at + len(idiom)]) == idiom
        for k in range(len(idiom))
    }


def _announces(sentence: Sentence, words: _Words, language: str) -> bool:
    """Whether a sentence without marks ends in saying that a third person speaks ("så sagde chefen"), so that the next one quotes them."""
    last = list(sentence.span)[-4:]
    reporting = grammar_words(language).reporting_lemmas
    return any(token.lemma_.lower() in reporting and token.pos_ in ("VERB", "AUX") for token in last[-3:]) and not any(
        token.lower_ in words.not_quoting for token in last
    )


def find_references(reading: Reading) -> Iterator[Reference]:
    """All references of a conversation, in order."""
    words = _words(reading.language)
    before: Sentence | None = None
    formal = _formal_sentences(reading, words)
    for sentence in reading.sentences:
        spoken = sentence.index < formal and is_spoken(sentence.span.doc)
        idiom = _in_idiom(sentence.span, words)
        quoted = _quoted_from(sentence, words, reading.language)
        goes_on = before is not None and before.turn == sentence.turn and is_unmarked(sentence.span.doc)
        if goes_on and before is not None and sentence.span[0].lower_ in words.direct_speech_openers:
            quoted = sentence.span.start if _announces(before, words, reading.language) else quoted
        before = sentence
        for token in sentence.span[: quoted - sentence.span.start]:
            focus = _focus(token, words, spoken)
            if focus is None or token.i in idiom:
                continue
            yield Reference(
                focus="self" if focus == "self" else "other",
                speaker=sentence.speaker,
                turn=sentence.turn,
                start=token.idx,
                end=token.idx + len(token),
                text=token.text,
            )
