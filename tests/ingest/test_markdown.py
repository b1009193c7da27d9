"""Marks of Markdown inside what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtalecoach.ingest import read_text
from samtalecoach.ingest.markdown import without_marks


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Det er **virkelig** vigtigt, at du _selv_ ringer.", "Det er virkelig vigtigt, at du selv ringer."),
        ("***Tak*** for __hjælpen__, ~~nej~~ `ja`!", "Tak for hjælpen, nej ja!"),
        ("**Aftale:** vi _ses **på** torsdag_", "Aftale: vi ses på torsdag"),
        ("Se [mit CV](https://eksempel.dk/cv_2026), tak", "Se mit CV (https://eksempel.dk/cv_2026), tak"),
        ("Mød [[Lars Friis]] hos [[Nordvind|firmaet]] ==i dag==", "Mød Lars Friis hos firmaet (Nordvind) i dag"),
        (r"Vi er 1\. til mødet \*måske\*", "Vi er 1. til mødet *måske*"),
    ],
)
def test_marks_are_no_words(written: str, said: str) -> None:
    assert without_marks(written) == said
    assert [turn.text for turn in read_text(f"Mette: {written}\nLars: {written}").turns] == [said, said]


@pytest.mark.parametrize(
    "text",
    ["3 * 4 * 5", "pris* og vilkår*", "min_fil_navn.txt", "2*3*4", "mette_holm@firma.dk og lars_bo@firma.dk", "*", "** **", "a ` b", "a == b == c", "[[]]"],
)  # fmt: skip
def test_signs_that_hug_no_word_stay(text: str) -> None:
    assert without_marks(text) == text


def test_notes_lose_their_marks_too() -> None:
    turns = read_text(
        "# Kaffe med Lars\n\n- **Aftale:** _Lars_ sender listen\n- Husk at [ringe](https://eksempel.dk)\n"
    ).turns
    assert [turn.text for turn in turns] == ["Aftale: Lars sender listen", "Husk at ringe (https://eksempel.dk)"]


@given(st.text(alphabet=r"ab *_~=`[]()|\.", max_size=80))
def test_no_letter_is_lost(text: str) -> None:
    assert [sign for sign in without_marks(text) if sign.isalpha()] == [sign for sign in text if sign.isalpha()]
