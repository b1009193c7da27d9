"""The pieces of a transcript, as a format delimits them, → Conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.ingest.found_date import date_in_name
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.markdown import without_marks
from samtalecoach.ingest.registry import Source

__all__ = ["UNKNOWN_SPEAKER", "Said", "conversation_of", "without_inventions"]

UNKNOWN_SPEAKER = "Ukendt taler"
_SPACE = re.compile(r"\s+")
_EDGES = " .!?…-–—*_\"'»«()[]♪"


@dataclass(frozen=True, slots=True)
class Said:
    """A cue, a segment, a message: who said it (None where the format does not tell), what, when in seconds, and whether a mark tells that
    somebody else speaks from here on."""

    speaker: str | None
    text: str
    start_s: float | None = None
    end_s: float | None = None
    change: bool = False


@dataclass(slots=True)
class _Turn:
    speaker: str | None
    texts: list[str]
    start_s: float | None
    end_s: float | None


def conversation_of(
    source: Source,
    pieces: Iterable[Said],
    *,
    title: str | None = None,
    date: Date | None = None,
    omitted: Sequence[str] = (),
    join: bool = True,
) -> Conversation | None:
    """The conversation that the pieces make up; None where nothing is said in them.

    ``join`` makes one turn of what a speaker says until another takes over, as cues and segments of a recording want it, also where a mark alone
    tells of the change; without it every piece is a turn, as messages are. White space is collapsed, marks of Markdown are taken off. ``date`` is
    the day that the format states; the caller's goes before it, and the file name's after it. A piece without words is added to ``omitted``. A
    piece without a speaker in a text that names others is spoken by ``UNKNOWN_SPEAKER``; where no piece names one, the conversation says that its
    speakers are unknown.
    """
    left_out = list(omitted)
    turns: list[_Turn] = []
    for piece in pieces:
        text, speaker = without_marks(_SPACE.sub(" ", piece.text).strip()), (piece.speaker or "").strip() or None
        if not has_words(text):
            left_out.extend([text] if text else [])
        elif join and turns and turns[-1].speaker == speaker and not (piece.change and speaker is None):
            turns[-1].texts.append(text)
            turns[-1].end_s = piece.end_s if piece.end_s is not None else turns[-1].end_s
        else:
            turns.append(_Turn(speaker, [text], piece.start_s, piece.end_s))
    if not turns:
        return None
    unnamed = all(turn.speaker is None for turn in turns)
    return Conversation(
        turns=tuple(
            Turn(
                speaker=turn.speaker or UNKNOWN_SPEAKER,
                text=" ".join(turn.texts),
                start_s=turn.start_s,
                end_s=None if turn.end_s is None or turn.end_s < (turn.start_s or 0) else turn.end_s,
            )
            for turn in turns
        ),
        title=title,
        date=source.date or date or date_in_name(source.name),
        speaker_doubt="unnamed" if unnamed else None,
        omitted=tuple(left_out),
    )


def without_inventions(pieces: Iterable[Said]) -> tuple[list[Said], list[str]]:
    """The pieces of a recognised recording without those that a recogniser writes over silence, and these apart.

    Such are "Danske tekster af …" and "Tak fordi du så med"; they stand in ``data/lexicon/LANG/ingest.toml``.
    """
    words = all_words()
    kept: list[Said] = []
    invented: list[str] = []
    for piece in pieces:
        folded = _SPACE.sub(" ", piece.text).strip(_EDGES).casefold()
        if folded in words.inventions or folded.startswith(tuple(words.invented_openings)):
            invented.append(piece.text.strip())
        else:
            kept.append(piece)
    return kept, invented
