"""Our own JSON: a conversation, whole or written by hand, and a report. Last of all, JSON that nobody knows."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.found_date import date_in_name
from samtalecoach.ingest.json_text import parsed, string
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source
from samtalecoach.report import ConversationFacts, Report, TurnFacts

__all__ = ["read_own_json", "unknown_json"]

_SCHEMA = Report.model_fields["schema_"].default
_FAMILY = _SCHEMA.partition("/")[0] + "/"
_PROBLEMS = {"missing": "mangler", "extra_forbidden": "kendes ikke", "string_too_short": "er tomt"}
_MOST_LEVELS = 12


def read_own_json(source: Source) -> Conversation | None:
    """The conversation in the JSON form of `Conversation` or of a `Report`, or a list of turns; None of other JSON and texts.

    Of a conversation only the turns are needed, and of a turn speaker and text. The caller's date and ``me`` go before those of the
    file. Raises SamtalecoachError that names the field where one is unknown, missing or of the wrong type.
    """
    value = parsed(source)
    if isinstance(value, list) and value and isinstance(value[0], dict) and {"speaker", "text"} <= value[0].keys():
        value = {"turns": value}
    if not isinstance(value, dict) or "turns" not in value:
        return None
    schema = value.get("schema")
    if isinstance(schema, str) and schema.startswith(_FAMILY):
        value = _of_report(value, schema, source)
    conversation = _validated(_cleaned(value, _MOST_LEVELS), source)
    if not any(has_words(turn.text) for turn in conversation.turns):
        raise SamtalecoachError(f"{source.where} rummer ingen ord; skriv mindst én replik i feltet 'turns'.")
    return conversation.model_copy(
        update={
            "date": source.date or conversation.date or date_in_name(source.name),
            "me": None if source.me else conversation.me,
        }
    )


def unknown_json(source: Source) -> Conversation | None:
    """None of what is no JSON. Raises SamtalecoachError, which says what to do, for JSON that no reader before this one knew."""
    if parsed(source) is None:
        return None
    raise SamtalecoachError(
        f"{source.where} er JSON af en form, der ikke kendes; eksportér samtalen som VTT eller tekst, eller skriv den som "
        '{"turns": [{"speaker": "Navn", "text": "det, der blev sagt"}]}.'
    )


def _of_report(report: dict[str, Any], schema: str, source: Source) -> dict[str, Any]:
    if schema != _SCHEMA:
        raise SamtalecoachError(
            f"{source.where} er en rapport af formen {schema[:40]}, som kun en nyere samtalecoach læser; opdatér den."
        )
    facts = report.get("conversation")
    dropped = set(ConversationFacts.model_fields) - set(Conversation.model_fields)
    kept = {name: value for name, value in facts.items() if name not in dropped} if isinstance(facts, dict) else {}
    return {**kept, "turns": _turns_of(report["turns"])}


def _turns_of(turns: Any) -> Any:
    """The turns of a report without what was found about them."""
    dropped = set(TurnFacts.model_fields) - set(Turn.model_fields)
    if not isinstance(turns, list):
        return turns
    return [
        {name: value for name, value in turn.items() if name not in dropped} if isinstance(turn, dict) else turn
        for turn in turns
    ]


def _cleaned(value: Any, levels: int) -> Any:
    """The value with every string in it freed of what a text cannot hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list) and levels:
        return [_cleaned(inner, levels - 1) for inner in value]
    if isinstance(value, dict) and levels:
        return {clean(name): _cleaned(inner, levels - 1) for name, inner in value.items()}
    return value


def _validated(value: Any, source: Source) -> Conversation:
    try:
        return Conversation.model_validate(value)
    except ValidationError as error:
        problem = _problem(error.errors(include_url=False, include_context=False, include_input=False)[0])
    raise SamtalecoachError(f"{source.where} er ikke en hel samtale: {problem}; ret det, og prøv igen.")


def _problem(error: ErrorDetails) -> str:
    """What is wrong, with the field's place: "feltet 'turns[2].speaker' mangler"."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{string(part)[:40]}" for part in error["loc"])
    place = "".join(parts).lstrip(".")
    if not place:
        return "feltet 'me' eller 'participants' passer ikke til talerne i 'turns'"
    return f"feltet '{place}' {_PROBLEMS.get(error['type'], 'har en forkert type eller værdi')}"
