"""Transcripts that Teams saves as a document."""

from __future__ import annotations

import properties
import pytest
import samples
from containers import docx_of
from hypothesis import given
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.teams_document import read_teams_document

CASES = samples.cases("teams_document")
MARKS = [
    "\nMette Krog   0:03\n", "Mette Krog   1:02:03", "   0:03", "\n0:0:3.120 --> 0:0:5.400\n", "0:0:3.1 --> ", "Mette Krog startede transskription", " stopped transcription", "38m 12s",
    "\nMette Krog 0 minutter 3 sekunder\n", "0 minutter 3 sekunder0:03", "WEBVTT", "11. marts 2026", "Tak fordi du så med.", "(Ekstern)", "#",
]  # fmt: skip
WORDS = all_words()
TIME_WORDS = WORDS.hour_words | WORDS.minute_words | WORDS.second_words
NAMES = [*properties.NAMES, "Krog, Mette (Ekstern)", "Mødelokale 3", "+45 20 30 40 50"]


@pytest.mark.parametrize("case", ["dansk", "tre_blokke_med_hoved"])
def test_the_document_itself(case: str) -> None:
    """As Teams writes it: a paragraph for each block, with line breaks in it."""
    path = samples.FORMATS / "teams_document" / f"{case}.txt"
    blocks = [block.strip("\n") for block in path.read_text(encoding="utf-8").split("\n\n")]
    assert samples.told(read_conversation(docx_of(blocks), "møde.docx")) == samples.expected(path)


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


@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        assert not properties.lost(text, read_teams_document(Source(text)), TIME_WORDS, names_again=True)


@given(
    st.sampled_from(["{name}   {time}\n{text}", "{name}\t{time}\n\n{text}\n", "**{name}**   {time}\n{text}", "three"]),
    properties.pieces(NAMES, properties.spoken("\nog så videre"), st.integers(0, 9000)),
)
def test_a_document_reads_back(form: str, pieces: list[tuple[str, str, int]]) -> None:
    written = ["Kaffe om netværk", "11. marts 2026, 9.30", "38m 12s", "Mette Krog startede transskription"]
    expected = list[properties.Said]()
    for name, text, at in pieces:
        if form == "three":
            time = f"{at // 3600}:{at // 60 % 60}:{at % 60}"
            written.append(f"{time}.70 --> {time}.800\n{name}\n{text}\n")
        else:
            written.append(form.format(name=name, time=properties.clock(at), text=text))
        expected.append((name, text, at + (0.07 if form == "three" else 0)))
    conversation = read_teams_document(Source("\n".join(written)))
    assert conversation is not None
    assert said_at(conversation) == properties.in_turns(expected)
    assert (conversation.title, str(conversation.date)) == ("Kaffe om netværk", "2026-03-11")
