"""Sentence boundaries and tags of text that carries no marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from samtalecoach import SamtalecoachError
from samtalecoach.language.marks import is_loose, is_spoken, is_unmarked
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.speech_boundaries import BoundaryFinder


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def sentences(nlp: Language, text: str) -> list[str]:
    return [sentence.text for sentence in nlp(text).sents]


@pytest.mark.parametrize(
    ("text", "unmarked"),
    [
        ("hej lars hvordan går det", True),
        ("Hej Lars, tak for sidst", True),
        ("vi ses kl. 10 bl.a. med ca. 5 andre", True),
        ("Hej Lars. Tak", False),
        ("hvordan går det?", False),
        ("nå …", False),
    ],
)
def test_final_marks_decide(nlp: Language, text: str, unmarked: bool) -> None:
    assert is_unmarked(nlp.make_doc(text)) is unmarked


@pytest.mark.parametrize(
    ("text", "loose", "spoken"),
    [
        ("hej lars hvordan går det", True, True),
        ("Hej Lars hvordan går det", True, False),
        ("hej lars, hvordan går det", True, False),
        ("Tak for i dag. Vi ses på torsdag", True, False),
        ("Tak for i dag 😊", True, False),
        ("Tak for i dag. Vi ses på torsdag.", False, False),
        ("Tak for i dag. (Vi ses på torsdag!)", False, False),
        ("Tak for sidst Det var hyggeligt.", True, False),
        ("ja det kan jeg godt har du tid på torsdag?", True, False),
        ("Jeg mødte Lars Holm i går. Må jeg spørge Dem om noget?", False, False),
    ],
)
def test_who_leaves_out_marks(nlp: Language, text: str, loose: bool, spoken: bool) -> None:
    doc = nlp(text)
    assert (is_loose(doc), is_spoken(doc)) == (loose, spoken)


def test_chat_without_full_stops_is_divided(nlp: Language) -> None:
    text = "Tak for sidst, det var hyggeligt Jeg sender dig artiklen i morgen Hvornår er du i byen igen"
    assert sentences(nlp, text) == [
        "Tak for sidst, det var hyggeligt",
        "Jeg sender dig artiklen i morgen",
        "Hvornår er du i byen igen",
    ]


def test_speech_is_divided(nlp: Language) -> None:
    said = sentences(nlp, "tak for kaffen hvordan kom du ind i branchen jeg har selv arbejdet med salg i ti år")
    assert said == ["tak for kaffen", "hvordan kom du ind i branchen", "jeg har selv arbejdet med salg i ti år"]


def test_punctuated_text_keeps_its_own_boundaries(nlp: Language) -> None:
    text = "Jeg mødte Lars på messen, og så talte vi om salg. Har du tid? Det er fint."
    assert sentences(nlp, text) == [
        "Jeg mødte Lars på messen, og så talte vi om salg.",
        "Har du tid?",
        "Det er fint.",
    ]


def test_subordinate_clauses_stay(nlp: Language) -> None:
    assert len(sentences(nlp, "jeg tror ikke at han kommer hvis det regner")) == 1


def test_long_turns_are_read_whole(nlp: Language) -> None:
    """Longer than the encoder reads at a time: every word is in a sentence, and the boundaries do not stop."""
    text = " ".join(["jeg hedder mette", "hvad laver du til daglig", "vi sælger pumper til hele landet"] * 120)
    found = sentences(nlp, text)
    assert " ".join(found) == text
    assert len(found) > 200


def test_lower_case_pronouns_are_told_from_prepositions(nlp: Language) -> None:
    doc = nlp("hvad laver i i vejle")
    assert [token.pos_ for token in doc][2:4] == ["PRON", "ADP"]


def test_missing_models_are_named(tmp_path: Path) -> None:
    with pytest.raises(SamtalecoachError, match="kan ikke læses"):
        BoundaryFinder(tmp_path, tmp_path / "tokenizer.json")


@pytest.mark.parametrize("text", ["nå men det er du sød at gøre og tak for det", "okay det lyder godt og tak for det"])
def test_a_short_thank_you_stays_with_what_it_thanks_for(nlp: Language, text: str) -> None:
    assert any("tak" in sentence and len(sentence.split()) > 3 for sentence in sentences(nlp, text))
