"""Lemmas by look-up."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from samtalecoach.language.lemma_table import LemmaTable

NLP = spacy.blank("da")
ROWS = [
    ("var", "AUX", "Tense=Past", "være"),
    ("Var", "AUX", "Tense=Past", "være"),
    ("var", "AUX", "Tense=Past", "vare"),
    ("frø", "NOUN", "Gender=Com", "frø"),
    ("får", "NOUN", "", "får"),
    ("får", "VERB", "", "få"),
    ("lars", "PROPN", "", "Lars"),
]


def table(rows: list[tuple[str, str, str, str]] = ROWS) -> LemmaTable:
    made = LemmaTable()
    made.learn(rows)
    return made


def lemma(made: LemmaTable, word: str, pos: str, morph: str = "") -> str:
    doc = Doc(NLP.vocab, words=[word], pos=[pos], morphs=[morph], lemmas=["gættet"])
    return str(made(doc)[0].lemma_)


@pytest.mark.parametrize(
    ("word", "pos", "morph", "expected"),
    [
        ("var", "AUX", "Tense=Past", "være"),
        ("VAR", "AUX", "Tense=Past", "være"),
        ("får", "NOUN", "", "får"),
        ("får", "VERB", "", "få"),
        ("Lars", "PROPN", "", "Lars"),
        ("lars", "PROPN", "", "lars"),
        ("var", "AUX", "Tense=Pres", "være"),
        ("var", "VERB", "Tense=Past", "gættet"),
        ("kaffe", "NOUN", "", "gættet"),
    ],
)
def test_a_known_form_has_its_lemma_and_another_keeps_the_guess(word: str, pos: str, morph: str, expected: str) -> None:
    assert lemma(table(), word, pos, morph) == expected


def test_ties_go_to_the_first_seen() -> None:
    assert lemma(table([("a", "X", "", "b"), ("a", "X", "", "c")]), "a", "X") == "b"


def test_learning_again_forgets() -> None:
    made = table()
    made.learn([("hus", "NOUN", "", "hus")])
    assert lemma(made, "får", "VERB") == "gættet"


def test_saved_and_loaded(tmp_path: Path) -> None:
    made = table([*ROWS, ("æblerne", "NOUN", "", "æble")])
    made.to_disk(tmp_path / "new" / "folder")
    assert LemmaTable().from_disk(tmp_path / "new" / "folder").table == made.table


def test_in_a_pipeline(tmp_path: Path) -> None:
    nlp = spacy.blank("da")
    component = nlp.add_pipe("samtalecoach_lemma_table")
    assert isinstance(component, LemmaTable)
    component.learn([("hej", "", "", "hilsen")])
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)("Hej")[0].lemma_ == "hilsen"


def test_an_empty_doc_and_an_empty_table() -> None:
    assert len(LemmaTable()(Doc(NLP.vocab))) == 0
    assert lemma(LemmaTable(), "var", "AUX") == "gættet"
