"""One person, several spellings; names that the user gives; labels that the words contradict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtalecoach.analyzer import Analyzer
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.attribution import speaker_doubt
from samtalecoach.ingest.people import same_people

ALONE = "Jeg er ingeniør og har arbejdet med broer i mange år, mest i Jylland og lidt i Norge. " * 3


def talk(*turns: tuple[str, str]) -> Conversation:
    return Conversation(turns=tuple(Turn(speaker=speaker, text=text) for speaker, text in turns))


@pytest.mark.parametrize(
    ("names", "people"),
    [
        (["Mette Holm", "mette", "Mette H.", "Holm, Mette (Ekstern)"], ["Mette Holm"] * 4),
        (["Mette Holm (Gæst)", "Mette Holm"], ["Mette Holm"] * 2),
        (["METTE HOLM", "Mette Holm", "M. Holm"], ["Mette Holm"] * 3),
        (["Lars Berg (Vestas)", "Lars"], ["Lars Berg (Vestas)"] * 2),
        (["Mette Holm | Vestas", "Mette"], ["Mette Holm"] * 2),
        (["Mette Kirstine Holm", "Mette Holm", "Mette"], ["Mette Kirstine Holm"] * 3),
        (["Dr. Mette Holm", "Mette Holm", "Mette"], ["Dr. Mette Holm"] * 3),
        (["Hr. Holm", "Fru Holm"], ["Hr. Holm", "Fru Holm"]),
        (["Vestas - Mette Holm", "Vestas - Lars Berg"], ["Mette Holm", "Lars Berg"]),
        # who is meant is not sure: the names stay as they are
        (["Mette", "Mette Holm", "Mette Berg"], ["Mette", "Mette Holm", "Mette Berg"]),
        (["Lars (Vestas)", "Lars (Ørsted)"], ["Lars (Vestas)", "Lars (Ørsted)"]),
        (["M. Holm", "Mette Holm", "Mads Holm"], ["M. Holm", "Mette Holm", "Mads Holm"]),
        (["Taler 1", "Taler 2", "Taler 10"], ["Taler 1", "Taler 2", "Taler 10"]),
        (["SPEAKER_00", "SPEAKER_01"], ["SPEAKER_00", "SPEAKER_01"]),
        (["Jeg", "Lars"], ["Jeg", "Lars"]),
        (["Mette, direktør", "Lars"], ["Mette, direktør", "Lars"]),
    ],
)
def test_one_participant_for_each_person(names: list[str], people: list[str]) -> None:
    assert list(same_people(names).values()) == people


@given(st.lists(st.text(min_size=1, max_size=20), max_size=6))
def test_every_name_is_somebody(names: list[str]) -> None:
    found = same_people(names)
    assert set(found) == set(names)
    assert same_people(list(found.values())) is not None
    assert all(found.values())


def test_a_transcript_that_spells_a_name_in_two_ways_has_one_participant() -> None:
    text = "Mette Holm: Hej Lars.\nLars: Hej.\nMette H.: Hvordan går det?\nLars: Fint, tak.\nMette Holm: Godt.\n"
    read = read_text(text, me="mette")
    assert read.participants == ("Mette Holm", "Lars")
    assert [turn.speaker for turn in read.turns] == ["Mette Holm", "Lars", "Mette Holm", "Lars", "Mette Holm"]
    assert read.me == "Mette Holm"


def test_what_stands_with_a_name_is_told() -> None:
    read = read_text("Mette Holm (Ekstern): Hej Lars.\nLars: Hej.\nMette Holm (Ekstern): Godt.\nLars: Ja.\n")
    assert read.participants == ("Mette Holm", "Lars")
    assert read.omitted == ("Mette Holm (Ekstern)",)


class TestGivenNames:
    TEXT = "SPEAKER_00: Hej, tak fordi du kom.\nSPEAKER_01: Selv tak.\nSPEAKER_00: Hvad laver du?\nSPEAKER_01: Broer.\n"

    def test_labels_get_names(self) -> None:
        read = read_text(self.TEXT, speaker_names={"speaker_00": "Mette", "SPEAKER_01": "Lars"}, me="Mette")
        assert read.participants == ("Mette", "Lars")
        assert read.me == "Mette"

    def test_two_labels_of_one_person_become_one(self) -> None:
        read = read_text(
            self.TEXT + "SPEAKER_02: Og du?\nSPEAKER_01: Jo.\nSPEAKER_02: Ja.\n",
            speaker_names={"SPEAKER_02": "SPEAKER_00"},
        )
        assert read.participants == ("SPEAKER_00", "SPEAKER_01")

    def test_unknown_label(self) -> None:
        with pytest.raises(
            SamtalecoachError, match="Ingen taler hedder 'SPEAKER_07'; talerne i samtalen er: SPEAKER_00, SPEAKER_01"
        ):
            read_text(self.TEXT, speaker_names={"SPEAKER_07": "Mette"})

    def test_empty_name(self) -> None:
        with pytest.raises(SamtalecoachError, match="tomt navn"):
            read_text(self.TEXT, speaker_names={"SPEAKER_00": " "})


class TestDoubt:
    SWAPPED = (
        ("Mette", "Hej Mette, dejligt at se dig."),
        ("Lars", "Hej Lars, i lige måde."),
        ("Mette", "Hvad laver du, Lars?"),
        ("Lars", "Jeg bygger broer. Tak, Lars."),
    )

    def test_swapped_names(self) -> None:
        assert speaker_doubt(talk(*self.SWAPPED)) == "self_addressed"

    def test_right_names(self) -> None:
        right = {"Mette": "Lars", "Lars": "Mette"}
        assert speaker_doubt(talk(*((right[name], text) for name, text in self.SWAPPED))) is None

    @pytest.mark.parametrize(
        "text",
        ["Hej, Mette her. Hej Mette fra Vestas.", "Så sagde hun: hej Mette. Tak Mette sagde han.", "Hej Mette."],
    )
    def test_ones_own_name_may_be_said(self, text: str) -> None:
        assert speaker_doubt(talk(("Mette", text), ("Lars", "Goddag."))) is None

    def test_two_of_the_same_first_name_may_greet_each_other(self) -> None:
        assert speaker_doubt(talk(("Lars Friis", "Hej Lars. Tak Lars."), ("Lars Bang", "Hej Lars. Tak Lars."))) is None
        assert speaker_doubt(talk(("Lars Friis", "Hej Lars. Tak Lars."), ("Mette", "Hej."))) == "self_addressed"

    def test_next_to_all_words_under_one_name(self) -> None:
        assert speaker_doubt(talk(("Mette", ALONE * 4), ("Lars", "Ja."))) == "one_label"
        assert speaker_doubt(talk(("Mette", ALONE), ("Lars", ALONE))) is None
        assert speaker_doubt(talk(("Mette", "Jeg bygger broer i Jylland."), ("Lars", "Ja."))) is None
        assert speaker_doubt(talk(("Mette", ALONE * 4))) is None

    def test_notes_are_never_in_doubt(self) -> None:
        notes = Conversation(turns=(Turn(speaker="Mette", text="Hej Mette, tak Mette"),), kind="notes", me="Mette")
        assert speaker_doubt(notes) is None

    def test_without_names_nobody_is_asked_who_they_are(self, coach: Analyzer) -> None:
        captions = (
            "1\n00:00:01,000 --> 00:00:03,000\nHej, tak for kaffen.\n\n2\n00:00:04,000 --> 00:00:06,000\nSelv tak.\n"
        )
        report = coach.analyze(read_text(captions))
        assert report.conversation.speaker_doubt == "unnamed"
        assert "usikkert" in report.overall.summary
        assert not any("--me" in advice.verdict for advice in report.advice)

    def test_the_report_withholds_what_depends_on_who_spoke(self, coach: Analyzer) -> None:
        text = "".join(f"{name}: {text} {ALONE}\n" for name, text in self.SWAPPED)
        report = coach.analyze(text, me="Mette")
        assert report.conversation.speaker_doubt == "self_addressed"
        assert all(score is None for scores in report.scores.values() for score in scores.values())
        assert report.overall.score is None
        assert not report.strengths
        assert not any(advice.suggestions for advice in report.advice)
        assert any("--speaker" in note for note in report.notes)
        assert report.signals, "the findings themselves are shown"
