"""The analyzer from text to report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from languages import fixed_texts, unquoted, words
from samtalecoach import Analyzer, Conversation, Report, SamtalecoachError, Turn
from samtalecoach.render.terminal import render_terminal
from samtalecoach.report import Reference, Signal
from samtalecoach.resources import resource

FOUR = [
    "Mette: Tak for kaffen i dag.\nLars: Selv tak.",
    "Mette: Hvordan begyndte du at bygge vindmøller?\nLars: Det var et tilfælde.",
    "- Takkede for rådet\n- Lovede at ringe på torsdag",
    "Ole: Jeg sender dig linket i morgen.\nMette: Det lyder godt.",
]
SAMPLES = sorted(resource("data").glob("samples/*.txt"))


def check(report: Report) -> None:
    """What holds for every report."""
    marked: list[Signal | Reference] = [*report.signals, *report.references]
    for found in marked:
        turn = report.turns[found.turn]
        assert turn.text[found.start : found.end] == found.text
        assert turn.speaker == found.speaker
        assert found.start < found.end
    assert [s.turn for s in report.signals] == sorted(s.turn for s in report.signals)
    assert set(report.speakers) == set(report.scores) == set(report.conversation.participants)
    assert sum(n.words for n in report.speakers.values()) == report.conversation.words
    for name, numbers in report.speakers.items():
        assert numbers.questions == sum(s.kind == "question" and s.speaker == name for s in report.signals)
        assert numbers.self_references == sum(r.focus == "self" and r.speaker == name for r in report.references)
    for row in report.follow_ups:
        signal = report.signals[row.signal]
        assert (signal.kind, signal.speaker, signal.due) == ("commitment", row.who, row.due)


def test_the_example_of_the_readme(coach: Analyzer) -> None:
    conversation = Conversation(
        turns=(
            Turn(speaker="Mette", text="Tak fordi du tog dig tid. Hvordan kom du ind i branchen?"),
            Turn(speaker="Lars", text="Jeg begyndte som praktikant."),
        ),
        date=date(2026, 3, 11),
        source="kaffemoede.txt",
    )
    report = coach.analyze(conversation, me="Mette")
    facts = report.conversation
    assert (facts.language, facts.kind, facts.me, facts.source) == ("da", "transcript", "Mette", "kaffemoede.txt")
    assert (facts.participants, facts.words, facts.date) == (("Mette", "Lars"), 16, date(2026, 3, 11))
    thanks, question = report.signals
    assert (thanks.kind, thanks.subtype, thanks.start, thanks.end) == ("gratitude", "specific", 0, 25)
    assert (question.kind, question.subtype, question.start, question.end) == ("question", "open", 26, 56)
    assert question.follow_up is False
    assert [(r.focus, r.text, r.start) for r in report.references] == [
        ("other", "du", 10),
        ("other", "dig", 17),
        ("other", "du", 38),
        ("self", "Jeg", 0),
    ]


@pytest.mark.parametrize("me", ["Mette", "Lars", None])
def test_offsets_slice_back(coach: Analyzer, dialogue: str, me: str | None) -> None:
    check(coach.analyze(dialogue, me=me))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples(coach: Analyzer, path: Path) -> None:
    check(coach.analyze(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    ["Hej 👩‍👩‍👧 du. Tak for gåturen i går 🙂!", "  Tak   for\t\tkaffen .  ", "e\u0301n ting: tak for kaffen", "Tak\n\nfor\nkaffen", "…", "tak " * 300],
    ids=["emoji", "blanks", "combining", "lines", "dots", "long"],
)  # fmt: skip
def test_offsets_in_odd_texts(coach: Analyzer, text: str) -> None:
    check(coach.analyze(Conversation(turns=(Turn(speaker="A", text=text), Turn(speaker="B", text="")))))


def test_the_same_numbers_every_time(coach: Analyzer, dialogue: str) -> None:
    one = coach.analyze(dialogue, me="Mette")
    coach.analyze(FOUR[1])
    assert coach.analyze(dialogue, me="Mette").to_json() == one.to_json()


def test_company_does_not_change_a_report(coach: Analyzer, dialogue: str) -> None:
    alone = [coach.analyze(text).to_json() for text in (*FOUR, dialogue)]
    assert [report.to_json() for report in coach.analyze_many((*FOUR, dialogue))] == alone


def test_eight_threads_give_what_one_gives(dialogue: str) -> None:
    shared = Analyzer()
    texts = [*FOUR, dialogue] * 8
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: shared.analyze(text).to_json(), texts))
    assert together == [shared.analyze(text).to_json() for text in texts]


def test_many_are_read_lazily_and_in_order(coach: Analyzer) -> None:
    taken: list[int] = []

    def stream() -> Iterator[Conversation]:
        for at in range(1000):
            taken.append(at)
            yield Conversation(
                turns=(Turn(speaker="Mette", text=f"Tak for kage nummer {at}. " + "Den var god. " * 400),),
                id=f"nr {at}",
            )

    reports = coach.analyze_many(stream())
    assert taken == []
    assert [next(reports).conversation.id for _ in range(3)] == ["nr 0", "nr 1", "nr 2"]
    assert len(taken) < 20


def test_many_of_none(coach: Analyzer) -> None:
    assert list(coach.analyze_many([])) == []


def test_date_and_me_override_the_conversation(coach: Analyzer) -> None:
    turns = (Turn(speaker="Mette", text="Jeg ringer til dig i morgen."), Turn(speaker="Lars", text="Det lyder godt."))
    conversation = Conversation(turns=turns, date=date(2026, 3, 11), me="Lars")
    report = coach.analyze(conversation)
    assert (report.conversation.me, report.signals[0].due_date) == ("Lars", date(2026, 3, 12))
    for given in ("2026-12-31", date(2026, 12, 31)):
        report = coach.analyze(conversation, me="mette", date=given)
        assert (report.conversation.me, report.conversation.date) == ("Mette", date(2026, 12, 31))
        assert report.signals[0].due_date == date(2027, 1, 1)
    assert (conversation.me, conversation.date) == ("Lars", date(2026, 3, 11))


def test_a_date_in_the_text_is_overridden_too(coach: Analyzer) -> None:
    text = "Dato: 11.03.2026\nMette: Jeg ringer til dig i morgen.\nLars: Fint."
    assert coach.analyze(text).signals[0].due_date == date(2026, 3, 12)
    assert coach.analyze(text, date="2026-05-01").signals[0].due_date == date(2026, 5, 2)


def test_without_a_date_no_day_is_made_up(coach: Analyzer) -> None:
    signal = coach.analyze("Mette: Jeg ringer til dig i morgen.\nLars: Fint.").signals[0]
    assert (signal.due, signal.due_date) == ("i morgen", None)


def test_a_date_that_is_none(coach: Analyzer) -> None:
    with pytest.raises(SamtalecoachError, match=r"'i går'.*2026-03-11"):
        coach.analyze(FOUR[0], date="i går")


@pytest.mark.parametrize(
    "given", [FOUR[0], Conversation(turns=(Turn(speaker="Mette", text="Hej"), Turn(speaker="Lars", text="Hej")))]
)
def test_an_unknown_me_lists_the_speakers(coach: Analyzer, given: str | Conversation) -> None:
    with pytest.raises(SamtalecoachError, match=r"'Ole'.*Mette, Lars"):
        coach.analyze(given, me="Ole")


@pytest.mark.parametrize(
    "given",
    ["", "  \n\t ", "!!! ...", Conversation(turns=()), Conversation(turns=(Turn(speaker="Mette", text=" \n"),))],
    ids=["empty", "blank", "marks", "no turns", "no words"],
)
def test_empty_input_is_an_error_that_says_so(coach: Analyzer, given: str | Conversation) -> None:
    with pytest.raises(SamtalecoachError, match=r"tom|ingen ord"):
        coach.analyze(given)


def test_a_missing_model_names_the_command_that_installs_it() -> None:
    with pytest.raises(SamtalecoachError, match=r"'da_no_such_model'.*python -m spacy download da_no_such_model"):
        Analyzer(model="da_no_such_model").analyze(FOUR[0])


def test_a_missing_model_folder_names_the_path(tmp_path: Path) -> None:
    with pytest.raises(SamtalecoachError, match=r"kontrollér stien"):
        Analyzer(model=str(tmp_path / "nothing")).analyze(FOUR[0])


def test_a_language_that_is_not_there_lists_those_that_are() -> None:
    language: Any = "tlh"
    with pytest.raises(SamtalecoachError, match=r"'tlh'.*auto.*da"):
        Analyzer(language)


@pytest.fixture(scope="module")
def english() -> Analyzer:
    return Analyzer(report_lang="en")


def terminal(report: Report) -> str:
    stream = StringIO()
    render_terminal(report, Console(file=stream, width=100))
    return stream.getvalue()


def coached(report: Report) -> list[str]:
    """What the coach says, apart from the lines that were left out."""
    texts = [report.overall.summary, *(strength.text for strength in report.strengths)]
    for advice in report.advice:
        texts += [advice.title, advice.verdict, advice.why, *advice.suggestions]
    for note in report.notes:
        for line in report.conversation.omitted:
            note = note.replace(line, "")
        texts.append(note)
    return texts


def test_the_report_follows_the_conversation(coach: Analyzer, dialogue: str) -> None:
    report = coach.analyze(dialogue, me="Mette")
    assert (report.conversation.language, report.report_language) == ("da", "da")
    for language in ("auto", "da"):
        assert Analyzer(report_lang=language).analyze(dialogue, me="Mette") == report


def test_another_language_changes_the_texts_alone(coach: Analyzer, english: Analyzer, dialogue: str) -> None:
    danish, report = coach.analyze(dialogue, me="Mette").to_dict(), english.analyze(dialogue, me="Mette").to_dict()
    assert (report["conversation"]["language"], report["report_language"]) == ("da", "en")
    for part in ("conversation", "turns", "signals", "references", "speakers", "scores", "follow_ups"):
        assert report[part] == danish[part], part
    assert report["overall"]["score"] == danish["overall"]["score"]
    for told, same in zip(report["advice"], danish["advice"], strict=True):
        assert [told[key] for key in ("id", "score", "evidence")] == [same[key] for key in ("id", "score", "evidence")]
        assert all(told[key] != same[key] for key in ("title", "verdict", "why", "suggestions"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_english_coach_says_no_danish_word(english: Analyzer, path: Path) -> None:
    report = english.analyze(path.read_text(encoding="utf-8"))
    danish, own = (set().union(*map(words, fixed_texts(language))) for language in ("da", "en"))
    for me in (report.conversation.me, report.conversation.participants[0], None):
        told = english.analyze(path.read_text(encoding="utf-8"), me=me)
        names = words(" ".join(told.conversation.participants))
        for text in coached(told):
            assert not words(unquoted(text)) & (danish - own - names), text


@pytest.mark.parametrize("me", ["Mette", None])
@pytest.mark.parametrize("form", [Report.to_json, Report.to_markdown, Report.to_html, terminal])
def test_no_form_of_an_english_report_has_danish_texts(
    english: Analyzer, dialogue: str, form: Callable[[Report], str], me: str | None
) -> None:
    report = english.analyze(dialogue + "Mette: Kan du skaffe mig et job hos jer?\n", me=me)
    apart, joined = (" ".join(unescape(re.sub("<[^<>]*>", gap, form(report))).split()) for gap in (" ", ""))
    said = " ".join(turn.text for turn in report.turns) + " ".join(map(str, report.advice))
    danish = {text for text in fixed_texts("da") if not occurs(text, said)}
    assert len(danish) > 200
    assert [text for text in danish if occurs(text, apart)] == []
    assert all(signal.text in joined for signal in report.signals)


def occurs(text: str, where: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", where) is not None


def test_a_report_in_no_language_lists_those_that_are() -> None:
    language: Any = "sv"
    with pytest.raises(SamtalecoachError, match=r"^Rapporten .*'sv'; vælg auto, da eller en\.$"):
        Analyzer(report_lang=language)


def test_turns_stay_one_to_one_and_in_order(coach: Analyzer) -> None:
    lines = ["Mette: Hej", "Mette: Er du der?", "Lars: Ja, det er jeg", "Mette: Godt", "Lars: Ja", "Lars: Hvad så?"]
    report = coach.analyze("\n".join(lines))
    assert [f"{turn.speaker}: {turn.text}" for turn in report.turns] == lines


def test_notes_have_no_talk_share(coach: Analyzer) -> None:
    report = coach.analyze(FOUR[2], me="Mette")
    assert (report.conversation.kind, report.conversation.me) == ("notes", "Mette")
    numbers = report.speakers["Mette"]
    assert (numbers.talk_share, numbers.turns, numbers.longest_monologue_words) == (None, None, None)
    assert report.scores["Mette"]["self_focus"] is None


def test_one_speaker(coach: Analyzer) -> None:
    report = coach.analyze(Conversation(turns=(Turn(speaker="Mette", text="Jeg taler og taler. " * 20),)), me="Mette")
    assert report.scores["Mette"]["self_focus"] is None
    assert report.speakers["Mette"].talk_share == 1.0
    assert report.advice[0].suggestions == ()


def test_input_is_left_as_it_was(coach: Analyzer) -> None:
    conversation = Conversation(turns=(Turn(speaker="Mette", text=" Tak  for kaffen. "),))
    before = conversation.to_json()
    report = coach.analyze(conversation, me="Mette", date="2026-03-11")
    assert conversation.to_json() == before
    assert report.turns[0].text == " Tak  for kaffen. "
