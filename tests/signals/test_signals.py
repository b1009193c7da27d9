"""Plain sentences of every kind of signal, and their neighbours that are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from samtalecoach.analyzer import Analyzer
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.report import Signal
from samtalecoach.signals import Finding, Judged, detectors, register
from samtalecoach.signals import base as registry

NOTES_BEFORE, NOTES_AFTER = "Mødte Lars i kantinen.", "Kaffen var god."


def found(coach: Analyzer, text: str, *, before: str | None = None, kind: Any = "transcript") -> list[Signal]:
    """The signals of a sentence, in talk after what the other said, in notes between two lines."""
    if kind == "notes":
        turns = [Turn(speaker="Mette", text=line) for line in (NOTES_BEFORE, text, NOTES_AFTER)]
    else:
        turns = [Turn(speaker="Lars", text=before or "Det er et stort hus."), Turn(speaker="Mette", text=text)]
    report = coach.analyze(Conversation(turns=tuple(turns), kind=kind, language="da", date=date(2026, 3, 11)))
    return [signal for signal in report.signals if signal.turn == 1]


def labels(signals: list[Signal]) -> set[str]:
    return {f"{signal.kind}/{signal.subtype}" if signal.subtype else signal.kind for signal in signals}


@pytest.mark.parametrize(
    "text",
    [
        "Hvordan begyndte du at arbejde med lyd?",
        "Hvorfor valgte du at flytte til Odense?",
        "Hvad har overrasket dig mest i det nye job?",
        "Hvordan ser en almindelig dag ud hos jer?",
    ],
)
def test_open_questions(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == {"question/open"}


@pytest.mark.parametrize(
    "text",
    [
        "Har du boet længe i Viborg?",
        "Kan du lide at undervise?",
        "Hvornår flyttede I ind i bygningen?",
        "Er det svært at finde lærlinge?",
    ],
)
def test_closed_questions(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == {"question/closed"}


@pytest.mark.parametrize(
    "text",
    [
        "Jeg kunne godt tænke mig at vide, hvordan du planlægger din uge.",
        "Jeg er nysgerrig på, hvordan I vælger jeres leverandører.",
    ],
)
def test_indirect_questions(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == {"question/indirect"}


@pytest.mark.parametrize(
    "text",
    [
        "Tak for maden.",
        "Tak, fordi du lyttede.",
        "Mange tak for dit gode råd.",
        "Jeg sætter stor pris på, at du kom i dag.",
    ],
)
def test_specific_thanks(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == {"gratitude/specific"}


@pytest.mark.parametrize("text", ["Tusind tak!", "Mange tak.", "Tak skal du have."])
def test_plain_thanks(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == {"gratitude/plain"}


@pytest.mark.parametrize(
    "text",
    ["Nej tak.", "Nej tak, jeg har lige spist.", "Takket være min bror fik vi båden i vandet.", "Tak fordi du så med."],
)
def test_words_of_thanks_that_thank_nobody(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == set()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Har I brug for en som mig i afdelingen?", "job_request/direct"),
        ("Kan du give mig et job?", "job_request/direct"),
        ("Har du et job til mig?", "job_request/direct"),
        ("Vil du sende mit CV til din chef?", "job_request/indirect"),
        ("Kan du anbefale mig til din leder?", "job_request/indirect"),
        ("Jeg leder efter et nyt job.", "job_request/hint"),
        ("Jeg søger arbejde for tiden.", "job_request/hint"),
    ],
)
def test_job_requests(coach: Analyzer, text: str, label: str) -> None:
    assert labels(found(coach, text)) == {label}


@pytest.mark.parametrize(
    "text", ["Jeg leder ikke efter job.", "Jeg er glad for mit job.", "Min bror fik nyt job sidste år."]
)
def test_talk_of_jobs_that_asks_for_none(coach: Analyzer, text: str) -> None:
    assert not any(label.startswith("job_request") for label in labels(found(coach, text)))


@pytest.mark.parametrize(
    ("text", "due", "day"),
    [
        ("Jeg ringer til dig på torsdag.", "på torsdag", date(2026, 3, 12)),
        ("Jeg skriver til dig i næste uge.", "i næste uge", None),
        ("Jeg vender tilbage til dig på mandag.", "på mandag", date(2026, 3, 16)),
        ("Jeg sender dig regningen i morgen.", "i morgen", date(2026, 3, 12)),
    ],
)
def test_promises(coach: Analyzer, text: str, due: str, day: date | None) -> None:
    signals = [signal for signal in found(coach, text) if signal.kind == "commitment"]
    assert [(signal.subtype, signal.due, signal.due_date) for signal in signals] == [("promise", due, day)]


@pytest.mark.parametrize(
    ("texts", "due", "day"),
    [
        (["Lad os mødes på fredag."], "klokken ti", date(2026, 3, 13)),
        (["Lad os mødes på fredag.", "Ja.", "Hvor skal vi være?", "I kantinen."], "klokken ti", date(2026, 3, 13)),
        (["Lad os mødes på fredag.", "Ja.", "Hvor skal vi være?", "I kantinen.", "Er der kaffe?"], "klokken ti", None),
        (["Passer torsdag den 26. marts dig?", "Ja, det gør den."], "torsdag", date(2026, 3, 26)),
        (["Passer fredag den 27. marts dig?", "Ja, det gør den."], "torsdag", date(2026, 3, 12)),
        (["Passer den 26. april dig?", "Ja, det gør den."], "den 26.", date(2026, 4, 26)),
    ],
)
def test_a_time_takes_up_the_day_that_was_just_named(
    coach: Analyzer, texts: list[str], due: str, day: date | None
) -> None:
    turns = [Turn(speaker="AB"[at % 2], text=text) for at, text in enumerate([*texts, f"Så siger vi {due}"])]
    signals = coach.analyze(Conversation(turns=tuple(turns), date=date(2026, 3, 11))).signals
    assert [(signal.due, signal.due_date) for signal in signals if signal.turn == len(texts)] == [(due, day)]


@pytest.mark.parametrize(
    ("text", "due", "day"),
    [
        ("Lad os mødes på fredag.", "på fredag", date(2026, 3, 13)),
        ("Vi ses på tirsdag.", "på tirsdag", date(2026, 3, 17)),
        ("Skal vi spise frokost i næste uge?", "i næste uge", None),
    ],
)
def test_agreements(coach: Analyzer, text: str, due: str, day: date | None) -> None:
    signals = found(coach, text)
    assert labels(signals) == {"commitment/agreement"}
    assert [(signal.due, signal.due_date) for signal in signals] == [(due, day)]


@pytest.mark.parametrize(
    "text", ["Vi ses.", "Jeg sendte den i går.", "Jeg flyver til Berlin på mandag.", "Det var en lang dag."]
)
def test_what_binds_nobody(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == set()


@pytest.mark.parametrize(
    "text", ["Sig til, hvis jeg kan hjælpe med flytningen.", "Jeg kan sætte dig i kontakt med min revisor."]
)
def test_offers(coach: Analyzer, text: str) -> None:
    assert "offer" in labels(found(coach, text))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Takkede for rådet.", "gratitude/specific"),
        ("Spurgte, hvordan hun lærte at svejse.", "question/open"),
        ("Lovede at sende billederne på mandag.", "commitment/promise"),
        ("Aftale: frokost på torsdag.", "commitment/agreement"),
    ],
)
def test_notes(coach: Analyzer, text: str, label: str) -> None:
    assert labels(found(coach, text, kind="notes")) == {label}


@pytest.mark.parametrize("text", ["Hun takkede for rådet.", "Han takkede mig for hjælpen."])
def test_thanks_of_a_third_person_are_none(coach: Analyzer, text: str) -> None:
    assert labels(found(coach, text)) == set()


def test_a_question_after_what_the_other_said_follows_up(coach: Analyzer) -> None:
    told = "Vi byggede en stor drage af bambus, og den fløj over hele byen."
    (question,) = found(coach, "Hvordan byggede I den drage?", before=told)
    assert question.follow_up is True
    first = coach.analyze("Mette: Hvordan byggede I den drage?\nLars: Af bambus.").signals[0]
    assert first.follow_up is False


def test_several_signals_stand_in_the_order_of_the_sentences(coach: Analyzer) -> None:
    signals = found(coach, "Tak for maden. Hvordan lærte du at lave mad? Jeg ringer til dig på torsdag.")
    assert [signal.kind for signal in signals] == ["gratitude", "question", "commitment"]
    assert [signal.start for signal in signals] == sorted(signal.start for signal in signals)


def test_confidence_is_a_probability_and_the_cues_are_told(coach: Analyzer, dialogue: str) -> None:
    for signal in coach.analyze(dialogue).signals:
        assert 0.0 < signal.confidence <= 1.0
        assert signal.cues


def test_a_detector_of_ones_own_takes_the_place_of_ours(coach: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_DETECTORS", dict(detectors()))

    @register("gratitude")
    def other(judged: Judged) -> Finding | None:
        return Finding("warm", 0.5, (judged.kind,)) if "maden" in judged.sentence.text else None

    assert labels(found(coach, "Tak for maden.")) == {"gratitude/warm"}
    assert labels(found(coach, "Tak for kaffen.")) == set()
