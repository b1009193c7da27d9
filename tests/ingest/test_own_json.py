"""Our own JSON, JSON that nobody knows, and JSON that is none."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from render.example import example
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.json_text import parsed, seconds, unread
from samtalecoach.ingest.registry import Source

CASES = samples.cases("own_json")
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
    '"turns": [',
    '"speaker": 3,',
    "\\ud83d",
    "\\u0000",
    "æ",
    "-1",
    "true",
]
TURN = {"speaker": "Mette", "text": "Hej"}
names = st.sampled_from(["Mette Holm", "Lars", "Taler 1"])
times = st.none() | st.floats(0, 1e6)
turns = st.builds(
    lambda speaker, text, start: Turn(speaker=speaker, text=f"hej {text}", start_s=start),
    names,
    st.text(st.characters(exclude_categories=["C"]), max_size=20),
    times,
)


@settings(max_examples=60, deadline=None)
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
    with pytest.raises(SamtalecoachError) as raised:
        read_text(json.dumps(value), source="a.json")
    assert str(raised.value) == f"Filen 'a.json' er ikke en hel samtale: {problem}; ret det, og prøv igen."


@pytest.mark.parametrize("value", [{"turns": []}, {"turns": [TURN | {"text": "…"}]}])
def test_no_words(value: Any) -> None:
    with pytest.raises(SamtalecoachError, match="^Teksten rummer ingen ord; skriv mindst én replik i feltet 'turns'.$"):
        read_text(json.dumps(value))


def test_a_report_of_a_newer_form() -> None:
    with pytest.raises(SamtalecoachError, match=r"samtalecoach\.report/2, som kun en nyere samtalecoach læser"):
        read_text(json.dumps({"schema": "samtalecoach.report/2", "turns": [TURN]}))


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", " [ ]\n", '{"a": 1}', '[{"navn": "Mette", "besked": "Hej"}]', '["Mette: hej"]', "[1, 2]", "[[1]]", "[null]"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.txt", None])
def test_json_that_nobody_knows(text: str, name: str | None) -> None:
    with pytest.raises(
        SamtalecoachError, match="er JSON af en form, der ikke kendes; eksportér samtalen som VTT eller tekst"
    ):
        read_conversation(text.encode(), name)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"turns": [{"speaker": "Mette", "text": "Hej"', "linje 1, tegn 46"),
        ('[\n  {"speaker": "Mette",\n  }]', "linje 3, tegn 3"),
        ('{"a": 1}\n{"a": 2}', "linje 2, tegn 1"),
        ('{"a": ' * 100_000, "for mange niveauer i hinanden"),
        ('{"turns": [], "turns": []}', "feltet 'turns' står to gange i samme objekt"),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.txt", None])
def test_json_that_breaks_off(text: str, reason: str, name: str | None) -> None:
    where = f"Filen '{name}'" if name else "Teksten"
    with pytest.raises(SamtalecoachError) as raised:
        read_conversation(text.encode(), name)
    assert str(raised.value) == f"{where} er ikke hel JSON ({reason}); eksportér den igen."


@pytest.mark.parametrize(
    "text",
    ["{pause}\nMette: Hej\nLars: Hej", "[pause] \nMette: Hej\nLars: Hej", "[[note]]\nMette: Hej\nLars: Hej", "[1] Mette: Hej\nLars: Hej\nMette: Ja\nLars: nej"],
)  # fmt: skip
def test_texts_that_begin_like_json(text: str) -> None:
    assert parsed(Source(text)) is None
    assert "Lars" in read_text(text).participants


def test_texts_with_the_ending_of_json() -> None:
    assert read_text(
        "[15.01.24, 10.30.45] Mette: Hej\n[15.01.24, 10.31.45] Lars: Hej", source="a.json"
    ).participants == ("Mette", "Lars")
    assert read_text("Mette: Hej\nLars: Hej", source="a.json").participants == ("Mette", "Lars")
    with pytest.raises(SamtalecoachError, match="ikke hel JSON"):
        read_text('["Mette: Hej', source="a.json")


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


def test_packed_json() -> None:
    with pytest.raises(SamtalecoachError) as raised:
        read_conversation(gzip.compress(json.dumps({"turns": [TURN]}).encode()), "a.json.gz")
    assert "pak" in str(raised.value)


def test_unread_strings() -> None:
    value = {"a": ["Hej du", {"b": "id-7", "c": "nyt ord"}], "skip": "ikke set her", "d": "Hej  DU", "e": 4}
    assert unread(value, ["hej, du!"], ["skip"]) == ["nyt ord"]
    assert unread(value, ["hej, du!"], ["skip"], single=True) == ["id-7", "nyt ord"]
    deep: Any = "inderst her"
    for _ in range(10_000):
        deep = [deep]
    assert unread(deep, []) == ["inderst her"]


@settings(max_examples=120, deadline=None)
@given(properties.damaged(CASES, PIECES))
def test_damaged_json_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        assert read_text(text, source="a.json").turns
    except SamtalecoachError as error:
        assert "\n" not in str(error)
