"""Cue phrases: patterns over words, lemmas, tags and morphology, read from ``data/lexicon/LANG/*.toml``.

A pattern is a line of token descriptions separated by blanks:

==================  =======================================================================================
``tak``             this word, in any case; ``tak|takker`` one of these
``=sende|maile``    a word with this lemma
``<VERB>``          a word with this tag; ``<VERB&Mood=Imp>`` and morphology; ``<NOUN|PROPN>`` one of these tags
``@you``            one of the words of the set ``you`` (``[sets]`` in ``sets.toml`` or in the file itself)
``!ikke|aldrig``    any word but these; also ``!@set``
``..3``             up to three words, whatever they are
``tak?``            a ``?`` behind any of these: may be missing
``^``               first in a pattern: the sentence begins here (fillers, interjections and names before it do not count)
``$``               last in a pattern: the sentence ends here (punctuation does not count)
==================  =======================================================================================
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from samtalecoach.errors import SamtalecoachError
from samtalecoach.resources import resource

__all__ = ["KINDS", "Cue", "CueFinder", "CueHit", "load_cues"]

KINDS = ("question", "gratitude", "job_request", "commitment", "offer")


class Cue(BaseModel):
    """One cue of the lexicon.

    ``makes`` is the subtype it speaks for (``yes`` for a kind without subtypes), None for a cue that speaks against the
    signal; ``where`` restricts it to notes or to transcripts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    makes: str | None = None
    where: str | None = Field(default=None, pattern="^(notes|transcript)$")
    patterns: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found in a Doc, with its token offsets."""

    cue: Cue
    start: int
    end: int


class _Lexicon(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sets: dict[str, tuple[str, ...]] = {}
    cue: tuple[Cue, ...] = ()


def _read(language: str, name: str) -> _Lexicon:
    path = resource("data", "lexicon", language, f"{name}.toml")
    try:
        return _Lexicon.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SamtalecoachError(f"{path}: the lexicon cannot be read: {error}") from error


@cache
def load_cues(language: str) -> tuple[tuple[Cue, ...], dict[str, tuple[str, ...]]]:
    """All cues of a language and its word sets. Raises SamtalecoachError that names the file at fault."""
    sets = dict(_read(language, "sets").sets)
    cues: list[Cue] = []
    for kind in KINDS:
        lexicon = _read(language, kind)
        sets |= lexicon.sets
        cues += [cue.model_copy(update={"kind": kind, "id": f"{kind}.{cue.id}"}) for cue in lexicon.cue]
    return tuple(cues), sets


def _words(alternatives: str, sets: dict[str, tuple[str, ...]], where: str) -> list[str]:
    found: list[str] = []
    for word in alternatives.split("|"):
        if word.startswith("@"):
            if word[1:] not in sets:
                raise SamtalecoachError(f"{where}: the word set '{word}' is not defined under [sets]")
            found += sets[word[1:]]
        else:
            found.append(word)
    return [word.lower() for word in found]


def _token(part: str, sets: dict[str, tuple[str, ...]], where: str) -> dict[str, Any]:
    if part.startswith(".."):
        if not part[2:].isdecimal():
            raise SamtalecoachError(f"{where}: '{part}' is no gap; write it as '..3'")
        return {"OP": f"{{0,{int(part[2:])}}}"}
    optional = part.endswith("?") and len(part) > 1
    part = part[:-1] if optional else part
    token: dict[str, Any]
    if part.startswith("<"):
        pos, *morphs = part.strip("<>").split("&")
        token = {"POS": {"IN": pos.split("|")}}
        if morphs:
            token["MORPH"] = {"IS_SUPERSET": morphs}
    elif part.startswith("="):
        token = {"LEMMA": {"IN": _words(part[1:], sets, where)}}
    elif part.startswith("!"):
        token = {"LOWER": {"NOT_IN": _words(part[1:], sets, where)}}
    else:
        token = {"LOWER": {"IN": _words(part, sets, where)}}
    return token | ({"OP": "?"} if optional else {})


class CueFinder:
    """Finds a language's cues in Docs. One finder serves many threads; it belongs to the vocabulary it was made with."""

    def __init__(self, vocab: Vocab, language: str) -> None:
        cues, sets = load_cues(language)
        self._matcher = Matcher(vocab)
        self._cues: dict[int, tuple[Cue, bool, bool]] = {}
        for cue in cues:
            for number, pattern in enumerate(cue.patterns):
                parts = pattern.split()
                first, last = parts[:1] == ["^"], parts[-1:] == ["$"]
                body = parts[first : len(parts) - last]
                if not body:
                    raise SamtalecoachError(f"{language}/{cue.id}: the pattern '{pattern}' holds no word")
                key = f"{cue.id}#{number}"
                self._matcher.add(key, [[_token(part, sets, f"{language}/{cue.id}") for part in body]])
                self._cues[vocab.strings[key]] = (cue, first, last)

    def find(self, doc: Doc, sentences: list[Span], openings: list[int], *, notes: bool) -> list[list[CueHit]]:
        """The cues of each sentence. ``openings`` holds for each the index of the token where it begins in earnest."""
        found: list[dict[str, CueHit]] = [{} for _ in sentences]
        owner = {i: number for number, sentence in enumerate(sentences) for i in range(sentence.start, sentence.end)}
        lasts = [_last_word(sentence) for sentence in sentences]
        for key, start, end in self._matcher(doc):
            cue, first, last = self._cues[key]
            number = owner.get(start, -1)
            if number < 0 or owner.get(end - 1) != number or cue.where == ("transcript" if notes else "notes"):
                continue
            if (first and start not in (sentences[number].start, openings[number])) or (last and end <= lasts[number]):
                continue
            found[number].setdefault(cue.id, CueHit(cue, start, end))
        return [list(hits.values()) for hits in found]


def _last_word(sentence: Span) -> int:
    for token in reversed(list(sentence)):
        if not (token.is_punct or token.is_space):
            return int(token.i)
    return int(sentence.end) - 1
