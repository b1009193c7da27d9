"""The pattern language of the lexicon, tried with small lexicons; and the shipped lexicons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from samtalecoach.errors import SamtalecoachError
from samtalecoach.language import cues
from samtalecoach.language.cues import KINDS, CueFinder, load_cues
from samtalecoach.language.reading import Reader
from samtalecoach.resources import resource

NLP = spacy.blank("da")
Finder = Callable[[str], CueFinder]


@pytest.fixture
def lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Makes a language whose lexicon has these cues of gratitude, and gives its name."""

    def make(text: str, sets: str = '[sets]\nyou = ["du", "I"]\n') -> str:
        language = tmp_path.name  # a name of its own for each test: what is read is kept
        folder = tmp_path / "data" / "lexicon" / language
        folder.mkdir(parents=True)
        for kind in KINDS:
            (folder / f"{kind}.toml").write_text(text if kind == "gratitude" else "", encoding="utf-8")
        (folder / "sets.toml").write_text(sets, encoding="utf-8")
        monkeypatch.setattr(cues, "resource", lambda *parts: tmp_path.joinpath(*parts))
        return language

    return make


def cue(pattern: str, more: str = "") -> str:
    return f'[[cue]]\nid = "it"\nmakes = "plain"\npatterns = [\'{pattern}\']\n{more}\n'


def tagged(text: str) -> Doc:
    """Words written as ``word/TAG/Morph/lemma``; what is left out is empty."""
    rows = [(*word.split("/"), "", "", "")[:4] for word in text.split()]
    return Doc(
        NLP.vocab,
        words=[row[0] for row in rows],
        pos=[row[1] or "X" for row in rows],
        morphs=[row[2] for row in rows],
        lemmas=[row[3] or row[0] for row in rows],
    )


def found(finder: CueFinder, text: str, opening: int = 0, *, notes: bool = False) -> list[tuple[str, str]]:
    doc = tagged(text)
    return [
        (hit.cue.id, doc[hit.start : hit.end].text) for hit in finder.find(doc, [doc[:]], [opening], notes=notes)[0]
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("tak", "mange Tak !", "Tak"),
        ("tak", "takket være", None),
        ("tak|takker", "jeg takker", "takker"),
        ("tak for", "tak for kaffen", "tak for"),
        ("tak for", "tak da for kaffen", None),
        ("=sende", "jeg sendte/VERB//sende den", "sendte"),
        ("=sende|maile", "jeg mailede/VERB//maile den", "mailede"),
        ("=sende", "sende/VERB//afsende", None),
        ("<VERB>", "jeg ringer/VERB", "ringer"),
        ("<NOUN|PROPN>", "hej Lars/PROPN", "Lars"),
        ("<VERB>", "en ringer/NOUN", None),
        ("<VERB&Mood=Imp>", "ring/VERB/Mood=Imp|VerbForm=Fin", "ring"),
        ("<VERB&Mood=Imp>", "ringer/VERB/Mood=Ind|VerbForm=Fin", None),
        ("@you kommer", "I kommer", "I kommer"),
        ("@you|han kommer", "han kommer", "han kommer"),
        ("@you kommer", "hun kommer", None),
        ("tak !for", "tak skal du have", "tak skal"),
        ("tak !for", "tak for kaffen", None),
        ("!@you kommer", "du kommer", None),
        ("!@you kommer", "han kommer", "han kommer"),
        ("tak ..2 kaffen", "tak kaffen", "tak kaffen"),
        ("tak ..2 kaffen", "tak for den kaffen", "tak for den kaffen"),
        ("tak ..2 kaffen", "tak for den gode kaffen", None),
        ("tak da? for", "tak for", "tak for"),
        ("tak da? for", "tak da for", "tak da for"),
        ("tak da? for", "tak ja for", None),
        ("tak <ADV>? for", "tak nu/ADV for", "tak nu for"),
        ("^ tak", "tak skal du have", "tak"),
        ("^ tak", "mange tak", None),
        ("tak $", "mange tak . !", "tak"),
        ("tak $", "tak for kaffen", None),
        ("^ tak $", "tak", "tak"),
        ("for kaffen?", "tak for", "for"),
    ],
)  # fmt: skip
def test_patterns(lexicon: Callable[[str], str], pattern: str, text: str, hit: str | None) -> None:
    text = text.replace(" . !", " ./PUNCT !/PUNCT")
    hits = found(CueFinder(NLP.vocab, lexicon(cue(pattern))), text)
    assert [name for name, _ in hits] == (["gratitude.it"] if hit else [])
    if hit and "?" not in pattern:
        assert hits[0][1] == hit


