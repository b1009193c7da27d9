"""Our own JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import properties
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.example import example
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.json_text import parsed, seconds
from samtalecoach.ingest.registry import Source

TURN = {"speaker": "Mette", "text": "Hej"}
names = st.sampled_from(["Mette Holm", "Lars", "Taler 1"])
times = st.none() | st.floats(0, 1e6)
turns = st.builds(
    lambda speaker, text, start: Turn(speaker=speaker, text=f"hej {text}", start_s=start),
    names,
    st.text(st.characters(exclude_categories=["C"]), max_size=20),
    times,
)


@given(
    st.lists(turns, min_size=1, max_size=6),
    st.none() | st.dates(date(1990, 1, 1)),
    st.none() | st.just("Kaffe: i dag"),
    st.booleans(),
)
def test_a_conversation_reads_back(said: list[Turn], day: date | None, title: str | None, coached: bool) -> None:
    written = Conversation(
        turns=tuple(said),
        date=day,
        title=title,
        me=said[0].speaker if coached else None,
        language="da",
        omitted=("(ler)",),
    )
    cleaned = Conversation.from_json(written.to_json())
    read = read_text(written.to_json())
    assert [turn.speaker for turn in read.turns] == [turn.speaker for turn in cleaned.turns]
    assert [turn.start_s for turn in read.turns] == [turn.start_s for turn in cleaned.turns]
    assert (read.id, read.date, read.title, read.me, read.language, read.omitted) == (
        written.id,
        day,
        title,
        written.me,
        "da",
        ("(ler)",),
    )


def test_a_report_reads_back() -> None:
    report = example()
    read = read_text(report.to_json())
    facts = report.conversation
    assert [(turn.speaker, turn.text, turn.start_s) for turn in read.turns] == [
        (turn.speaker, turn.text, turn.start_s) for turn in report.turns
    ]
    assert (read.id, read.title, read.date, read.kind, read.source, read.me) == (
        facts.id,
        facts.title,
        facts.date,
        facts.kind,
        facts.source,
        facts.me,
    )
    assert read_text(report.to_json(indent=None)) == read


def test_the_caller_goes_before_the_file() -> None:
    value = {"turns": [TURN, {"speaker": "Lars", "text": "Hej"}], "me": "Mette", "date": "2026-02-04"}
    read = read_text(json.dumps(value), me="lars", date="2026-03-11", source="2025-01-01.json")
    assert (read.me, str(read.date)) == ("Lars", "2026-03-11")
    assert str(read_text(json.dumps({"turns": [TURN]}), source="2025-01-01 kaffe.json").date) == "2025-01-01"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"turns": [{"speaker": "Mette"}]}, "feltet 'turns[0].text' mangler"),
        ({"turns": [TURN, {"text": "a"}]}, "feltet 'turns[1].speaker' mangler"),
        ({"turns": [TURN | {"sagt": 1}]}, "feltet 'turns[0].sagt' kendes ikke"),
        ({"turns": [TURN], "navn": "a"}, "feltet 'navn' kendes ikke"),
        ({"turns": [TURN], "\ud83d\nx": "a"}, "feltet '\ufffd x' kendes ikke"),
        ({"turns": [TURN | {"speaker": ""}]}, "feltet 'turns[0].speaker' er tomt"),
        ({"turns": [TURN | {"speaker": " "}]}, "feltet 'turns[0].speaker' har en forkert type eller værdi"),
        ({"turns": [TURN | {"text": 3}]}, "feltet 'turns[0].text' har en forkert type eller værdi"),
        ({"turns": [TURN | {"start_s": float("nan")}]}, "feltet 'turns[0].start_s' har en forkert type eller værdi"),
        ({"turns": [TURN | {"start_s": 10**400}]}, "feltet 'turns[0].start_s' har en forkert type eller værdi"),
        ({"turns": [TURN | {"start_s": 2, "end_s": 1}]}, "feltet 'turns[0]' har en forkert type eller værdi"),
        ({"turns": [1]}, "feltet 'turns[0]' har en forkert type eller værdi"),
        ({"turns": {}}, "feltet 'turns' har en forkert type eller værdi"),
        ({"turns": None}, "feltet 'turns' har en forkert type eller værdi"),
        ({"turns": [TURN], "language": "no"}, "feltet 'language' har en forkert type eller værdi"),
        ({"turns": [TURN], "date": "i går"}, "feltet 'date' har en forkert type eller værdi"),
        ({"turns": [TURN], "me": "Bo"}, "feltet 'me' eller 'participants' passer ikke til talerne i 'turns'"),
        ({"turns": [TURN], "participants": ["Bo"]}, "feltet 'me' eller 'participants' passer ikke til talerne i 'turns'"),
        ([TURN, {"speaker": "Bo"}], "feltet 'turns[1].text' mangler"),
        ({"schema": "samtalecoach.report/1", "conversation": {"me": "Bo"}, "turns": [TURN]}, "feltet 'me' eller 'participants' passer ikke til talerne i 'turns'"),
    ],
)  # fmt: skip
def test_the_field_at_fault_is_named(value: Any, problem: str) -> None:
    sentence = f"Filen 'a.json' er ikke en hel samtale: {problem}; ret det, og prøv igen."
    assert properties.refused(json.dumps(value).encode(), "a.json") == sentence


@pytest.mark.parametrize("value", [{"turns": []}, {"turns": [TURN | {"text": "…"}]}])
def test_no_words(value: Any) -> None:
    with pytest.raises(SamtalecoachError, match="^Teksten rummer ingen ord; skriv mindst én replik i feltet 'turns'.$"):
        read_text(json.dumps(value))


def test_a_report_of_a_newer_form() -> None:
    with pytest.raises(SamtalecoachError, match=r"samtalecoach\.report/2, som kun en nyere samtalecoach læser"):
        read_text(json.dumps({"schema": "samtalecoach.report/2", "turns": [TURN]}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(encoding: str) -> None:
    assert read_conversation(
        '{"turns": [{"speaker": "Åse", "text": "Æblegrød og mere"}]}'.encode(encoding)
    ).participants == ("Åse",)


def test_odd_characters_and_numbers() -> None:
    read = read_text(
        '\ufeff \n{"turns": [{"speaker": "Mette\\u200e", "text": "Hej\\ud83d du\\u0000 e\u0301\nny linje", "start_s": 1e0}]}'
    )
    assert (read.participants, read.turns[0].text) == (("Mette",), "Hej\ufffd du  é\nny linje")
    assert parsed(Source('{"a": ' + "1" * 5000 + ', "b": NaN}'))["a"] == float("inf")
    assert [seconds(value) for value in (1, "2,5", "00:01:00", -1, True, None, "nu", 1e9)] == [
        1,
        2.5,
        60,
        None,
        None,
        None,
        None,
        None,
    ]
