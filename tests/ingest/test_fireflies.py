"""JSON of Fireflies."""

from __future__ import annotations

import json
from typing import Any

import properties
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import said, said_at

from samtalecoach.conversation import Conversation
from samtalecoach.ingest import read_text

NAMES = ["Dorthe Lind", "Anton Skov", "Speaker 3"]


def read(value: Any) -> Conversation:
    return read_text(json.dumps(value, ensure_ascii=False))


def sentence(text: str, name: Any = "Dorthe Lind", **fields: Any) -> dict[str, Any]:
    return {"index": 0, "speaker_name": name, "speaker_id": 0, "text": text, "start_time": 1.5, "end_time": 2, **fields}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (
            {"sentences": [sentence("Hej"), {"speaker_name": "Bo"}]},
            "mangler 'text' i sætning nummer 2; hent den igen fra Fireflies.",
        ),
        ({"sentences": [sentence("Hej"), 7]}, "mangler 'text' i sætning nummer 2; hent den igen fra Fireflies."),
        ({"sentences": [sentence("…")]}, "er en udskrift uden ord; hent den igen fra Fireflies."),
        (
            {"data": {"transcripts": [{"sentences": [sentence("Hej")]}] * 3}},
            "rummer 3 møder; gem hvert møde i sin egen fil.",
        ),
        ({"data": {"transcript": {"title": "a", "sentences": []}}}, "er JSON af en form, der ikke kendes"),
        ({"errors": [{"message": "too many requests"}]}, "er JSON af en form, der ikke kendes"),
    ],
)
def test_damaged(value: Any, problem: str) -> None:
    assert properties.refused(json.dumps(value).encode(), "a.json").startswith(f"Filen 'a.json' {problem}")


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"date": 1773217800000}, "2026-03-11"),
        ({"date": 1773217800.5}, "2026-03-11"),
        ({"dateString": "2026-03-11T08:30:00.000Z", "date": 5}, "2026-03-11"),
        ({"date": "2026-03-11"}, "2026-03-11"),
        ({"date": "March 11, 2026"}, "2026-03-11"),
        ({"date": "i går"}, None),
        ({"date": 1e300}, None),
        ({"date": float("nan")}, None),
        ({"date": -5}, None),
        ({"date": True}, None),
        ({"date": {"a": 1}}, None),
    ],
)
def test_dates(fields: dict[str, Any], day: str | None) -> None:
    date = read({"sentences": [sentence("Hej")], **fields}).date
    assert (date.isoformat() if date else None) == day


def test_who_spoke() -> None:
    people = [{"id": 1, "name": "Anton Skov"}, {"id": 2, "name": None}, 5]
    sentences = [
        sentence("a"),
        sentence("b", None, speaker_id=1),
        sentence("c", None, speaker_id=2),
        sentence("d", "Unknown", speaker_id=None),
        sentence("e", 4, speaker_id="x"),
    ]
    assert said(read({"speakers": people, "sentences": sentences})) == [
        ("Dorthe Lind", "a"),
        ("Anton Skov", "b"),
        ("Taler 2", "c"),
        ("Ukendt taler", "d e"),
    ]


def test_what_was_not_said_is_told() -> None:
    value = {
        "title": "Kaffe", "sentences": [sentence("Hej.", raw_text="øh hej"), sentence("Undertekster af Bo", "Bo Riis")], "meeting_link": "https://a.dk/b",
        "summary": {"gist": "De hilser.", "keywords": ["kaffe", "hilsen"]}, "host": {"name": "Dorthe Lind", "bio": "Leder i et firma"},
    }  # fmt: skip
    conversation = read(value)
    assert said(conversation) == [("Dorthe Lind", "Hej.")]
    assert conversation.omitted == (
        "De hilser.",
        "kaffe",
        "hilsen",
        "Leder i et firma",
        "Undertekster af Bo",
        "Bo Riis",
    )


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), properties.spoken("2014", "så:", "Æh…")), min_size=1, max_size=8),
    st.integers(0, 3),
)
def test_what_fireflies_writes_reads_back(pieces: list[tuple[str, str]], nesting: int) -> None:
    value: Any = {"title": "Kaffe", "sentences": [sentence(text, name) for name, text in pieces]}
    for name in ["transcript", "data", "result"][:nesting]:
        value = {name: value}
    conversation = read(value)
    assert said_at(conversation) == properties.in_turns((name, text, 1.5) for name, text in pieces)
    assert (conversation.title, conversation.omitted) == ("Kaffe", ())
