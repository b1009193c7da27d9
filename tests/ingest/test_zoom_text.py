"""Captions, transcripts and chats that Zoom saves as text."""

from __future__ import annotations

import properties
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.zoom_text import read_zoom_text

CASES = samples.cases("zoom_text")
MARKS = [
    "\n[Mette Krog] 09:03:11\n", "[Mette Krog] ", " 09:03:11 PM", "\nMette Krog\t09:03:11\n", "\n09:03:11\t From  Mette Krog  to  Everyone:\n\t", "09:03:11 Fra Bo til Alle: ",
    "\n09:03:11\tMette Krog:\t", "Reacted to \"", "Replying to \"hej\" ", "Svarer på “hej” ja", "(Direct Message)", "[", "]", "99:99:99", "👏", "Thanks for watching.",
]  # fmt: skip
WORDS = ["from", "to", "everyone", "fra", "til", "alle", "am", "pm", "unknown", "speaker"]
NAMES = [*properties.NAMES, "Bo Sejr (Region Nord)", "iPhone tilhørende Ida"]
FORMS = {
    "captions": "[{name}] {time}\n{text}\n",
    "transcript": "{name}\t{time}\n{text}",
    "chat": "{time}\t From  {name}  to  Everyone:\n\t{text}",
    "Danish chat": "{time} Fra  {name}  til  Alle:\n\t{text}",
    "old chat": "{time}\t From  {name}  to  Everyone : {text}",
    "cloud chat": "{time}\t{name}:\t{text}",
}


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Hej",
        "Velkomst\t09:00:00\nKaffe\t09:30:00\nOplæg\t10:00:00",
        "Velkomst\t09:00:00\nVi drikker kaffe\nOplæg ved Lars\t10:00:00\nOm netværk",
        "[1] 09:03:11\nHej",
        "09:03:11 Fra morgenstunden talte vi",
        "[09:03:11] Mette: Hej\n[09:03:12] Lars: Hej",
    ],
)
def test_what_is_nothing_of_zoom(text: str) -> None:
    assert read_zoom_text(Source(text)) is None


@pytest.mark.parametrize(
    "text", ["[Mette Krog] 09:03:11\n\n[Jonas] 09:03:12\n", "09:03:11 From  Bo  to  Everyone:\n\t👏"]
)
def test_a_file_without_words_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(SamtalecoachError, match="Zoom"):
        read_text(text)


def test_the_day_of_a_chat() -> None:
    text = "2026-03-11 09:03:11 From Mette Krog to Everyone:\n\tHej\n2026-03-11 09:03:19 From Bo to Everyone:\n\tHej"
    conversation = read_text(text)
    assert str(conversation.date) == "2026-03-11"
    assert [turn.start_s for turn in conversation.turns] == [0, 8]


@pytest.mark.parametrize("private", ["(Direct Message)", "(Direkte besked)"])
def test_that_a_message_is_for_one_is_no_part_of_the_name(private: str) -> None:
    text = f"00:01:12\tMette Holm (HR):\tHej\n00:05:10\t Anna Bay {private}:\tKan du høre noget?"
    conversation = read_text(text)
    assert conversation.participants == ("Mette Holm (HR)", "Anna Bay")
    assert conversation.omitted == (private,)


def test_long_files_take_linear_time() -> None:
    chat = "09:03:11 From  Mette Krog  to  Everyone:\n\tHej\n09:03:12 From  Bo  to  Everyone:\n\tHej\n" * 4_000
    assert len(read_text(chat).turns) == 8_000
    assert len(read_text("[Bo] 09:03:11\nHej\n[Ida] 09:03:12\nHej og " + "ord " * 500_000).turns) == 2
    assert read_zoom_text(Source("09:03:11 From " + "a " * 500_000)) is None


@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        assert not properties.lost(text, read_zoom_text(Source(text)), WORDS, names_again=True)


@given(
    st.sampled_from(list(FORMS)),
    st.integers(6 * 3600, 22 * 3600),
    properties.pieces(NAMES, properties.spoken("\nog så videre", "[griner]"), st.integers(0, 90)),
)
def test_what_is_written_reads_back(form: str, start: int, pieces: list[tuple[str, str, int]]) -> None:
    second, written, expected = start, list[str](), list[properties.Said]()
    for name, text, seconds in pieces * 2:  # names of a transcript come back
        time = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        written.append(FORMS[form].format(name=name, time=time, text=text))
        expected.append((name, " ".join(text.split()), second - start))
        second += seconds
    conversation = read_zoom_text(Source("\n".join(written)))
    assert said_at(conversation) == (expected if "chat" in form else properties.in_turns(expected))
