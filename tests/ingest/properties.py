"""What holds for every reader of text, and texts to try it on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation
from samtalecoach.ingest.decode import clean, decode

NAMES = ["Mette Krog", "søren", "Jean-Luc d'Arc", "Taler 1", "مريم", "Omar Said"]
SAYINGS = [
    "ja",
    "Jeg sagde: nej",
    "kl. 10:30",
    "klokken 10:30",
    "Hvad nu?",
    "Husk: mail",
    "👍",
    "15.01.2024",
    "R&D",
    "Æh",
]
LINES = ["Ja.", "Vi ses kl. 10:30", "Hvad nu?", "", "- et punkt", "Tak for i går!"]
SIGNS = ["\n", "\n\n", "\r\n", "\t", ":", "99", "99:99", "\x00", "\x0b", "\ud800", "\u200e"]
NOISE = [*SIGNS, "Mette: hej", "hej med dig", "klokken 10:30"]
Said = tuple[str, str, float | None]
Sent = tuple[str, str, datetime]


def spoken(*others: str) -> st.SearchStrategy[str]:
    """What somebody says: a greeting, and behind it what may be taken for a name, a time, or another format's mark."""
    return st.lists(st.sampled_from([*SAYINGS, *others]), max_size=4).map(lambda parts: " ".join(["Hej", *parts]))


def lines(*others: str) -> st.SearchStrategy[str]:
    """The lines of a mail."""
    return st.lists(st.sampled_from([*LINES, *others]), max_size=5).map(lambda told: "\n".join(["Hej med dig,", *told]))


def pieces(
    names: Sequence[str],
    texts: st.SearchStrategy[str],
    numbers: st.SearchStrategy[int],
    *,
    least: int = 1,
    most: int = 8,
) -> st.SearchStrategy[list[tuple[str, str, int]]]:
    """A conversation to be written in a format: who says what, and a number for the time."""
    return st.lists(st.tuples(st.sampled_from(names), texts, numbers), min_size=least, max_size=most)


def in_turns(said: Iterable[Said]) -> list[Said]:
    """The pieces, with what a speaker says until another takes over in one, on one line."""
    turns: list[Said] = []
    for name, text, at in said:
        text = " ".join(text.split())
        if turns and turns[-1][0] == name:
            turns[-1] = (name, f"{turns[-1][1]} {text}", turns[-1][2])
        else:
            turns.append((name, text, at))
    return turns


def sent(start: datetime, messages: Iterable[tuple[str, str, int]]) -> list[Sent]:
    """The messages with their moments: the number of each is the minutes until the next."""
    moment, result = start.replace(second=0, microsecond=0), list[Sent]()
    for name, text, minutes in messages:
        result.append((name, text, moment))
        moment += timedelta(minutes=minutes)
    return result


def since_the_first(messages: Sequence[Sent]) -> list[Said]:
    """The messages, each on one line, with the seconds since the first."""
    first = messages[0][2]
    return [(name, " ".join(text.split()), (moment - first).total_seconds()) for name, text, moment in messages]


def clock(seconds: int) -> str:
    """Seconds as meeting programs write them: ``0:15``, ``1:02:03``."""
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


@contextmanager
def refusals() -> Iterator[None]:
    """What is read in here may be refused, in one sentence; nothing else may be raised."""
    try:
        yield
    except SamtalecoachError as error:
        assert str(error).endswith("."), error
        assert "\n" not in str(error), error


def refused(data: bytes, name: str | None = None) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(SamtalecoachError) as told:
        read_conversation(data, name)
    sentence = str(told.value)
    assert sentence.startswith(f"Filen '{name}' " if name else "Teksten "), sentence
    assert sentence.endswith("."), sentence
    assert ". " not in sentence, sentence
    return sentence


def words(text: str) -> Counter[str]:
    """The words of a text, by how often they come."""
    return Counter(re.findall(r"[^\W\d_]+", text.casefold()))


def kept(conversation: Conversation) -> Counter[str]:
    """The words that are said, somebody's name, title, or left out."""
    turns = [part for turn in conversation.turns for part in (turn.speaker, turn.text)]
    return words("\n".join([*turns, *conversation.omitted, conversation.title or ""]))


def lost(
    text: str,
    conversation: Conversation | None,
    markup: Iterable[str] = (),
    *,
    names_again: bool = False,
    omitted_again: bool = False,
) -> Counter[str]:
    """The words of a text that were not kept; none where the reader leaves the text to others. ``markup`` are words of the format; with ``again``,
    names and what is left out may stand more often in the text than they are told."""
    if conversation is None:
        return Counter()
    allowed = set(markup)
    if names_again:
        allowed.update(words("\n".join(conversation.participants)))
    if omitted_again:
        allowed.update(words("\n".join(conversation.omitted)))
    return Counter({word: n for word, n in (words(clean(text)) - kept(conversation)).items() if word not in allowed})


def damaged(paths: Sequence[Path], marks: Sequence[str], noise: Sequence[str] = NOISE) -> st.SearchStrategy[str]:
    """The sample files with a few parts cut out, doubled or moved, and some of the format's marks, or of what means nothing to it, put in."""
    texts = [decode(path.read_bytes()) for path in paths]

    @st.composite
    def mutated(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(texts))
        for _ in range(draw(st.integers(0, 4))):
            start = draw(st.integers(0, len(text)))
            end = min(len(text), start + draw(st.integers(0, 60)))
            into = draw(st.integers(0, len(text)))
            part = draw(
                st.just(text[start:end])
                | st.just("")
                | st.sampled_from(marks)
                | st.sampled_from(noise)
                | st.text(max_size=5)
            )
            text = text[:start] + part + text[end:] if draw(st.booleans()) else text[:into] + part + text[into:]
        return text[: draw(st.just(len(text)) | st.integers(1, max(1, len(text))))]

    return mutated()
