"""Transcripts that Otter exports as text."""

from __future__ import annotations

import properties
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.otter import read_otter
from samtalecoach.ingest.registry import Source

CASES = samples.cases("otter")
MARKS = [
    "\nMette Krog  0:15  \n", "Mette Krog  1:02:03", "  0:15", "\n0:15  \n", "\nUnknown Speaker  0:15\n", "Transcribed by https://otter.ai", "\nSPEAKERS\n", "SUMMARY KEYWORDS",
    "Wed, Mar 11, 2026 9:30AM • 38:12", "**", "Tak fordi du så med.",
]  # fmt: skip
NAMES = [*properties.NAMES, "Bo Sejr (Region Nord)", "Speaker 1"]


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Hej",
        "Velkomst  9:00\nKaffe\nOplæg ved Lars  9:30\nOm netværk\nTak for i dag  10:00\n",
        "Mette Krog  9:00\nOm netværk\nLars Holm  9:30\nOm løn",  # a programme
        "Vi mødtes klokken 10:30\nog gik klokken 11:30",
        "Mette  09:32\nHej\nLars  09:40\nHej\nMette  09:41\nHej\nLars  09:45\nHej",  # a chat
        "Mette (0:15)\nHej\nMette (0:17)\nHej",
    ],
)
def test_what_is_no_transcript_of_otter(text: str) -> None:
    assert read_otter(Source(text)) is None


def test_a_transcript_without_speech_is_told_in_one_sentence() -> None:
    with pytest.raises(SamtalecoachError, match="Otter"):
        read_text("Mette Krog  0:00\n\nTranscribed by https://otter.ai")


def test_long_transcripts_take_linear_time() -> None:
    text = "Mette Krog  0:03\nHej og velkommen\n\nLars Holm  0:05\nTak\n\n" * 4_000
    assert len(read_text(text).turns) == 8_000
    assert read_otter(Source("a" * 1_000_000 + "  0:15\nTranscribed by https://otter.ai")) is None


@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        conversation = read_otter(Source(text))
        assert not properties.lost(text, conversation, ["unknown", "speaker"], names_again=True, omitted_again=True)


@given(
    st.sampled_from(["{name}  {time}  \n{text}\n", "{name}   {time}\n{text}", "**{name}**  {time}\n{text}"]),
    st.sampled_from(["", "Transcribed by https://otter.ai"]),
    properties.pieces(NAMES, properties.spoken("\nog så videre"), st.integers(0, 9000)),
)
def test_a_transcript_reads_back(form: str, closing: str, pieces: list[tuple[str, str, int]]) -> None:
    pieces[0] = (*pieces[0][:2], pieces[0][2] % 360)
    pieces *= 2  # names come back
    written = [form.format(name=name, time=properties.clock(at), text=text) for name, text, at in pieces]
    assert said_at(read_otter(Source("\n".join([*written, closing])))) == properties.in_turns(pieces)
