"""What holds for every reader of text, and texts to try it on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from hypothesis import strategies as st

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.decode import clean, decode


def words(text: str) -> Counter[str]:
    """The words of a text, by how often they come."""
    return Counter(re.findall(r"[^\W\d_]+", text.casefold()))


def lost(text: str, conversation: Conversation, markup: Iterable[str] = ()) -> Counter[str]:
    """The words of a text that are neither said nor anybody's name, nor title, nor left out; ``markup`` are words of the format."""
    turns = [part for turn in conversation.turns for part in (turn.speaker, turn.text)]
    kept = words("\n".join([*turns, *conversation.omitted, conversation.title or ""]))
    return Counter({word: count for word, count in (words(clean(text)) - kept).items() if word not in set(markup)})


def damaged(paths: Sequence[Path], pieces: Sequence[str]) -> st.SearchStrategy[str]:
    """The sample files with a few parts cut out, doubled or moved, and some of the pieces put in."""
    texts = [decode(path.read_bytes()) for path in paths]

    @st.composite
    def mutated(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(texts))
        for _ in range(draw(st.integers(0, 4))):
            start = draw(st.integers(0, len(text)))
            end = min(len(text), start + draw(st.integers(0, 60)))
            into = draw(st.integers(0, len(text)))
            part = draw(st.just(text[start:end]) | st.just("") | st.sampled_from(pieces) | st.text(max_size=5))
            text = text[:start] + part + text[end:] if draw(st.booleans()) else text[:into] + part + text[into:]
        return text[: draw(st.just(len(text)) | st.integers(1, max(1, len(text))))]

    return mutated()
