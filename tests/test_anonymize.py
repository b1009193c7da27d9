"""Names are taken out before the analysis, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from samtalecoach import Analyzer, Conversation, Report, Turn


@pytest.fixture(scope="module")
def report() -> Report:
    conversation = Conversation(
        turns=(
            Turn(
                speaker="Mette Holm",
                text="Hej Lars, tak for kaffen. Skriv til mette@holm.dk eller ring på 22 33 44 55.",
            ),
            Turn(
                speaker="Lars",
                text="Det gør jeg, Mette. Jeg sender dig linket på torsdag, og www.eksempel.dk har resten.",
            ),
            Turn(
                speaker="Mette Holm", text="Hvordan kom du ind i faget? Jeg har kendt Lars' chef i Aarhus siden 2019."
            ),
        ),
        date=date(2026, 3, 11),
        title="Kaffe med Lars",
        source="kaffe-med-lars.txt",
    )
    return Analyzer("da", anonymize=True).analyze(conversation, me="mette")


@pytest.mark.parametrize("name", ["Mette", "Holm", "Lars", "holm.dk", "22 33 44 55", "eksempel.dk"])
def test_no_name_is_left(report: Report, name: str) -> None:
    assert name not in report.to_json()
    assert name not in report.to_html()


def test_the_same_person_keeps_the_same_stand_in(report: Report) -> None:
    assert report.conversation.participants == ("Person A", "Person B")
    assert report.conversation.me == "Person A"
    assert report.turns[0].text.startswith("Hej Person B,")
    assert "Det gør jeg, Person A." in report.turns[1].text


def test_signals_and_numbers_stay(report: Report) -> None:
    assert report.speakers["Person A"].gratitude == 1
    promised = {str(signal.due_date) for signal in report.signals if signal.kind == "commitment" and signal.turn == 1}
    assert "2026-03-12" in promised
    assert "2019" in report.turns[2].text


def test_without_asking_names_stay() -> None:
    report = Analyzer("da").analyze("Mette: Hej Lars, tak for kaffen.\nLars: Hej Mette.", me="Mette")
    assert report.conversation.participants == ("Mette", "Lars")
