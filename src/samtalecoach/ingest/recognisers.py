"""What speech recognisers of the Whisper family write: JSON with segments, and the lines that they print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, groupby, islice
from typing import Any

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.cue_speakers import known_speaker, said_in, silent, without_directions
from samtalecoach.ingest.cues import Cue, Cues, read_cues, time_line
from samtalecoach.ingest.json_text import parsed, seconds, string, unread
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of, without_inventions

__all__ = ["read_recognisers"]

_LISTS = ("segments", "transcription", "chunks")  # Whisper and its kin; whisper.cpp; transformers
_TIMES = ("start", "timestamp", "offsets", "words")
_TEXT_ALONE = {"text", "language", "duration", "task", "usage", "logprobs"}  # what an interface answers by default
_SETTINGS = ("systeminfo", "params", "model")
_FIRST_LINES = 60
_MILLI_S = 0.001
_SENTENCE_ENDS = (".", "?", "!", "…")
_SPEAKER_LINE = re.compile(r"\[(?:SPEAKER_\d{1,3}\]|[^\[\]]{1,60}\]:)\s")


def read_recognisers(source: Source) -> Conversation | None:
    """The conversation that a recogniser of the Whisper family heard, from its JSON or its printed lines; None of another text.

    A segment is split where its words name different speakers. Raises SamtalecoachError where a segment has no text, or none has words.
    """
    value = parsed(source)
    segments = _segments(value)
    if segments is not None:
        said = [piece for at, segment in enumerate(segments) for piece in _said(segment, at, source)]
        kept = [part for piece in said for part in (piece.text, piece.speaker or "")]
        left_out = unread(value, kept, _SETTINGS)
        words = [word.get("word") for segment in segments for word in _words(segment)]
        others = unread(words, [*kept, *left_out], single=True)  # of a text that was edited
        left_out.extend([" ".join(others)] if others else [])
        said, directions = without_directions(said, all_words())
    elif value is None and (found := _printed(source)) is not None:
        said, directions = said_in(found.cues, all_words(), source.hints)
        left_out = [*found.heading, *found.others]
    else:
        return None
    spoken, invented = without_inventions(said)
    conversation = conversation_of(source, spoken, omitted=[*left_out, *directions, *invented, *silent(said, spoken)])
    if conversation is None:
        raise SamtalecoachError(
            f"{source.where} er en udskrift uden ord; kør talegenkendelsen igen, eller vælg en anden fil."
        )
    return conversation


def _segments(value: Any, depth: int = 2) -> list[Any] | None:
    """The list of segments: the JSON itself, a field of it, or a field of an object in it ("result", "output")."""
    if isinstance(value, list):
        return value if value and _is_segment(value[0]) else None
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("text"), str) and value.keys() <= _TEXT_ALONE:
        return [value]
    for name in _LISTS:
        found = value.get(name)
        if isinstance(found, list) and found and _is_segment(found[0]):
            return found
    inner = (_segments(part, depth - 1) for part in value.values() if isinstance(part, dict)) if depth else iter(())
    return next((found for found in inner if found is not None), None)


def _is_segment(value: Any) -> bool:
    return isinstance(value, dict) and ("text" in value or "words" in value) and any(name in value for name in _TIMES)


def _said(segment: Any, at: int, source: Source) -> list[Said]:
    """What is said in a segment, one piece for each speaker that its words name."""
    words = _words(segment)
    text = segment.get("text") if isinstance(segment, dict) else None
    if not isinstance(text, str) and not words:
        raise SamtalecoachError(f"{source.where} mangler 'text' i segment nummer {at + 1}; eksportér den igen.")
    start_s, end_s = _times(segment)
    told = _speaker(segment.get("speaker"))
    named = {name for name in (_speaker(word.get("speaker")) for word in words) if name is not None}
    whole = string(text) or " ".join(string(word.get("word")) for word in words)
    if len(named) < 2 and (told is None or named <= {told}):
        return [Said(told or next(iter(named), None), whole, start_s, end_s)]
    runs = list(_runs(words, told))
    parts = _parts(whole, [[string(word.get("word")) for word in run] for _, run in runs])
    if parts is None and told is not None:
        return [Said(told, whole, start_s, end_s)]  # somebody has edited the text
    parts = parts or [" ".join(string(word.get("word")) for word in run) for _, run in runs]
    return [Said(name, part, *_times_of(run)) for (name, run), part in zip(runs, parts, strict=True)]


def _words(segment: Any) -> list[dict[str, Any]]:
    words = segment.get("words") if isinstance(segment, dict) else None
    return (
        [word for word in words if isinstance(word, dict) and string(word.get("word"))]
        if isinstance(words, list)
        else []
    )


def _times(segment: dict[str, Any]) -> tuple[float | None, float | None]:
    timestamp, offsets = segment.get("timestamp"), segment.get("offsets")
    if isinstance(timestamp, list) and len(timestamp) == 2:
        return seconds(timestamp[0]), seconds(timestamp[1])
    if isinstance(offsets, dict):
        return seconds(offsets.get("from"), _MILLI_S), seconds(offsets.get("to"), _MILLI_S)
    return seconds(segment.get("start")), seconds(segment.get("end"))


def _speaker(value: Any) -> str | None:
    name = f"Taler {value}" if isinstance(value, int) and not isinstance(value, bool) else string(value)
    name = f"Taler {name}" if name.isdecimal() else name
    return known_speaker(name, all_words())


def _runs(words: Sequence[dict[str, Any]], told: str | None) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    """The words by who says them. A word without a speaker belongs to the sentence that is begun."""
    runs = [(name, list(run)) for name, run in groupby(words, key=lambda word: _speaker(word.get("speaker")))]
    before: str | None = None
    for at, (name, run) in enumerate(runs):
        if name is None:
            after = runs[at + 1][0] if at + 1 < len(runs) else None
            goes_on = before is not None and not string(runs[at - 1][1][-1].get("word")).endswith(_SENTENCE_ENDS)
            name = (before if goes_on else after) or told or before
        yield name, run
        before = name


def _times_of(run: Sequence[dict[str, Any]]) -> tuple[float | None, float | None]:
    starts = (moment for word in run if (moment := seconds(word.get("start"))) is not None)
    ends = (moment for word in reversed(run) if (moment := seconds(word.get("end"))) is not None)
    return next(starts, None), next(ends, None)


def _parts(text: str, runs: Sequence[Sequence[str]]) -> list[str] | None:
    """The text cut at the beginnings of the runs of words; None where these are not the words of the text."""
    cuts: list[int] = []
    at = 0
    for run in runs:
        for place, word in enumerate(run):
            found = text.find(word, at)
            if found < 0 or has_words(text[at:found]):
                return None
            cuts.extend([found] if place == 0 else [])
            at = found + len(word)
    if has_words(text[at:]):
        return None
    return [text[start:end] for start, end in zip([0, *cuts[1:]], [*cuts[1:], len(text)], strict=True)]


def _printed(source: Source) -> Cues | None:
    """The lines that a recogniser prints as cues: ``[00:00.000 --> 00:04.000]  tekst`` or ``[SPEAKER_00]: tekst``."""
    first = [line for line in islice(source.lines, 2 * _FIRST_LINES) if line.strip()][:_FIRST_LINES]
    if _mostly(line.lstrip().startswith("[") and time_line(line.strip()) is not None for line in first):
        return read_cues(source.lines, vtt=False)
    if _mostly(_SPEAKER_LINE.match(line.lstrip()) is not None for line in first):
        return Cues(cues=[Cue(None, None, [line]) for raw in source.lines if (line := raw.strip())])
    return None


def _mostly(fits: Iterable[bool]) -> bool:
    """Whether more than half of the lines fit, from the first one that does: programs write notices before it."""
    lines = list(dropwhile(lambda fitting: not fitting, fits))
    return 2 * sum(lines) > len(lines)
