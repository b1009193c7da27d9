"""Transcripts that Teams saves as a document."""

from __future__ import annotations

import io

import docx
import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.teams_document import read_teams_document

CASES = samples.cases("teams_document")
PIECES = [
    "\nMette Krog   0:03\n", "Mette Krog   1:02:03", "   0:03", "\n0:0:3.120 --> 0:0:5.400\n", "0:0:3.1 --> ", "Mette Krog startede transskription", " stopped transcription", "38m 12s",
    "\nMette Krog 0 minutter 3 sekunder\n", "0 minutter 3 sekunder0:03", "\n", "\r\n", "\t", "WEBVTT", "Mette: hej", "11. marts 2026", "Tak fordi du så med.", "\x00", "\ud800", "\x0b", "(Ekstern)", "99:99", "#",
]  # fmt: skip
WORDS = all_words()
TIME_WORDS = WORDS.hour_words | WORDS.minute_words | WORDS.second_words
NAMES = [
    "Mette Krog",
    "Krog, Mette (Ekstern)",
    "Mødelokale 3",
    "+45 20 30 40 50",
    "søren",
    "Jean-Luc d'Arc",
    "Taler 1",
    "مريم",
]
spoken = st.lists(
    st.sampled_from(["ja", "Jeg sagde: nej", "klokken 10:30", "Hvad nu?", "\nog så videre", "👍", "15.01.2024"]),
    max_size=4,
).map(lambda parts: " ".join(["Hej", *parts]))


@pytest.mark.parametrize("case", ["dansk", "tre_blokke_med_hoved"])
def test_the_document_itself(case: str) -> None:
    """As Teams writes it: a paragraph for each block, with line breaks in it."""
    path = samples.FORMATS / "teams_document" / f"{case}.txt"
    document = docx.Document()
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        document.add_paragraph(block.strip("\n"))
    file = io.BytesIO()
    document.save(file)
    assert samples.told(read_conversation(file.getvalue(), "møde.docx")) == samples.expected(path)


def test_the_date_given_goes_before_the_one_in_the_document() -> None:
    text = "Kaffe\n11. marts 2026, 9.30\n38m 12s\nMette Krog   0:03\nHej"
    assert str(read_text(text, date="2026-03-12").date) == "2026-03-12"


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Hej",
        "Mette Krog   0:03\nHej\nLars Holm   0:05\nHej",
        "Velkomst   9:00\nKaffe\nOplæg   9:30\nOm netværk",
        "1\n00:00:01,000 --> 00:00:02,000\nMette\nHej\n\n2\n00:00:02,000 --> 00:00:03,000\nMette\nHej",
        "00:00:01.000 --> 00:00:02.000\nDet er en sætning\nder går over to linjer\n\n00:00:02.000 --> 00:00:03.000\nDet er én til",
        "WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v Mette Krog>Hej</v>",
        "Så fortalte han, at hun startede transskription\nMette: Hej\nLars: Hej",
    ],
)
def test_what_is_no_document_of_teams(text: str) -> None:
    assert read_teams_document(Source(text)) is None


@pytest.mark.parametrize("text", ["Kaffe\n12m 3s\nMette Krog startede transskription", "12m 3s\nMette Krog   0:03\n"])
def test_a_transcript_without_speech_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(SamtalecoachError, match="ikke bliver sagt noget"):
        read_text(text)


def test_a_long_document_takes_linear_time() -> None:
    text = "1t 2m\n" + "Mette Krog   0:03\nHej og velkommen\nLars Holm   0:05\nTak\n" * 4_000
    assert len(read_text(text).turns) == 8_000
    assert read_teams_document(Source("12m\n" + "a" * 2_000_000)) is None


@settings(max_examples=100, deadline=None)
@given(properties.damaged(CASES, PIECES))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    try:
        conversation = read_teams_document(Source(text))
    except SamtalecoachError as error:
        assert str(error).endswith(".")
        return
    if conversation is not None:
        names = properties.words(" ".join((*conversation.participants, *conversation.omitted)))
        assert not properties.lost(text, conversation, [*names, *TIME_WORDS])


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["{name}   {time}\n{text}", "{name}\t{time}\n\n{text}\n", "**{name}**   {time}\n{text}", "three"]),
    st.lists(st.tuples(st.sampled_from(NAMES), spoken, st.integers(0, 9000)), min_size=1, max_size=8),
)
def test_a_document_reads_back(form: str, blocks: list[tuple[str, str, int]]) -> None:
    written = ["Kaffe om netværk", "11. marts 2026, 9.30", "38m 12s", "Mette Krog startede transskription"]
    expected: list[tuple[str, str, float]] = []
    for name, text, at in blocks:
        hour, minute, second = at // 3600, at // 60 % 60, at % 60
        if form == "three":
            written.append(f"{hour}:{minute}:{second}.70 --> {hour}:{minute}:{second}.800\n{name}\n{text}\n")
        else:
            time = f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
            written.append(form.format(name=name, time=time, text=text))
        start = at + (0.07 if form == "three" else 0)
        if expected and expected[-1][0] == name:
            expected[-1] = (name, f"{expected[-1][1]} {' '.join(text.split())}", expected[-1][2])
        else:
            expected.append((name, " ".join(text.split()), start))
    conversation = read_teams_document(Source("\n".join(written)))
    assert conversation is not None
    assert [(turn.speaker, turn.text, turn.start_s) for turn in conversation.turns] == expected
    assert (conversation.title, str(conversation.date)) == ("Kaffe om netværk", "2026-03-11")
