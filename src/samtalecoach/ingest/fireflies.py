"""Transcripts from Fireflies: the JSON of a download, or of its interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import date as Date
from typing import Any

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.cue_speakers import known_speaker, silent
from samtalecoach.ingest.found_date import date_in_text
from samtalecoach.ingest.json_text import parsed, seconds, string, unread
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of, without_inventions

__all__ = ["read_fireflies"]

_TEXTS = ("text", "sentence", "raw_text")
_NAMES = ("speaker_name", "speakerName")
_STARTS = ("start_time", "startTime", "time")
_ENDS = ("end_time", "endTime")
_DATES = ("dateString", "date")
_OTHER_FORMS = ("raw_text", "ai_filters", *_DATES)  # the words before they were tidied; marks on them
_SUMMARIES = ("summary", "summary_preview")
_MILLISECONDS_FROM = 1e11
_YEARS = range(1990, 2100)
_DEPTH = 3  # data → transcripts → the first of them


def read_fireflies(source: Source) -> Conversation | None:
    """The conversation in JSON of Fireflies, also inside ``data.transcript``; None of other JSON and texts.

    The summary and what else was not said is left out and told. Raises SamtalecoachError where a sentence has no text, where none
    has words, and where the file holds several meetings.
    """
    value = parsed(source)
    meetings = list(_meetings(value, _DEPTH))
    if not meetings:
        return None
    if len(meetings) > 1:
        raise SamtalecoachError(f"{source.where} rummer {len(meetings)} møder; gem hvert møde i sin egen fil.")
    meeting = meetings[0]
    people = _people(meeting.get("speakers"))
    said = [_said(sentence, at, people, source) for at, sentence in enumerate(meeting["sentences"])]
    title = string(meeting.get("title"))
    summaries = [text for name in _SUMMARIES for text in unread(meeting.get(name), (), single=True)]
    told = [title, *summaries, *(part for piece in said for part in (piece.text, piece.speaker or ""))]
    spoken, invented = without_inventions(said)
    conversation = conversation_of(
        source,
        spoken,
        title=title or None,
        date=next((day for name in _DATES if (day := _date(meeting.get(name)))), None),
        omitted=[*summaries, *unread(value, told, _OTHER_FORMS), *invented, *silent(said, spoken)],
    )
    if conversation is None:
        raise SamtalecoachError(f"{source.where} er en udskrift uden ord; hent den igen fra Fireflies.")
    return conversation


def _meetings(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects that hold sentences. A list of sentences alone is a meeting without title and date."""
    if isinstance(value, dict) and _are_sentences(value.get("sentences"), _TEXTS):
        yield value
    elif _are_sentences(value, _NAMES):
        yield {"sentences": value}
    elif isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _meetings(inner, depth - 1)


def _are_sentences(value: Any, needed: tuple[str, ...]) -> bool:
    """Whether the value is a list of objects with a text, and one of the fields that are needed."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return False
    return any(name in value[0] for name in needed) and any(name in value[0] for name in _TEXTS)


def _people(speakers: Any) -> dict[str, str]:
    listed = speakers if isinstance(speakers, list) else []
    return {str(one.get("id")): string(one.get("name")) for one in listed if isinstance(one, dict)}


def _said(sentence: Any, at: int, people: dict[str, str], source: Source) -> Said:
    texts = (
        [sentence[name] for name in _TEXTS if isinstance(sentence.get(name), str)] if isinstance(sentence, dict) else []
    )
    if not texts:
        raise SamtalecoachError(
            f"{source.where} mangler 'text' i sætning nummer {at + 1}; hent den igen fra Fireflies."
        )
    number = sentence.get("speaker_id")
    names = [*(string(sentence.get(name)) for name in _NAMES), people.get(str(number), "")]
    unnamed = f"Taler {number}" if isinstance(number, int) and not isinstance(number, bool) else None
    return Said(
        next((name for name in names if known_speaker(name, all_words())), unnamed),
        next((text for raw in texts if (text := string(raw))), ""),
        next((moment for name in _STARTS if (moment := seconds(sentence.get(name))) is not None), None),
        next((moment for name in _ENDS if (moment := seconds(sentence.get(name))) is not None), None),
    )


def _date(value: Any) -> Date | None:
    """The day of a moment written as ISO 8601 or any unmistakable date, or as seconds or milliseconds since 1970."""
    try:
        if isinstance(value, str):
            day = datetime.fromisoformat(value.strip()).date()
        elif isinstance(value, int | float) and not isinstance(value, bool):
            day = datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS_FROM else value, UTC).date()
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return date_in_text([value], danish=False) if isinstance(value, str) else None
    return day if day.year in _YEARS else None
