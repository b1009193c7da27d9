"""Transcripts copied from Fathom."""

from __future__ import annotations

import re

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.fathom import read_fathom
from samtalecoach.ingest.registry import Source

CASES = samples.cases("fathom")
PIECES = [
    "\n0:15 - Mette Krog (Nordlys)\n", "1:02:03 - ", "\n00:00:15 Mette Krog: ", "\nACTION ITEM: ", " - WATCH: https://fathom.video/share/a?timestamp=1.5  ", "\nSCREEN SHARING: ", "(a@b.example)",
    "VIEW RECORDING - 38 mins", "[@0:09](https://fathom.video/calls/1)", "\n", "\r\n", "\t", "**", "---", "99:99", "\x0b", "\x00", "\ud800", "Tak fordi du så med.", "klokken 10:30",
]  # fmt: skip
LINK = re.compile(r"\]\(https?://[^\s()]*\)")
NAMES = ["Mette Krog (Nordlys)", "Bo Sejr", "søren", "Jean-Luc d'Arc (a.b | c)", "Speaker 1", "مريم", "Omar Said"]
TOP = "Kaffe - March 11\nVIEW RECORDING - 38 mins (No highlights): https://fathom.video/share/a\n\n---\n"
FORMS = {
    "copied": (TOP, "\n{time} - {name}\n  {text}\n"),
    "as Markdown": (TOP, "\n[@{time}](https://fathom.video/calls/1?timestamp=1.5) - **{name}**\n\n{text}\n"),
    "on the line": ("https://fathom.video/share/a\n", "{time} {name}: {text}"),
    "without head": ("", "{time} - {name}\n  {text}"),
}
spoken = st.lists(
    st.sampled_from(["ja", "Jeg sagde: nej", "klokken 10:30", "Hvad nu?", "\nog så videre", "👍", "15.01.2024", "https://a.dk"]),
    max_size=4,
).map(lambda parts: " ".join(["Hej", *parts]))  # fmt: skip


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


@settings(max_examples=100, deadline=None)
@given(properties.damaged(CASES, PIECES))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    try:
        conversation = read_fathom(Source(text))
    except SamtalecoachError as error:
        assert str(error).endswith(".")
        return
    if conversation is not None:
        names = properties.words(" ".join((*conversation.participants, *conversation.omitted)))
        assert not properties.lost(LINK.sub(" ", text), conversation, names)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(list(FORMS)),
    st.lists(st.tuples(st.sampled_from(NAMES), spoken, st.integers(0, 9000)), min_size=1, max_size=8),
)
def test_a_transcript_reads_back(form: str, blocks: list[tuple[str, str, int]]) -> None:
    top, block = FORMS[form]
    written, expected = [top], list[tuple[str, str, float]]()
    for name, text, at in blocks * 2:  # names come back
        hour, minute, second = at // 3600, at // 60 % 60, at % 60
        time = f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
        written.append(block.format(name=name, time=time, text=text))
        said = " ".join(text.split())
        if expected and expected[-1][0] == name:
            expected[-1] = (name, f"{expected[-1][1]} {said}", expected[-1][2])
        else:
            expected.append((name, said, at))
    conversation = read_fathom(Source("\n".join(written)))
    assert conversation is not None
    assert [(turn.speaker, turn.text, turn.start_s) for turn in conversation.turns] == expected
