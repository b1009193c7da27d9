"""Chats exported from WhatsApp."""

from __future__ import annotations

from datetime import datetime

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import said, said_at

from samtalecoach.ingest import read_text
from samtalecoach.ingest.registry import Source, read_source
from samtalecoach.ingest.whatsapp import read_whatsapp

CASES = samples.cases("whatsapp")
MARKS = [
    "[15.01.24, 10.30.45] ", "\n[15.01.24, 10.30.45] Mette Holm: ", "\n15.01.2024 10.30 - ", "\n1/2/24, 9:58\u202fPM - Ryan: ", "Mette Holm: ", ": ", "\u202a", "[", "] ",
    "<medier udeladt>", "\u200ebillede udeladt", "<Denne besked blev redigeret>", "a.pdf (fil vedhæftet)", " oprettede gruppen \"", "null", "\ue000", " - ", "~",
]  # fmt: skip
TIME_WORDS = ["kl", "am", "pm", "a", "p", "m"]
HEADS = {
    "iPhone": "[{:%d.%m.%y, %H.%M.%S}] ",
    "iPhone in English": "[{:%d/%m/%Y, %H:%M:%S}] ",
    "Android": "{:%d.%m.%Y %H.%M} - ",
    "Android with slashes": "{:%d/%m/%Y, %H:%M} - ",
    "United States": "{:%m/%d/%y, %I:%M\u202f%p} - ",
    "web page": "[{:%H.%M, %d.%m.%Y}] ",
}
NAMES = [*properties.NAMES, "Mette Holm", "Ali", "+45 20 31 42 53", "mor til mads", "Søren (arbejde) 🚀"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("[03.04.24, 10.30.45] Mette: Hej\n[03.04.24, 10.31.45] Lars: Hej", "2024-04-03"),
        ("[3/4/24, 10:30:45 AM] Mette: Hej\n[3/4/24, 10:31:45 AM] Lars: Hej", "2024-03-04"),  # as in the United States
        ("[3/4/2024, 10:30:45 am] Mette: Hej\n[3/4/2024, 10:31:45 am] Lars: Hej", "2024-04-03"),  # as in Australia
        ("[3/4/24, 10:30:45 AM] Mette: Hej\n[30/4/24, 10:31:45 AM] Lars: Hej", "2024-04-03"),
        ("3/4/2024, 10:30 - Mette: Hej\n3/14/2024, 10:31 - Lars: Hej\n3/14/2024, 10:31 - Mette: Hej", "2024-03-04"),
        ("3/4/2024, 10:30 - Mette: Hej\n4/4/2024, 10:31 - Lars: Hej", "2024-04-03"),  # the next day, not the next month
        ("11/4/2024, 10:30 - Mette: Hej\n12/3/2024, 10:31 - Lars: Hej", "2024-11-04"),  # else the days go backwards
    ],
)
def test_the_order_of_day_and_month_is_settled_over_the_whole_chat(text: str, date: str) -> None:
    assert str(read_text(text).date) == date


def test_the_date_given_goes_before_the_one_in_the_chat() -> None:
    text = "[03.04.24, 10.30.45] Mette: Hej\n[03.04.24, 10.31.45] Lars: Hej"
    assert str(read_text(text, date="2024-05-01").date) == "2024-05-01"


@pytest.mark.parametrize(
    "head",
    [
        "[15.01.24, 10:30:45] ", "[15.01.24, 10.30.45] ", "[15/01/2024, 10.30.45] ", "[15/01/2024 10.30.45] ", "[15.1.2024 kl. 10.30.45] ", "[2024-01-15, 10:30:45 AM] ", "[1/15/24, 10:30:45 AM] ",
        "15.01.2024, 10:30 - ", "15/01/2024 10.30 - ", "15.1.2024 10.30 - ", "1/15/24, 10:30 AM - ", "15/01/2024, 10:30 am - ", "15/1/24 10:30 a.m. - ", "‎[15.01.24, 10.30.45] ‪",
        "[10.30, 15.1.2024] ", "[10:30 AM, 1/15/2024] ",
    ],
)  # fmt: skip
def test_heads_of_messages(head: str) -> None:
    conversation = read_text(f"{head}Mette Holm: Hej: du\n{head}~ Lars: Hej\nmed dig")
    assert said(conversation) == [
        ("Mette Holm", "Hej: du"),
        ("Lars", "Hej med dig"),
    ]
    assert (str(conversation.date), conversation.turns[1].start_s) == ("2024-01-15", 0)


@pytest.mark.parametrize(
    "text",
    [
        "11.03.2026 10.00 - Kaffe med Mette: hun søger job\n12.03.2026 10.00 - Møde hos Vestas: vi talte om løn",
        "11.03.2026 10.00 - Mette: hun søger job",
        "Mette: Hej\nLars: Hej",
        "[10:30] Mette: Hej\n[10:31] Lars: Hej",
        "2026-03-11 10:00:00 INFO Serveren er startet: alt er godt",
        "[11.03.2026, 10.00.00] Du oprettede gruppen",
    ],
)
def test_what_is_no_chat(text: str) -> None:
    assert read_whatsapp(Source(text)) is None


def test_a_chat_copied_into_a_message_is_what_the_sender_says() -> None:
    conversation = read_text(
        "03.04.2024 10.30 - Mette: Se her:\n[09.12, 1.4.2024] Karl: Vi ansætter\n03.04.2024 10.31 - Lars: Tak!"
    )
    assert [turn.text for turn in conversation.turns] == ["Se her: [09.12, 1.4.2024] Karl: Vi ansætter", "Tak!"]


def test_a_chat_in_which_nothing_is_said_is_refused_or_left_to_others() -> None:
    assert read_whatsapp(Source("[03.04.24, 10.30.45] Mette: \u200ebillede udeladt")) is None


@settings(max_examples=150)
@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        assert not properties.lost(text, read_source(Source(text)), TIME_WORDS)


@given(
    st.sampled_from(list(HEADS)),
    st.datetimes(datetime(2015, 1, 13), datetime(2030, 1, 1)),
    properties.pieces(NAMES, properties.spoken("[pause]", "\nHusk: mail", "- Lars"), st.integers(0, 60), least=2),
)
def test_a_chat_reads_back(head: str, start: datetime, pieces: list[tuple[str, str, int]]) -> None:
    start = start.replace(day=max(13, start.day))  # one day that can be no month
    messages = properties.sent(start, pieces * 2)  # names such as "mor til mads" are names because they come back
    conversation = read_text(
        "\n".join(f"{HEADS[head].format(moment)}{name}: {text}" for name, text, moment in messages)
    )
    assert said_at(conversation) == properties.since_the_first(messages)
    assert conversation.date == start.date()


def test_a_picture_left_out_is_no_message() -> None:
    text = "11.03.2026 10.02 - Mette Holm: Hej\n11.03.2026 10.04 - Lars: <Medie udeladt>\n11.03.2026 10.05 - Lars: Ja"
    conversation = read_text(text)
    assert [turn.text for turn in conversation.turns] == ["Hej", "Ja"]
    assert conversation.omitted == ("Lars: <Medie udeladt>",)
