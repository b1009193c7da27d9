"""JSON that nobody knows, JSON that is none, and what the readers of JSON share."""

from __future__ import annotations

import gzip
import json
from typing import Any

import properties
import pytest
import samples
from hypothesis import given, settings

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.json_text import parsed, unread
from samtalecoach.ingest.registry import Source

CASES = [path for path in samples.every() if path.suffix == ".json"]
MARKS = [
    "{", "}", "[", "]", '"', ",", ":", "null", "NaN", "1e999", '"text": ', '"turns": [', '"sentences": [', '"words": [', '"speaker": 3,', '"speaker_id": 3', "\\ud83d", "\\u0000", "æ", "-1", "true",
]  # fmt: skip
TURN = {"speaker": "Mette", "text": "Hej"}


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", " [ ]\n", '{"a": 1}', '[{"navn": "Mette", "besked": "Hej"}]', '["Mette: hej"]', "[1, 2]", "[[1]]", "[null]"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.txt", None])
def test_json_that_nobody_knows(text: str, name: str | None) -> None:
    problem = "er JSON af en form, der ikke kendes; eksportér samtalen som VTT eller tekst"
    assert problem in properties.refused(text.encode(), name)


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
    assert properties.refused(text.encode(), name) == f"{where} er ikke hel JSON ({reason}); eksportér den igen."


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


def test_packed_json() -> None:
    assert "pak" in properties.refused(gzip.compress(json.dumps({"turns": [TURN]}).encode()), "a.json.gz")


def test_unread_strings() -> None:
    value = {"a": ["Hej du", {"b": "id-7", "c": "nyt ord"}], "skip": "ikke set her", "d": "Hej  DU", "e": 4}
    assert unread(value, ["hej, du!"], ["skip"]) == ["nyt ord"]
    assert unread(value, ["hej, du!"], ["skip"], single=True) == ["id-7", "nyt ord"]
    deep: Any = "inderst her"
    for _ in range(10_000):
        deep = [deep]
    assert unread(deep, []) == ["inderst her"]


@settings(max_examples=360)
@given(properties.damaged(CASES, MARKS))
def test_damaged_json_is_read_or_refused_in_a_sentence(text: str) -> None:
    with properties.refusals():
        assert read_text(text, source="a.json").turns
