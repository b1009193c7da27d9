from __future__ import annotations

import pytest

from samtalecoach.render import parts
from samtalecoach.render.texts import load_texts
from samtalecoach.report import Reference, Signal, TurnFacts

from .example import example
from .variants import crowd, notes

TEXTS = load_texts("da")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("almindelig tekst", "almindelig tekst"),
        ("to\r\nlinjer\rtre", "to\nlinjer\ntre"),
        ("a\tb\x85c\u2028d", "a b c d"),
        ("\x1b[31mrød\x1b[0m", "[31mrød[0m"),
        ("a\x00b\x07\x9b", "ab"),
        ("\u202edrejet\u2066", "drejet"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("\ufeff\uffff\ufffe", ""),
        ("familien 👩\u200d👧 og é", "familien 👩\u200d👧 og é"),
    ],
)
def test_clean_keeps_text_and_drops_controls(raw: str, expected: str) -> None:
    assert parts.clean(raw) == expected


def test_one_line_joins_white_space() -> None:
    assert parts.one_line("  a \n\n b\t ") == "a b"


@pytest.mark.parametrize(
    ("me", "names", "expected"),
    [
        ("Mette", ("Mette", "Lars"), "Din samtale med Lars"),
        ("Mette", ("Mette", "Lars", "Bo"), "Din samtale med Lars og Bo"),
        ("Mette", ("Mette",), "Din samtale"),
        (None, ("Mette", "Lars"), "Samtale mellem Mette og Lars"),
        (None, ("Lars",), "Samtale med Lars"),
        (None, (), "Samtale"),
        (None, ("A", "B", "C", "D", "E", "F"), "Samtale mellem A, B, C og 3 andre"),
    ],
)
def test_headline_names_who_took_part(me: str | None, names: tuple[str, ...], expected: str) -> None:
    facts = example().conversation.model_copy(update={"me": me, "participants": names})
    assert parts.headline(example(conversation=facts), TEXTS) == expected


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("da", "Jeg", "Jeg"),
        ("en", "Jeg", "Me"),
        ("da", "Me", "Jeg"),
        ("en", "Ukendt taler", "Unknown speaker"),
        ("en", "Jeg\x00", "Me"),
        ("en", "Jeggo", "Jeggo"),
        ("en", " ", "?"),
    ],
)
def test_a_speaker_without_a_name_is_called_so_in_the_reports_language(language: str, name: str, shown: str) -> None:
    assert parts.name_shown(name, load_texts(language)) == shown


def test_an_author_without_a_name_in_every_part() -> None:
    author = {"participants": ("Jeg", "Ukendt taler"), "me": "Jeg"}
    facts, texts = example().conversation.model_copy(update=author), load_texts("en")
    report = example(conversation=facts, scores={"Jeg": {}, "Ukendt taler": {}}, report_language="en")
    assert parts.speaker_name("Jeg", facts, texts) == "Me (you)"
    assert parts.headline(report, texts) == "Your conversation with Unknown speaker"
    assert [row[0] for row in parts.scores_table(report, texts).rows] == ["Me", "Unknown speaker"]


def test_headline_is_the_title_where_there_is_one() -> None:
    facts = example().conversation.model_copy(update={"title": " Kaffe \n på havnen "})
    assert parts.headline(example(conversation=facts), TEXTS) == "Kaffe på havnen"
    assert parts.headline(notes(), TEXTS) == "Dine noter fra samtalen"


def test_a_sentence_with_two_signals_is_quoted_once() -> None:
    (quote,) = parts.quotes(example(), (7, 8), TEXTS)
    assert [badge.text for badge in quote.badges] == ["Løfte", "Tilbud om hjælp"]
    assert (quote.speaker, quote.number) == ("Mette", 7)


def test_marked_turns_hold_the_whole_text() -> None:
    report = example()
    for turn, pieces in zip(report.turns, parts.marked_turns(report, TEXTS), strict=True):
        assert "".join(piece.text for piece in pieces) == turn.text


def test_overlapping_signals_and_references_are_cut_where_they_begin_and_end() -> None:
    turns = (TurnFacts(speaker="Mette", text="abcdefghij"),)

    def found(kind: str, start: int, end: int) -> Signal:
        about = {"speaker": "Mette", "turn": 0, "text": "x", "confidence": 1, "subtype": None}
        return Signal.model_validate({"kind": kind, "start": start, "end": end, **about})

    reference = Reference(focus="self", speaker="Mette", turn=0, start=3, end=6, text="def")
    report = example(
        turns=turns,
        signals=(found("offer", 0, 5), found("question", 2, 99)),
        references=(reference, reference),
        strengths=(),
        advice=(),
        follow_ups=(),
    )
    ((first, second, third),) = parts.marked_turns(report, TEXTS)
    assert [first.text, second.text, third.text] == ["ab", "cde", "fghij"]
    assert [[badge.kind for badge in piece.badges] for piece in (first, second, third)] == [
        ["offer"],
        ["offer", "question"],
        ["question"],
    ]
    assert [[badge.kind for badge in piece.ending] for piece in (first, second, third)] == [[], ["offer"], ["question"]]
    assert (second.words, third.words) == ((("c", None), ("de", "self")), (("f", "self"), ("ghij", None)))


def test_when_gives_the_date_and_the_words_that_were_used() -> None:
    promise = example().follow_ups[0]
    assert parts.when(promise, TEXTS) == "torsdag den 12. marts 2026 (»i morgen«)"
    assert parts.when(promise.model_copy(update={"due": None}), TEXTS) == "torsdag den 12. marts 2026"
    assert parts.when(promise.model_copy(update={"due_date": None}), TEXTS) == "i morgen"
    assert parts.when(promise.model_copy(update={"due": None, "due_date": None}), TEXTS) == "Intet tidspunkt aftalt"


def test_numbers_leave_out_what_notes_cannot_show() -> None:
    measures = [row[0] for row in parts.numbers_table(notes(), TEXTS).rows]
    assert TEXTS("numbers.questions") in measures
    assert not {TEXTS("numbers.talk_share"), TEXTS("numbers.turns")} & set(measures)


def test_an_undefined_number_is_not_nought() -> None:
    rows = {name: cells for name, *cells in parts.numbers_table(example(), TEXTS).rows}
    assert rows[TEXTS("numbers.self_focus_ratio")][1] == "–"
    assert rows[TEXTS("numbers.offers")][1] == "0"


def test_tables_turn() -> None:
    table = parts.numbers_table(crowd(30, 4), TEXTS)
    turned = table.turned("Taler")
    assert (len(table.header), len(turned.rows), turned.header[0]) == (31, 30, "Taler")
    assert turned.turned(table.header[0]) == table
