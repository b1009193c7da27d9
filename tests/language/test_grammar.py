"""What the order of the words tells, sentence by sentence."""

from __future__ import annotations

import pytest

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.grammar import facts_of, grammar_words
from samtalecoach.language.reading import Reader, Sentence
from samtalecoach.resources import resource


def first(reader: Reader, text: str) -> Sentence:
    return reader.read(Conversation(turns=(Turn(speaker="A", text=text),))).sentences[0]


@pytest.mark.parametrize(
    ("text", "there", "missing"),
    [
        ("Hvordan begyndte du?", "mark wh_first wh_verb wh_inverted subject_other tense_past", "verb_first wh_clause"),
        ("Hvad laver hun nu?", "mark wh_first wh_inverted subject_third tense_pres", "subject_other verb_first"),
        ("Ja, hvad laver du til daglig?", "wh_first wh_inverted", "verb_first"),
        ("Med hvem taler du?", "wh_first", "verb_first"),
        ("Hvad du siger, er rigtigt.", "stops wh_first wh_clause", "mark wh_inverted"),
        ("Har du en hund?", "mark verb_first inverted subject_other", "wh_first condition"),
        ("Kommer han i morgen?", "mark verb_first inverted subject_third", "subject_other"),
        ("Skal jeg køre hjem?", "mark verb_first inverted subject_self", "subject_other"),
        ("Nå, kan du lide maden?", "verb_first inverted", "wh_first"),
        ("Lars, har du en pen?", "verb_first inverted subject_other", "subject_third"),
        ("kommer du i morgen", "verb_first inverted subject_other", "mark stops"),
        ("Har du tid, så ringer jeg.", "verb_first condition stops", "mark"),
        ("Kommer du forbi, giver jeg kaffe.", "verb_first condition", "mark"),
        ("Har du tid i morgen?", "verb_first", "condition"),
        ("Det er godt, ikke også?", "mark tag", "verb_first wh_first"),
        ("Han er sød, ikke?", "mark tag", "verb_first"),
        ("Det er godt.", "stops subject_third", "tag mark negated"),
        ("Hvis det regner, bliver vi hjemme.", "subordinate", "verb_first mark"),
        ("Når du er klar, går vi.", "subordinate", "verb_first"),
        ("Jeg bor i Aarhus.", "stops subject_self tense_pres", "verb_first negated mark"),
        ("Vi kom i går.", "tense_past subject_third", "tense_pres"),
        ("Jeg kommer aldrig for sent.", "negated", "tag"),
        ("Hun sagde: nu er det nok.", "reports quoted_speech", "mark"),
        ('Hun sagde "kom ind".', "reports quoted_speech quotes", "mark"),
        ("Chefen sagde, at det var nok.", "reports", "quoted_speech"),
        ("Sikke en dag!", "exclaims", "mark stops"),
        ("Tak!", "exclaims short", "verb_first"),
        ("Det bliver en rigtig lang og våd dag.", "stops", "short"),
        ("Jeg ringer til dig på torsdag.", "time", "past_time"),
    ],
)  # fmt: skip
def test_facts(reader: Reader, text: str, there: str, missing: str) -> None:
    names = first(reader, text).facts.names
    assert set(there.split()) <= names
    assert not set(missing.split()) & names


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Har du tid?", "Har"),
        ("Nå, har du tid?", "har"),
        ("Ja, men hvad laver du?", "hvad"),
        ("Lars, har du en pen?", "har"),
        ("»Kom ind«", "Kom"),
    ],
)
def test_where_a_sentence_begins_in_earnest(reader: Reader, text: str, opening: str) -> None:
    sentence = first(reader, text)
    assert sentence.span.doc[sentence.facts.opening].text == opening


@pytest.mark.parametrize(
    ("text", "verb"),
    [("Har du tid?", "Har"), ("Hvordan begyndte du?", "begyndte"), ("Jeg bor her.", "bor"), ("Tak for kaffen.", None)],
)
def test_the_finite_verb(reader: Reader, text: str, verb: str | None) -> None:
    sentence = first(reader, text)
    at = sentence.facts.verb
    assert (sentence.span.doc[at].text if at >= 0 else None) == verb


def test_a_sentence_of_blanks_has_no_facts(reader: Reader) -> None:
    doc = first(reader, "Hej du   \n").span.doc
    facts = facts_of(doc[len(doc) - 1 : len(doc)], grammar_words("da"))
    assert facts.names <= {"short"}
    assert facts.verb == -1


@pytest.mark.parametrize(
    "language", sorted(path.parent.name for path in resource("data", "lexicon").glob("*/grammar.toml"))
)
def test_word_classes_are_in_lower_case(language: str) -> None:
    for name, words in grammar_words(language).model_dump().items():
        flat = [word for group in words for word in (group if isinstance(group, tuple) else (group,))]
        assert flat, name
        assert all(word == word.lower() for word in flat), name
