"""The same conversation written in other ways keeps its sentences and labels."""

from __future__ import annotations

import random

import pytest

from samtalecoach.training.corpus import LabelledConversation, parse_markup
from samtalecoach.training.variants import VARIANTS, misspelt, run_together, without_danish_letters

MARKUP = """# id: havn
# style: clean
# lang: da
# date: 2026-03-11
# me: Mette

@Mette
Hej Lars, tak for kaffen på Ærø! || gs
Hvordan kom I^ ind i branchen? || qo
@Lars
Det så jeg i avisen, Mette.
Jeg sender dig artiklen på torsdag. || cp[på torsdag]=2026-03-12 o
"""


@pytest.fixture
def labelled() -> LabelledConversation:
    return parse_markup(MARKUP, "havn.txt")


def texts(labelled: LabelledConversation) -> list[str]:
    return [turn.text[s.start : s.end] for turn in labelled.turns for s in turn.sentences]


@pytest.mark.parametrize("name", VARIANTS)
def test_sentences_and_labels_stay(labelled: LabelledConversation, name: str) -> None:
    copy = VARIANTS[name](labelled, random.Random(1))
    assert [[[label.kind for label in s.labels] for s in turn.sentences] for turn in copy.turns] == [
        [[label.kind for label in s.labels] for s in turn.sentences] for turn in labelled.turns
    ]
    assert all(text == text.strip() and text for text in texts(copy))
    assert copy.id != labelled.id


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("without marks", "Hej Lars tak for kaffen på Ærø"),
        ("without capitals", "hej lars, tak for kaffen på ærø!"),
        ("without either", "hej lars tak for kaffen på ærø"),
        ("ae oe aa", "Hej Lars, tak for kaffen paa Aeroe!"),
    ],
)
def test_what_changes(labelled: LabelledConversation, name: str, first: str) -> None:
    assert texts(VARIANTS[name](labelled, random.Random(1)))[0] == first


def test_names_change_in_labels_and_text_alike(labelled: LabelledConversation) -> None:
    copy = VARIANTS["other names"](labelled, random.Random(1))
    speakers = [turn.speaker for turn in copy.turns]
    assert not {"Mette", "Lars"} & set(speakers)
    assert copy.me == speakers[0]
    assert texts(copy)[0].startswith(f"Hej {speakers[1]},")
    assert texts(copy)[2].endswith(f"{speakers[0]}.")


def test_one_letter_in_sixty_is_mistyped(labelled: LabelledConversation) -> None:
    long = parse_markup(MARKUP + "Her er vi alle glade for det nye værksted.\n" * 300, "havn.txt")
    changed = sum(one != two for one, two in zip(texts(long), texts(misspelt(long, random.Random(3))), strict=True))
    assert 0.35 < changed / 304 < 0.6  # 33 letters a sentence: 1 - (59/60)^33 = .43


def test_sentences_that_run_together_have_the_labels_of_both(labelled: LabelledConversation) -> None:
    copy = run_together(labelled, random.Random(1), share=1.0)
    assert [[sorted(label.kind for label in s.labels) for s in turn.sentences] for turn in copy.turns] == [
        [["gratitude", "question"]],
        [["commitment", "offer"]],
    ]
    assert texts(copy) == [turn.text for turn in labelled.turns]


def test_danish_letters_are_spelt_out(labelled: LabelledConversation) -> None:
    assert not set("æøåÆØÅ") & set("".join(texts(without_danish_letters(labelled))))
