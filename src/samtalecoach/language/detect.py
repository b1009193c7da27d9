"""Which language a conversation is in, told by its most frequent small words (``data/lexicon/LANG/common.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import islice
from typing import Literal

from samtalecoach.conversation import Conversation
from samtalecoach.resources import resource

__all__ = ["detect_language"]

_WORD = re.compile(r"[^\W\d_]+")
_WORDS_READ = 5000


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(
        tomllib.loads(resource("data", "lexicon", language, "common.toml").read_text(encoding="utf-8"))["words"]
    )


def detect_language(conversation: Conversation) -> Literal["da", "en"]:
    """Danish or English, by which language's small words are more; Danish where neither has more."""
    words = (word.lower() for turn in conversation.turns for word in _WORD.findall(turn.text))
    danish = english = 0
    for word in islice(words, _WORDS_READ):
        danish += word in _common("da")
        english += word in _common("en")
    return "en" if english > danish else "da"
