"""Transcripts that Otter exports as text."""

from __future__ import annotations

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.otter import read_otter
from samtalecoach.ingest.registry import Source

CASES = samples.cases("otter")
PIECES = [
    "\nMette Krog  0:15  \n", "Mette Krog  1:02:03", "  0:15", "\n0:15  \n", "\nUnknown Speaker  0:15\n", "Transcribed by https://otter.ai", "\nSPEAKERS\n", "SUMMARY KEYWORDS", "Mette: hej",
    "Wed, Mar 11, 2026 9:30AM • 38:12", "\n", "\r\n", "\t", "**", "99:99", "\x0b", "\x00", "\ud800", "Tak fordi du så med.", "klokken 10:30",
]  # fmt: skip
NAMES = ["Mette Krog", "Bo Sejr (Region Nord)", "søren", "Jean-Luc d'Arc", "Speaker 1", "مريم", "Omar Said"]
spoken = st.lists(
    st.sampled_from(["ja", "Jeg sagde: nej", "klokken 10:30", "Hvad nu?", "\nog så videre", "👍", "15.01.2024"]),
    max_size=4,
).map(lambda parts: " ".join(["Hej", *parts]))


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


@settings(max_examples=100, deadline=None)
@given(properties.damaged(CASES, PIECES))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    try:
        conversation = read_otter(Source(text))
    except SamtalecoachError as error:
        assert str(error).endswith(".")
        return
    if conversation is not None:
        names = properties.words(" ".join((*conversation.participants, *conversation.omitted, "Unknown Speaker")))
        assert not properties.lost(text, conversation, names)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["{name}  {time}  \n{text}\n", "{name}   {time}\n{text}", "**{name}**  {time}\n{text}"]),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(NAMES), spoken, st.integers(0, 9000)), min_size=1, max_size=8),
)
def test_a_transcript_reads_back(form: str, closing: bool, blocks: list[tuple[str, str, int]]) -> None:
    written, expected = list[str](), list[tuple[str, str, float]]()
    blocks[0] = (*blocks[0][:2], blocks[0][2] % 360)
    for name, text, at in blocks * 2:  # names come back
        hour, minute, second = at // 3600, at // 60 % 60, at % 60
        time = f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
        written.append(form.format(name=name, time=time, text=text))
        said = " ".join(text.split())
        if expected and expected[-1][0] == name:
            expected[-1] = (name, f"{expected[-1][1]} {said}", expected[-1][2])
        else:
            expected.append((name, said, at))
    conversation = read_otter(Source("\n".join([*written, *(["Transcribed by https://otter.ai"] if closing else [])])))
    assert conversation is not None
    assert [(turn.speaker, turn.text, turn.start_s) for turn in conversation.turns] == expected
