"""Transcripts copied from Fathom."""

from __future__ import annotations

import re

import properties
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.fathom import read_fathom
from samtalecoach.ingest.registry import Source

CASES = samples.cases("fathom")
MARKS = [
    "\n0:15 - Mette Krog (Nordlys)\n", "1:02:03 - ", "\n00:00:15 Mette Krog: ", "\nACTION ITEM: ", " - WATCH: https://fathom.video/share/a?timestamp=1.5  ", "\nSCREEN SHARING: ", "(a@b.example)",
    "VIEW RECORDING - 38 mins", "[@0:09](https://fathom.video/calls/1)", "**", "---", "Tak fordi du så med.",
]  # fmt: skip
LINK = re.compile(r"\]\(https?://[^\s()]*\)")
NAMES = [*properties.NAMES, "Mette Krog (Nordlys)", "Bo Sejr", "Jean-Luc d'Arc (a.b | c)", "Speaker 1"]
TOP = "Kaffe - March 11\nVIEW RECORDING - 38 mins (No highlights): https://fathom.video/share/a\n\n---\n"
FORMS = {
    "copied": (TOP, "\n{time} - {name}\n  {text}\n"),
    "as Markdown": (TOP, "\n[@{time}](https://fathom.video/calls/1?timestamp=1.5) - **{name}**\n\n{text}\n"),
    "on the line": ("https://fathom.video/share/a\n", "{time} {name}: {text}"),
    "without head": ("", "{time} - {name}\n  {text}"),
}


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Hej",
        "9:00 - Velkomst\n  Kaffe\n9:30 - Oplæg ved Lars\n  Om netværk",
        "9:00 - Mette Krog\n  Om netværk\n9:30 - Lars Holm\n  Om løn",  # a programme
        "00:00:15 Mette: Hej\n00:00:17 Lars: Hej",
        "Se den på https://fathom.video/share/a\nVi talte om løn",
    ],
)
def test_what_is_no_transcript_of_fathom(text: str) -> None:
    assert read_fathom(Source(text)) is None


def test_a_transcript_without_speech_is_told_in_one_sentence() -> None:
    with pytest.raises(SamtalecoachError, match="Fathom"):
        read_text("Kaffe\nVIEW RECORDING - 38 mins\n\n0:00 - Mette Krog\n  ACTION ITEM: Send mail")


def test_long_transcripts_take_linear_time() -> None:
    text = "0:03 - Mette Krog\n  Hej og velkommen\n\n0:05 - Lars Holm\n  Tak\n\n" * 4_000
    assert len(read_text(text).turns) == 8_000
    assert len(read_text(f"{TOP}\n0:00 - Bo\n  {'ord ' * 200_000}\n  ACTION ITEM: {'a ' * 200_000}").turns) == 1


@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        conversation = read_fathom(Source(text))
        assert not properties.lost(LINK.sub(" ", text), conversation, names_again=True, omitted_again=True)


@given(
    st.sampled_from(list(FORMS)),
    properties.pieces(NAMES, properties.spoken("\nog så videre", "https://a.dk"), st.integers(0, 9000)),
)
def test_a_transcript_reads_back(form: str, pieces: list[tuple[str, str, int]]) -> None:
    top, block = FORMS[form]
    pieces *= 2  # names come back
    written = [block.format(name=name, time=properties.clock(at), text=text) for name, text, at in pieces]
    assert said_at(read_fathom(Source("\n".join([top, *written])))) == properties.in_turns(pieces)
