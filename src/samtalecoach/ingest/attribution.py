"""Whether the words of a transcript contradict the names that they are labelled with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from samtalecoach.conversation import Conversation, SpeakerDoubt
from samtalecoach.ingest.lexicon import Words, all_words

__all__ = ["doubted", "speaker_doubt"]

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LEAST_SHARE = 0.03  # of two labels, one with less than this carries next to nothing: judgement
_LEAST_WORDS = 150  # below this a short answer is no sign of anything: judgement
_LEAST_OWN = 2  # once is a slip of the tongue, or a quotation: judgement


def doubted(conversation: Conversation) -> Conversation:
    """The conversation with `speaker_doubt` found, where it has none yet."""
    if conversation.speaker_doubt is not None:
        return conversation
    return conversation.model_copy(update={"speaker_doubt": speaker_doubt(conversation)})


def speaker_doubt(conversation: Conversation) -> SpeakerDoubt | None:
    """Why the names cannot be trusted, None where nothing speaks against them. Notes are never in doubt.

    ``self_addressed``: speakers greet, thank or answer their own name, twice or more, and more often than others address them so;
    ``one_label``: of two names one carries under 3 % of 150 words or more. Both limits are judgement.
    """
    if conversation.kind == "notes":
        return None
    if _addressed_themselves(conversation):
        return "self_addressed"
    words = dict.fromkeys(conversation.participants, 0)
    for turn in conversation.turns:
        words[turn.speaker] += len(turn.text.split())
    total = sum(words.values())
    if len(words) == 2 and total >= _LEAST_WORDS and min(words.values()) < _LEAST_SHARE * total:
        return "one_label"
    return None


def _addressed_themselves(conversation: Conversation) -> bool:
    words = all_words()
    first = {name: name.split()[0].casefold() for name in conversation.participants}
    bearers = Counter(first.values())  # whoever shares a first name may call the other by it
    called = {
        name
        for name, count in bearers.items()
        if count == 1 and len(name) > 2 and name not in words.function_words | words.roles
    }
    own = others = 0
    for turn in conversation.turns:
        for name in _addressed(turn.text, called, words):
            if name == first[turn.speaker]:
                own += 1
            else:
                others += 1
    return own >= _LEAST_OWN and own > others


def _addressed(text: str, names: set[str], words: Words) -> Iterator[str]:
    """The names that the text speaks to: "hej mette", "tak, mette", not "hej, mette her"."""
    tokens = [match.group() for match in _TOKEN.finditer(text.casefold())]
    for before, name, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if name in names and before in words.address_openings and after not in words.introductions:
            yield name
