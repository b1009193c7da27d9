"""Tables in text and in workbooks."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from io import StringIO

import properties
import pytest
import samples
from containers import TURNS, docx_of, part, replaced, xlsx_of
from hypothesis import given
from hypothesis import strategies as st
from samples import said, said_at

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text, workbook
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.table import read_table
from samtalecoach.ingest.workbook import read_workbook

CASES = samples.cases("table")
HEADER = ("Taler", "Tekst")
MARKS = [
    ";", ",", '"', '""', "sep=;", "Taler;Tekst\n", "speaker,text\n", "Mette;hej\n", "0:03", "2026-03-11 09:32", "|", "---", "999999999999", "9.32",
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.vtt", "a.docx", None])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_content_decides_not_the_ending(name: str | None, encoding: str) -> None:
    conversation = read_conversation("Taler;Tekst\nÅse;Blåbær, tak\nBo;Nå, så?\n".encode(encoding), name)
    assert (conversation.turns[0].speaker, conversation.turns[0].text) == ("Åse", "Blåbær, tak")


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej, Lars\nLars: Hej, Mette\nMette: Godt, tak\nLars: Ja, da",
        "Lars: Selv tak, Mette, det er hyggeligt.\n" * 4,
        "Jeg mødte Lars, Mette og Ole\nVi talte om vind, sol og vand\nDet var hyggeligt, langt og godt",
        "Mette\nHej, Lars\nLars\nHej, Mette",
        "Mette; hun er sød\nLars; han er også sød",
        "Kaffe med Lars\n- Han har bygget kraner, møller og skibe\n- Han kender Anders, Ole og Ida",
        "taler, tekst og tid er tre ord",
        "",
    ],
)
def test_a_text_with_commas_is_no_table(text: str) -> None:
    assert read_table(Source(text)) is None
    assert read_table(Source(text, "a.csv")) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dato,Beløb\n1.1.2026,30\n2.1.2026,40\n", "konto.csv"),
        ("Dato;Beløb;Saldo\n1.1.2026;30;40\n2.1.2026;40;80\n3.1.2026;40;120\n", None),
        ("sep=,\nDato,Beløb\n1.1.2026,30\n", "konto.txt"),
    ],
)
def test_a_table_without_a_conversation_says_what_is_missing(text: str, name: str | None) -> None:
    with pytest.raises(
        SamtalecoachError, match=r"tabel uden samtale \(kolonnerne er 'Dato', 'Beløb'.*'taler'.*'tekst'"
    ):
        read_conversation(text.encode(), name)


def test_several_conversations_in_a_table() -> None:
    with pytest.raises(SamtalecoachError, match="2 samtaler"):
        read_text("conversation id,from,content\n1,Mette,hej\n2,Lars,hej\n", source="messages.csv")


def test_a_cell_that_does_not_end() -> None:
    with pytest.raises(SamtalecoachError, match="anførselstegn"):
        read_text('taler;tekst\nMette;hej\nLars;"hej\n' + "Mette;hej med dig\n" * 20_000)


def test_nothing_is_said() -> None:
    for data in (b"taler;tekst\nMette;...\nLars;?\n", xlsx_of([HEADER, ("Mette", "...")])):
        with pytest.raises(SamtalecoachError, match="ikke bliver sagt noget"):
            read_conversation(data)


def test_hints_are_names() -> None:
    rows = "x1;hej med dig\ny2;hej selv\nx1;tak for det\ny2;selv tak\n"
    assert read_table(Source(rows)) is None
    conversation = read_text(rows, speakers=["x1", "y2"])
    assert conversation.participants == ("x1", "y2")


def test_words_beside_a_time_are_told_of() -> None:
    rows = [
        "2026-02-03T09:00:00Z;Mette;Hej Lars",
        "2026-02-03 09:01 Mette ringede;Lars;Hej Mette",
        "2026-02-03 kl. 9.02;Mette;Hej igen",
    ]
    conversation = read_conversation("\n".join(["Tid;Taler;Tekst", *rows]).encode())
    assert len(conversation.turns) == 3
    assert conversation.omitted == ("Tid Taler Tekst", "2026-02-03 09:01 Mette ringede")


def test_workbook_times_dates_and_other_sheets() -> None:
    rows = [
        ("Kaffe med Lars",),
        (),
        ("Dato", "Tid", "Navn", "Replik", "Nummer"),
        (date(2026, 3, 11), time(9, 32), "Mette", "Hej\nLars", 1.0),
        (date(2026, 3, 11), time(9, 33), "Lars", "Hej", 2.5),
        (None, None, "Mette", 7, None),
    ]
    conversation = read_conversation(xlsx_of(rows, [("Noget andet",)]), "samtale.xlsx", me="Mette")
    assert said_at(conversation) == [
        ("Mette", "Hej Lars", 0),
        ("Lars", "Hej", 60),
        ("Mette", "7", None),
    ]
    assert (conversation.title, str(conversation.date), conversation.me) == ("Kaffe med Lars", "2026-03-11", "Mette")
    assert conversation.omitted == ("Kaffe med Lars", "Dato Tid Navn Replik Nummer", "1", "2.5", "Noget andet")


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ((time(0, 0, 3), time(0, 1, 9)), [3, 69]),
        ((timedelta(seconds=3), timedelta(minutes=1, seconds=9)), [3, 69]),
        ((3, 69.0), [3, 69]),
        (("0:03", "1:09"), [3, 69]),
        ((datetime(2026, 3, 11, 9, 32), datetime(2026, 3, 11, 9, 33, 6)), [0, 66]),
        (("09.32", "09.33"), [0, 60]),
        (("2026-03-11T09:32:00Z", "2026-03-11T09:33:00Z"), [0, 60]),
        (("2026-03-11 11:59 PM", "2026-03-12 12:01 AM"), [0, 120]),
        (("vrøvl", ""), [None, None]),
    ],
)
def test_times(times: tuple[object, object], seconds: list[float | None]) -> None:
    rows = [("Tid", *HEADER), *((moment, *turn) for moment, turn in zip(times, TURNS, strict=False))]
    assert [turn.start_s for turn in read_conversation(xlsx_of(rows)).turns] == seconds


def test_the_newest_message_first() -> None:
    rows = [("Date", "From", "Content"), ("2026-03-12 10:00", "Lars", "Ja"), ("2026-03-11 10:00", "Mette", "Kaffe?")]
    conversation = read_conversation(xlsx_of(rows))
    assert [turn.text for turn in conversation.turns] == ["Kaffe?", "Ja"]
    assert str(conversation.date) == "2026-03-11"


def test_workbooks_without_a_conversation() -> None:
    rows = [HEADER, *TURNS]
    for book, problem in (
        (xlsx_of([("Dato", "Beløb"), (1, 2)]), "tabel uden samtale"),
        (xlsx_of([]), "ingen tekst"),
        (xlsx_of(rows, rows), r"flere ark \(Sheet, Ark2\)"),
    ):
        with pytest.raises(SamtalecoachError, match=problem):
            read_conversation(book)
    assert read_workbook(Source(docx_of(["Mette: hej"]))) is None


@pytest.mark.parametrize(
    "row",
    [
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
        '<row r="9"><c r="ZZZZZZZ9"><v>1</v></c></row>',
        '<row r="x"/>',
        "<row><c t='s'><v>99</v></c></row>",
    ],
)
def test_workbooks_with_impossible_cells(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 1000)
    book = xlsx_of([HEADER, *TURNS])
    sheet = part(book, "xl/worksheets/sheet1.xml").replace("</sheetData>", f"{row}</sheetData>")
    with pytest.raises(SamtalecoachError, match="beskadiget|for stor"):
        read_conversation(replaced(book, {"xl/worksheets/sheet1.xml": sheet.encode()}))


TEXTS = st.lists(
    st.sampled_from(
        ["hej", "og, tak", "blå; bær", 'han "sagde" det', "nå\nja", "kl. 10:30", "Mette: nej", "|", "Hvad nu?"]
    ),
    min_size=1,
    max_size=4,
).map(lambda parts: " ".join([*parts, "hej"]))
NAMES = ["Mette", "Lars Holm", "Taler 1", "Anne-Marie", "Ole (NNIT)", "ida, direktør"]


@given(
    properties.pieces(NAMES, TEXTS, st.just(0), most=10),
    st.sampled_from(";,\t"),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_a_written_table_reads_back(pieces: list[tuple[str, str, int]], delimiter: str, encoding: str) -> None:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([HEADER, *(piece[:2] for piece in pieces)])
    conversation = read_conversation(stream.getvalue().encode(encoding))
    assert said(conversation) == [(name, " ".join(text.split())) for name, text, _ in pieces]


# without words: in a cell of a name that is none they are not kept
@given(properties.damaged(CASES, MARKS, properties.SIGNS), st.sampled_from([None, "a.csv"]))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str, name: str | None) -> None:
    with properties.refusals():
        conversation = read_text(text, source=name)
        lost = properties.words(clean(text)).keys() - properties.kept(conversation).keys()
        assert not lost - {"t", "z", "utc", "sep", "kl", "am", "pm"}


class TestGivenColumns:
    TABLE = b"nr;Hvem;Hvad\n1;Mette;Hej Lars\n2;Lars;Hej med dig\n3;Mette;Hvad laver du nu?\n"

    def test_the_named_columns_are_read(self) -> None:
        read = read_conversation(self.TABLE, name="t.csv", columns=("hvem", "Hvad"))
        assert said(read) == [
            ("Mette", "Hej Lars"),
            ("Lars", "Hej med dig"),
            ("Mette", "Hvad laver du nu?"),
        ]

    def test_columns_that_are_not_there(self) -> None:
        with pytest.raises(SamtalecoachError, match=r"'Hvem'.*'Hvad'"):
            read_conversation(self.TABLE, name="t.csv", columns=("taler", "replik"))

    def test_one_column_is_too_few(self) -> None:
        with pytest.raises(SamtalecoachError, match="to kolonner"):
            read_conversation(self.TABLE, name="t.csv", columns=("Hvem",))
