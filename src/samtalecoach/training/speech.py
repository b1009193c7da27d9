"""Training texts for the sentence boundaries: turns as speech (lower case, no marks) or as written, their boundaries known."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language

from samtalecoach.training.corpus import LabelledConversation

__all__ = ["as_speech", "speech_turns", "written_turns"]

_MARKS = frozenset('.,;:!?…"”“»«()–-—*•')


def as_speech(words: Sequence[str]) -> list[str]:
    """Words as a recogniser writes them: in lower case, no marks."""
    return [word.lower() for word in words if not all(char in _MARKS for char in word)]


def speech_turns(nlp: Language, conversations: Sequence[LabelledConversation]) -> list[list[list[str]]]:
    """Every turn of the conversations as sentences of words, as speech."""
    turns = [
        [as_speech([t.text for t in nlp.make_doc(turn.text[s.start : s.end])]) for s in turn.sentences]
        for conversation in conversations
        for turn in conversation.turns
    ]
    return [kept for turn in turns if (kept := [sentence for sentence in turn if sentence])]


def written_turns(nlp: Language, conversations: Sequence[LabelledConversation]) -> list[list[list[str]]]:
    """Every turn of the conversations as sentences of words and marks, as they are written."""
    return [
        [[t.text for t in nlp.make_doc(turn.text[s.start : s.end])] for s in turn.sentences]
        for conversation in conversations
        for turn in conversation.turns
        if turn.sentences
    ]
