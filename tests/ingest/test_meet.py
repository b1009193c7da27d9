"""Transcripts that Google Meet saves as a document."""

from __future__ import annotations

from datetime import date as Date

import properties
import pytest
import samples
from containers import saved
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.meet import read_meet
from samtalecoach.ingest.registry import Source

CASES = samples.cases("meet")
MARKS = [
    "\nMette Krog: ", "\n**Lars Holm:** ", "\nMette Krog: \n", "\n00:05:00\n", "\n### 00:05:00\n", "Transcription ended after 00:31:22\n", " - Transcript\n", "\nDeltagere\n", "Omar Said: ", "…",
    ": ", "**", "# ", "\\-", "99:99:99", "og så videre.", "Tak fordi du så med.",
]  # fmt: skip
NAMES = [*properties.NAMES, "Bo Sejr (Region Nord)", "iPhone tilhørende Ida"]
FORMS = {
    "old": ("Kaffe (2026-03-11 09:30 GMT+1) – Transcript\nAttendees\nMette Krog\nTranscript\n", "\n{name}: {text}", "{time}", ""),
    "new": ("Mar 11, 2026\nKaffe - Transcript\n00:00:00\n", "{name}: {text}", "\n\n{time}\n", "\nTranscription ended after 00:31:22"),
    "Markdown": ("11. mar. 2026\n\n## Kaffe \\- Udskrift\n", "**{name}:** {text}  ", "### {time}\n", "### Transcription ended after 00:31:22"),
}  # fmt: skip
FOOTER = "\n\nThis editable transcript was computer generated and might contain errors."


def test_the_document_itself() -> None:
    """As Google Docs writes it: headings, and a paragraph for each turn with the name in bold."""
    path = samples.FORMATS / "meet" / "gemini_noter.txt"
    document = Document()
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, text = line.partition(": ")
        heading = line.startswith("00:") or line.endswith("Transcript") or line in ("Summary", "Details")
        paragraph = document.add_paragraph(style="Heading 2" if heading else None)
        paragraph.add_run(name + colon).bold = bool(colon)
        paragraph.add_run(text)
    assert samples.told(read_conversation(saved(document), "møde.docx")) == samples.expected(path)


@pytest.mark.parametrize("head", ["11. mar. 2026\nKaffe – udskrift", "Kaffe – udskrift\n11. mar. 2026"])
def test_the_date_stands_above_or_below_the_title(head: str) -> None:
    told = read_text(f"{head}\n00:00:00\nMette Krog: Hej\nLars Holm: Hej\nTransskriptionen sluttede efter 00:31:22")
    assert told.date == Date(2026, 3, 11)


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Hej",
        "Kaffe - Transcript\nMette: Hej\nLars: Hej",
        "Udskrift\nMette: Hej\nLars: Hej",
        "Mette Krog: Hej\n00:05:00\nLars Holm: Hej",
        "Noter\nVi talte om løn.\nTranscription ended after 00:31:22\nNæste skridt: mail",
        "Noter\nVi talte om løn.\nTranscription ended after 00:31:22",
    ],
)
def test_what_is_no_transcript_of_meet(text: str) -> None:
    assert read_meet(Source(text)) is None


def test_a_transcript_without_speech_is_told_in_one_sentence() -> None:
    with pytest.raises(SamtalecoachError, match="Google Meet"):
        read_text(
            "Feb 9, 2026\nKaffe - Transcript\nTranscription ended after 00:02:31\n\nThis editable transcript was computer generated"
        )


@pytest.mark.parametrize(
    ("lines", "turns"),
    [
        (["A: Kan du måske høre", "B: Ja.", "A: mig? Godt."], ["Kan du måske høre mig?", "Ja.", "Godt."]),
        (["A: Jeg talte med dem, der…", "B: Ja.", "A: kom."], ["Jeg talte med dem, der kom.", "Ja."]),
        (["A: Det er sådan,", "B: Ja.", "A: at det går."], ["Det er sådan,", "Ja.", "at det går."]),
        (["A: Mm", "B: Jeg bor her.", "A: okay."], ["Mm", "Jeg bor her.", "okay."]),
        (["A: Jeg bor her. Du?", "B: Ja.", "A: godt så."], ["Jeg bor her. Du?", "Ja.", "godt så."]),
        (["A: Jeg bor i en", "B: Ja.", "A: by, som er så lille, at ingen kender den."], ["Jeg bor i en", "Ja.", "by, som er så lille, at ingen kender den."]),
        (["A: kan du måske høre", "B: ja", "A: mig", "B: ja ja"], ["kan du måske høre", "ja", "mig", "ja ja"]),
        (["A: Vi mødtes i", "00:05:00", "A: Odense."], ["Vi mødtes i Odense."]),
        (["A: Vi mødtes i", "00:05:00", "Odense.", "B: Ja."], ["Vi mødtes i Odense.", "Ja."]),
        (["B: Hej.", "A: Det var det.B: Nå.", "A: Ja."], ["Hej.", "Det var det.", "Nå.", "Ja."]),
    ],
)  # fmt: skip
def test_phrases_that_were_cut(lines: list[str], turns: list[str]) -> None:
    text = "\n".join(["Kaffe - Transcript", "00:00:00", *lines, "Transcription ended after 00:10:00"])
    conversation = read_text(text.replace("A:", "Anna Krog:").replace("B:", "Bo Sejr:"))
    assert [turn.text for turn in conversation.turns] == turns


def test_long_documents_take_linear_time() -> None:
    turns = "Mette Krog: Hej og velkommen\nLars Holm: Tak.\n" * 4_000
    assert len(read_text(f"Kaffe - Transcript\n00:00:00\n{turns}{FOOTER}").turns) == 8_000
    assert (
        len(read_text(f"Kaffe - Transcript\n00:00:00\nMette Krog: {'ord ' * 200_000}\nBo Sejr: {'a' * 200_000}").turns)
        == 2
    )


@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        conversation = read_meet(Source(text))
        lost = properties.lost(text, conversation, names_again=True)
        names = tuple(properties.words(" ".join(conversation.participants))) if conversation else ()
        assert not [word for word in lost if not word.endswith(names)]  # "…derLars Holm:" was parted


@given(
    st.sampled_from(list(FORMS)),
    st.lists(
        st.tuples(
            st.sampled_from(NAMES), properties.spoken("og så videre", "[griner]"), st.none() | st.integers(0, 9000)
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_a_document_reads_back(form: str, pieces: list[tuple[str, str, int | None]]) -> None:
    top, turn, stamp, bottom = FORMS[form]
    written, expected = [top], list[properties.Said]()
    for name, text, at in pieces * 2:  # names come back
        if at is not None:
            written.append(stamp.format(time=f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}"))
        written.append(turn.format(name=name, text=f"{text} tak."))
        expected.append((name, f"{text} tak.", at if at is not None or expected or form != "new" else 0))
    conversation = read_meet(Source("\n".join([*written, bottom, FOOTER])))
    assert conversation is not None
    assert said_at(conversation) == properties.in_turns(expected)
    assert (conversation.title, str(conversation.date)) == ("Kaffe", "2026-03-11")
