"""JSON of Fireflies."""

from __future__ import annotations

import json
from typing import Any

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text

CASES = samples.cases("fireflies")
PIECES = [
    "{",
    "}",
    "[",
    "]",
    '"',
    ",",
    ":",
    "null",
    "NaN",
    "1e999",
    '"text": ',
    '"sentences": [',
    '"speaker_id": 3',
    "\\ud83d",
    "\\u0000",
    "æ",
    "-1",
    "true",
]
NAMES = ["Dorthe Lind", "Anton Skov", "Speaker 3"]
spoken = st.lists(st.sampled_from(["Ja,", "2014", "og", "så:", "R&D", "nej.", "Æh…"]), min_size=1, max_size=5).map(
    " ".join
)


def said(conversation: Conversation) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in conversation.turns]


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
    with pytest.raises(SamtalecoachError) as raised:
        read_conversation(json.dumps(value).encode(), "a.json")
    assert str(raised.value).startswith(f"Filen 'a.json' {problem}")


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


@settings(max_examples=120, deadline=None)
@given(properties.damaged(CASES, PIECES))
def test_damaged_json_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        assert read_text(text, source="a.json").turns
    except SamtalecoachError as error:
        assert "\n" not in str(error)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), spoken), min_size=1, max_size=8), st.integers(0, 3))
def test_what_fireflies_writes_reads_back(pieces: list[tuple[str, str]], nesting: int) -> None:
    value: Any = {"title": "Kaffe", "sentences": [sentence(text, name) for name, text in pieces]}
    for name in ["transcript", "data", "result"][:nesting]:
        value = {name: value}
    expected: list[tuple[str, str]] = []
    for name, text in pieces:
        if expected and expected[-1][0] == name:
            expected[-1] = (name, f"{expected[-1][1]} {text}")
        else:
            expected.append((name, text))
    conversation = read(value)
    assert said(conversation) == expected
    assert (conversation.title, conversation.omitted) == ("Kaffe", ())
