"""Signals to numbers: what each speaker did, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from samtalecoach.conversation import Conversation
from samtalecoach.report import Reference, Signal, SpeakerNumbers

__all__ = ["speaker_numbers"]


def _longest_monologues(conversation: Conversation) -> dict[str, int]:
    """The longest stretch of words of each speaker that nobody interrupts; lines of one speaker in a row are one stretch."""
    longest: dict[str, int] = {}
    speaker, words = "", 0
    for turn in conversation.turns:
        words = (words if turn.speaker == speaker else 0) + len(turn.text.split())
        speaker = turn.speaker
        longest[speaker] = max(longest.get(speaker, 0), words)
    return longest


def speaker_numbers(
    conversation: Conversation, signals: Sequence[Signal], references: Sequence[Reference]
) -> dict[str, SpeakerNumbers]:
    """The numbers of every participant, in their order.

    ``self_focus_ratio`` is self / (self + other) references, None where both are 0. What only a transcript can show (talk share,
    turns, monologues) is None in notes.
    """
    notes = conversation.kind == "notes"
    total = conversation.words
    monologues = _longest_monologues(conversation)
    words: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    for turn in conversation.turns:
        words[turn.speaker] += len(turn.text.split())
        turns[turn.speaker] += 1
    counted = Counter((s.speaker, s.kind, s.subtype) for s in signals)
    kinds = Counter((s.speaker, s.kind) for s in signals)
    follow_ups = Counter(s.speaker for s in signals if s.follow_up)
    foci = Counter((r.speaker, r.focus) for r in references)
    numbers: dict[str, SpeakerNumbers] = {}
    for name in conversation.participants:
        mine, theirs = foci[name, "self"], foci[name, "other"]
        numbers[name] = SpeakerNumbers(
            words=words[name],
            talk_share=None if notes or not total else round(words[name] / total, 4),
            turns=None if notes else turns[name],
            longest_monologue_words=None if notes else monologues.get(name, 0),
            self_references=mine,
            other_references=theirs,
            self_focus_ratio=round(mine / (mine + theirs), 4) if mine + theirs else None,
            questions=kinds[name, "question"],
            open_questions=counted[name, "question", "open"],
            follow_up_questions=follow_ups[name],
            gratitude=kinds[name, "gratitude"],
            specific_gratitude=counted[name, "gratitude", "specific"],
            job_requests=kinds[name, "job_request"],
            direct_job_requests=counted[name, "job_request", "direct"],
            commitments=kinds[name, "commitment"],
            offers=kinds[name, "offer"],
        )
    return numbers
