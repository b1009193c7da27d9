"""Which language a text is in, told by the most frequent small words of each (``data/lexicon/LANG/common.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Literal

from samtalecoach.conversation import Conversation
from samtalecoach.resources import resource

__all__ = ["Language", "detect_language", "is_mixed", "turn_languages"]

Language = Literal["da", "en", "no", "sv"]

_LANGUAGES: tuple[Language, ...] = ("da", "en", "no", "sv")
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_READ = 5000
_LEAST_AHEAD = 2  # small words by which a language must lead before a single turn is told: judgement
_MIXED_SHARE = 0.15  # share of the words in turns that could be told: judgement


@cache
def _common() -> dict[str, tuple[Language, ...]]:
    """Each small word, and the languages that have it."""
    found: dict[str, tuple[Language, ...]] = {}
    for language in _LANGUAGES:
        path = resource("data", "lexicon", language, "common.toml")
        for word in frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["words"]):
            found[word] = (*found.get(word, ()), language)
    return found


def _hits(words: Iterable[str]) -> dict[Language, int]:
    common = _common()
    hits = dict.fromkeys(_LANGUAGES, 0)
    for word in words:
        for language in common.get(word, ()):
            hits[language] += 1
    return hits


def detect_language(conversation: Conversation) -> Language:
    """The language whose small words are most frequent among the first 5,000; Danish where none has more."""
    words = (word.lower() for turn in conversation.turns for word in _WORD.findall(turn.text))
    hits = _hits(islice(words, _WORDS_READ))
    return max(_LANGUAGES, key=lambda language: hits[language])


def turn_languages(conversation: Conversation) -> list[Literal["da", "en"] | None]:
    """Danish or English for each turn; None where its words are too few, or too much alike, to tell."""
    found: list[Literal["da", "en"] | None] = []
    for turn in conversation.turns:
        hits = _hits(word.lower() for word in _WORD.findall(turn.text))
        ahead = hits["da"] - hits["en"]
        found.append(None if abs(ahead) < _LEAST_AHEAD else "da" if ahead > 0 else "en")
    return found


def is_mixed(conversation: Conversation, languages: Sequence[Literal["da", "en"] | None]) -> bool:
    """Given its turns' languages: whether 15 % or more of the words, among the turns that can be told, are in the lesser of the two languages."""
    words = {"da": 0, "en": 0}
    for turn, language in zip(conversation.turns, languages, strict=True):
        if language is not None:
            words[language] += len(turn.text.split())
    return min(words.values()) >= _MIXED_SHARE * sum(words.values()) > 0