def test_the_beginning_is_where_the_sentence_begins_in_earnest(lexicon: Callable[[str], str]) -> None:
    finder = CueFinder(NLP.vocab, lexicon(cue("^ tak")))
    assert found(finder, "nå ja tak", opening=2)
    assert not found(finder, "nå ja tak", opening=1)


def test_a_cue_stays_within_its_sentence(lexicon: Callable[[str], str]) -> None:
    finder = CueFinder(NLP.vocab, lexicon(cue("tak ..3 kaffen")))
    doc = tagged("mange tak ./PUNCT kaffen var god")
    assert finder.find(doc, [doc[0:3], doc[3:6]], [0, 3], notes=False) == [[], []]
    assert [len(hits) for hits in finder.find(doc, [doc[:]], [0], notes=False)] == [1]


@pytest.mark.parametrize(
    ("where", "in_notes", "in_talk"), [("notes", True, False), ("transcript", False, True), (None, True, True)]
)
def test_where_a_cue_counts(lexicon: Callable[[str], str], where: str | None, in_notes: bool, in_talk: bool) -> None:
    finder = CueFinder(NLP.vocab, lexicon(cue("tak", f'where = "{where}"' if where else "")))
    assert bool(found(finder, "tak", notes=True)) == in_notes
    assert bool(found(finder, "tak", notes=False)) == in_talk


def test_a_set_of_the_file_itself(lexicon: Callable[[str], str]) -> None:
    finder = CueFinder(NLP.vocab, lexicon(cue("@drink") + '[sets]\ndrink = ["te", "Kaffe"]\n'))
    assert found(finder, "en kop kaffe") == [("gratitude.it", "kaffe")]


def test_each_cue_is_told_once_a_sentence(lexicon: Callable[[str], str]) -> None:
    assert len(found(CueFinder(NLP.vocab, lexicon(cue("tak"))), "tak tak tak")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[cue]\n", "gratitude.toml"),
        ("[[cue]]\npatterns = ['tak']\n", "gratitude.toml.*id"),
        ("[[cue]]\nid = 'it'\n", "gratitude.toml.*patterns"),
        (cue("tak", "mood = 'good'"), "gratitude.toml.*mood"),
        (cue("tak", "where = 'letters'"), "gratitude.toml.*where"),
        (cue("@them kommer"), "gratitude.it.*@them"),
        (cue(""), "gratitude.it"),
        (cue("^ $"), "gratitude.it"),
        (cue("tak ..mange"), r"gratitude.it.*\.\.mange"),
    ],
)
def test_a_broken_lexicon_is_a_clear_error(lexicon: Callable[[str], str], text: str, told: str) -> None:
    language = lexicon(text)
    with pytest.raises(SamtalecoachError, match=f"(?s){told}"):
        CueFinder(NLP.vocab, language)


@pytest.mark.parametrize(
    "language", sorted(path.parent.name for path in resource("data", "lexicon").glob("*/sets.toml"))
)
def test_every_shipped_pattern_compiles(language: str) -> None:
    shipped, sets = load_cues(language)
    assert {cue.kind for cue in shipped} == set(KINDS)
    assert len({cue.id for cue in shipped}) == len(shipped)
    assert all(words and all(words) for words in sets.values())
    CueFinder(spacy.blank(language).vocab, language)


@pytest.mark.parametrize(
    ("text", "cue_id"),
    [
        ("Tak, fordi du kom.", "gratitude.tak_fordi"),
        ("Takket være dig er vi her.", "gratitude.takket_vaere"),
        ("Kunne I bruge en som mig?", "job_request.bruge_en_som_mig"),
        ("Sig til, hvis du mangler noget.", "offer.sig_til"),
        ("Lad os tage en kaffe.", "commitment.lad_os"),
    ],
)
def test_shipped_cues(reader: Reader, text: str, cue_id: str) -> None:
    from samtalecoach.conversation import Conversation, Turn

    sentence = reader.read(Conversation(turns=(Turn(speaker="A", text=text),))).sentences[0]
    assert cue_id in {hit.cue.id for hit in sentence.cues}
