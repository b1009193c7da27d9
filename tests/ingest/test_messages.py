"""Chats pasted from Slack, Teams and LinkedIn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.ingest import read_text
from samtalecoach.ingest.chat_days import day_in, seconds_apart, when_in
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.messages import read_messages
from samtalecoach.ingest.registry import Source, read_source

CASES = samples.cases("messages")
WORDS = all_words()
MARKS = [
    "\nAnne Bjerre  09:32\n", "\nAnne Bjerre\n  9:32 AM\n", "\n[15/01 10:30] Mette Holm\n", "\nMette Holm, 15-01-2024 10:30\n", "\nPeter Lang har sendt følgende meddelelse kl. 10.32\n",
    "\nView Peter’s profilePeter Lang\n", "\n09:41\n", "\n[9:41]\n", ":+1:", "\n2\n", "3 svar", "\nMANDAG\n", "\n12. mar.\n", "----- Today January 12th, 2024 -----", "(redigeret)", "(She/Her)",
    "har genvejsmenu", " af Mette Holm", "Begin Reference, ", "[", "]",
]  # fmt: skip
TIME_WORDS = frozenset(
    word
    for words in (*WORDS.months, *WORDS.week, WORDS.chat_today, WORDS.chat_yesterday, WORDS.date_labels)
    for phrase in words
    for word in phrase.split()
) | {"am", "pm", "a", "p", "m", "st", "nd", "rd", "th", "kl", "at"}  # fmt: skip
NAMES = ["Mette Holm", "Kaspar Lund", "Anne-Marie Krogh", "Ali Demir"]
SPOKEN = properties.spoken("Vi ses 10:30", "(griner)", "\nHusk: mail", "af hensyn til Lars", "Kl. 9")


def slack(name: str, moment: datetime) -> str:
    return f"\n\n{name}\n  {moment:%b} {moment.day}th at {moment:%I:%M %p}"


def linkedin(name: str, moment: datetime) -> str:
    first = name.split()[0]
    return f"{moment:%d. %m. %Y}\n{name} sent the following message at {moment:%I:%M %p}\nView {first}’s profile{name}\n{name}   {moment:%I:%M %p}".replace(". 0", ".0")  # fmt: skip


HEADS: dict[str, Callable[[str, datetime], str]] = {
    "Slack": slack,
    "Slack in Danish": lambda name, moment: f"----- {moment:%d-%m-%Y} -----\n{name}  {moment:%H:%M}",
    "Teams": lambda name, moment: f"\n[{moment:%d/%m/%Y %H:%M}] {name}",
    "Signal": lambda name, moment: f"{name} ({moment:%d-%m-%Y %H.%M}):",
    "Teams with a comma": lambda name, moment: f"{name}, {moment:%d-%m-%Y %H:%M}",
    "Teams as copied": lambda name, moment: f"Hej med jer af {name}\n{name}\n{moment:%d-%m-%Y %H:%M}\n",
    "LinkedIn": lambda name, moment: f"{moment:%d-%m-%Y}\n{linkedin(name, moment).partition(chr(10))[2]}",
}


@pytest.mark.parametrize(
    "text",
    [
        "Mette Holm  0:03\nHej\nLars Friis  0:05\nGoddag",  # a recording
        "Mette: Hej\nLars: Goddag",
        "Kaffe Lars 11.03.2026 10:00\nHan søger job\nKaffe Mette 12.03.2026 10:00\nHun ansætter",
        "Fra: Mette Holm\nSendt: 15. januar 2024 10:30\nTil: Lars\n\nHej\n\nFra: Lars\nSendt: 14. januar 2024 10:30\n\nHej",
        "Vi ses 10:30\nJeg kommer 10:45\n3 svar",
    ],
)
def test_what_is_no_pasted_chat(text: str) -> None:
    assert read_messages(Source(text)) is None


def test_an_answer_is_no_divider() -> None:
    text = "Anne Bjerre  09:32\nHvornår passer det? (redigeret)\nKaspar Lund  09:40\nMandag\nAnne Bjerre  09:41\n12.30\nKaspar Lund  09:42\nGodt"
    assert [turn.text for turn in read_text(text).turns] == [
        "Hvornår passer det?", "Mandag", "12.30", "Godt"
    ]  # fmt: skip


def test_a_speaker_who_writes_once_is_one_too() -> None:
    text = "Anne Bjerre  09:32\nHej alle (redigeret)\n\nbo  09:33\nHej Anne\n\nKaspar Lund  09:40\nGodmorgen"
    assert read_text(text).participants == ("Anne Bjerre", "bo", "Kaspar Lund")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("15/01", ("yearless", (15, 1, 2000))),
        ("15-01-2024", ("date", (15, 1, 2024))),
        ("2024-01-15", ("date", (2024, 1, 15))),
        ("12. mar.", ("yearless", (2000, 3, 12))),
        ("Feb 25th", ("yearless", (2000, 2, 25))),
        ("mandag den 15. januar 2024", ("date", (2024, 1, 15))),
        ("MANDAG", ("weekday", (0, 0, 0))),
        ("i går", ("relative", (-1, 0, 0))),
        ("Today January 12th, 2024", ("date", (2024, 1, 12))),
    ],
)
def test_days(text: str, numbers: tuple[str, tuple[int, int, int]]) -> None:
    day = day_in(text)
    assert day is not None
    assert (day.kind, day.numbers) == numbers


@pytest.mark.parametrize(
    "text", ["", "hej", "15", "marts", "på mandag", "mandag i næste uge", "15/01/2024 og frem", "1.2.3.4"]
)
def test_what_is_no_day(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize(
    ("times", "apart"),
    [
        (["10:00", "10:05", "9:00", "11:00"], [0, 300, None, None]),  # back without a new day: nobody knows how far
        (["23:50", "0:10"], [0, 1200]),
        (["mandag 10:00", "onsdag 10:00", "mandag 10:00"], [0, 172_800, 604_800]),
        (["mandag 10:00", "i går 10:00"], [0, None]),
        (["i går 10:00", "i dag 10:00"], [0, 86_400]),
        (["30/12 10:00", "2/1 10:00"], [0, 259_200]),
        (["1/15/2024 9:00 PM", "1/16/2024 9:00 AM"], [0, 43_200]),
        (["31-12-2023 10:00", "01-01-2024 10:00", "11:00"], [0, 86_400, 90_000]),
    ],
)
def test_times_count_from_the_first_as_far_as_they_tell(times: list[str], apart: list[float | None]) -> None:
    assert seconds_apart([when_in(time) for time in times])[0] == apart


@pytest.mark.parametrize(
    ("above", "time", "seconds"),
    [("3:13 PM", "3:14", 60), ("9:58 AM", "10:01", 180), ("11:58 AM", "12:03", 300), ("11:58 PM", "12:03", 300), ("12:59 AM", "1:00", 60), ("15:13", "15:14", 60)],
)  # fmt: skip
def test_a_time_between_messages_has_the_half_of_the_day_of_the_one_above(
    above: str, time: str, seconds: float
) -> None:
    text = f"Anne Bjerre\n  {above}\nHej (edited)\n{time}\nEr du der?\n\n\nKaspar Lund\n  {above}\nHej"
    assert [turn.start_s for turn in read_text(text).turns[:2]] == [0, seconds]


@settings(max_examples=150)
@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        assert not properties.lost(text, read_source(Source(text)), TIME_WORDS)


@settings(max_examples=150)
@given(
    st.sampled_from(list(HEADS)),
    st.datetimes(datetime(2024, 1, 13), datetime(2024, 1, 20)),
    properties.pieces(NAMES, SPOKEN, st.integers(1, 60), least=2),
)
def test_a_chat_reads_back(head: str, start: datetime, pieces: list[tuple[str, str, int]]) -> None:
    messages = properties.sent(start, pieces)
    conversation = read_text("\n".join(f"{HEADS[head](name, moment)}\n{text}" for name, text, moment in messages))
    assert said_at(conversation) == properties.since_the_first(messages)
    assert conversation.date == (None if head == "Slack" else start.date())


def test_the_mark_above_messages_not_yet_read_is_nobodys_word() -> None:
    text = "Mette Holm\n  10:02 AM\nHej\nLars Friis\n  10:05 AM\nHej igen\nNew\nMette Holm\n  10:07 AM\nHvad så?"
    assert [turn.text for turn in read_text(text).turns] == ["Hej", "Hej igen", "Hvad så?"]


def test_a_time_in_brackets_behind_the_name_is_no_part_of_it() -> None:
    text = "Mette (11. mar. 10.02): Hej Lars\nLars (11. mar. 10.03): Hvad så?\nMette (12. mar. 10.05): Kaffe kl. 14?"
    assert said_at(read_text(text)) == [
        ("Mette", "Hej Lars", 0),
        ("Lars", "Hvad så?", 60),
        ("Mette", "Kaffe kl. 14?", 86_580),
    ]
