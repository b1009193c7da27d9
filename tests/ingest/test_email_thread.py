"""Threads of mails pasted as text."""

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
from samtalecoach.ingest.chat_days import When
from samtalecoach.ingest.email_thread import read_email_thread
from samtalecoach.ingest.mail_parts import mails_in, person, when_of
from samtalecoach.ingest.registry import Source, read_source

CASES = samples.cases("email_thread")
MARKS = [
    "\nFra: Mette Holm <mette@eksempel.dk>\nSendt: 15. januar 2024 10:30\nTil: Lars\nEmne: Kaffe\n\n", "\nDen 15. jan. 2024 kl. 10.30 skrev Mette Holm <mette@eksempel.dk>:\n", "\nMette Holm\n15. jan. 2024 10.30 (for 2 dage siden)\ntil mig\n", "\nOn Mon, Jan 15, 2024 at 10:30 AM Tom wrote:\n",
    "\n> ", "\n>> ", "\n> > hej\n", "Fra: ", "Sendt: ", "Emne: ", "skrev", "\n-- \n", "\nMvh\n", "\nMed venlig hilsen\n", "\nPS: ring\n", "\n________________________________\n", "-----Oprindelig meddelelse-----",
    "Denne e-mail kan indeholde fortrolige oplysninger", "[cid:image001.png]", "<mette@eksempel.dk>", "*", ",", ";",
]  # fmt: skip
NAMES = ["Mette Holm", "Lars Friis", "Ali Demir", "Anne-Marie Krogh"]


def outlook(name: str, moment: datetime, text: str, below: str) -> str:
    head = f"Fra: {name} <{name[0].lower()}@eksempel.dk>\nSendt: {moment:%d-%m-%Y %H:%M}\nTil: Alle\nEmne: SV: Kaffe"
    return f"{head}\n\n{text}\n\nMvh {name}\n\n{below}"


def quoted(name: str, moment: datetime, text: str, below: str) -> str:
    head = f"Den {moment:%d.%m.%Y} kl. {moment:%H.%M} skrev {name} <{name[0].lower()}@eksempel.dk>:"
    return f"{head}\n\n> " + f"{text}\n\n{below}".replace("\n", "\n> ")


def quoted_twice(name: str, moment: datetime, text: str, below: str) -> str:
    return quoted(name, moment, text, below.replace("\n", "\n> "))


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Goddag",
        "Møde\n15. marts 2024 kl. 10.00 skrev Lars til mig:\nhej",  # notes
        "Fra: mandag har jeg tid\nTil: dig\nHilsen L",
        "Som jeg skrev:\n> hej",
        "Lars skrev: kom bare",
        "Fra: Mette\nEmne: kaffe",
        "Fra: Lars Friis\nDato: 11.03.2026\nEmne: Interview\n\nMette: Hej\nLars: Goddag",
    ],
)
def test_what_is_no_thread(text: str) -> None:
    assert read_email_thread(Source(text)) is None


@pytest.mark.parametrize(
    "line",
    [
        "Den man. 15. jan. 2024 kl. 10.30 skrev Mette Holm <mette@eksempel.dk>:",
        "man. 15. jan. 2024 kl. 10.30 skrev Mette Holm <mette@eksempel.dk>:",
        "Den 15. jan. 2024 kl. 10.30 skrev Mette Holm:",
        "Den 15-01-2024 10:30, Mette Holm skrev:",
        "Den 15/01/2024 kl. 10.30, skrev Mette Holm:",
        "Mette Holm <mette@eksempel.dk> skrev den 15. jan. 2024 kl. 10.30:",
        "Den 15. januar 2024 10:30 skrev Mette Holm (Ekstern):",
        "On Mon, Jan 15, 2024 at 10:30\u202fAM Mette Holm <mette@eksempel.dk> wrote:",
        "On 15 Jan 2024, at 10:30, Mette Holm <mette@eksempel.dk> wrote:",
        "On 15/01/2024 10:30, Mette Holm wrote:",
        "On 2024-01-15 10:30, Mette Holm wrote:",
        "> On 15/01/2024 10:30, Mette Holm wrote:",
        "Den man. 15. jan. 2024 kl. 10.30 skrev Mette Holm <\nmette@eksempel.dk>:",
    ],
)
def test_words_before_a_quotation(line: str) -> None:
    (_, mail), _ = mails_in([*line.splitlines(), "> > hej"])
    assert mail.sender in ("Mette Holm", "Mette Holm (Ekstern)")
    assert (numbers(mail.when), mail.lines) == ((37_800, [1, 15, 2024]), ["hej"])


def numbers(when: When | None) -> tuple[int, list[int]] | None:
    return (when.second, sorted(when.day.numbers)) if when is not None and when.day is not None else None


@pytest.mark.parametrize(
    "written",
    [
        "15. januar 2024 10:30", "mandag den 15. januar 2024 10.30", "15-01-2024 10:30", "2024-01-15 10:30", "Monday, January 15, 2024 10:30 AM", "man. 15. jan. 2024 kl. 10.30 CET",
        "Mon, 15 Jan 2024 10:30:00 +0100", "Mon, 15 Jan 2024 09:30:00 +0000", "Mon, 15 Jan 2024 04:30:00 -0500",
    ],
)  # fmt: skip
def test_times(written: str) -> None:
    assert numbers(when_of(written)) == (37_800, [1, 15, 2024])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Mette Holm <Mette@Eksempel.dk>", ("Mette Holm", "mette@eksempel.dk")),
        ('"Holm, Mette (Ekstern)" <mette@eksempel.dk>', ("Holm, Mette (Ekstern)", "mette@eksempel.dk")),
        ("Mette Holm [mailto:mette@eksempel.dk]", ("Mette Holm", "mette@eksempel.dk")),
        ("mette@eksempel.dk", ("mette@eksempel.dk", "mette@eksempel.dk")),
        ("<mette@eksempel.dk>", ("mette@eksempel.dk", "mette@eksempel.dk")),
        ("Mette Holm", ("Mette Holm", None)),
        ("", (None, None)),
    ],
)
def test_people(written: str, told: tuple[str | None, str | None]) -> None:
    assert person(written) == told


def test_signatures_are_left_out_and_postscripts_are_not() -> None:
    text = "Fra: Mette Holm\nSendt: 15-01-2024 10:30\nTil: Lars\nEmne: Kaffe\n\nTak for sidst!\nHilsen fra Odense er på vej.\n\nBedste hilsner\n\nMette Holm\nDirektør\n\nPS: Ring\ni morgen\n\nNNIT A/S\n"
    conversation = read_text(text)
    assert [turn.text for turn in conversation.turns] == [
        "Tak for sidst! Hilsen fra Odense er på vej. PS: Ring i morgen"
    ]
    assert conversation.omitted[1:] == ("Bedste hilsner", "Mette Holm", "Direktør", "NNIT A/S")


@pytest.mark.parametrize(
    ("end", "writer"),
    [
        ("Venlig hilsen\nMette Holm", "Mette Holm"), ("/Mette", "Mette Holm"), ("/Mette Bang", "Mette Bang"), ("Mette", "Mette Holm"), ("Mvh Mette", "Mette Holm"),
        ("Mvh\n\nTorkild Sand\nNordvind A/S", "Torkild Sand"), ("Venlig hilsen\nNordvind A/S", "Ukendt taler"), ("Kaffe Torsdag", "Ukendt taler"), ("Mvh", "Ukendt taler"),
        ("/Mette\n\nSendt fra min iPhone", "Mette Holm"),
    ],
)  # fmt: skip
def test_the_mail_on_top_is_written_by_whoever_signs_it(end: str, writer: str) -> None:
    mails = "Den 11. mar. 2026 kl. 10.02 skrev Lars Friis:\n\nKan du?\n\nDen 10. mar. 2026 kl. 09.00 skrev Mette Holm:\n\nHej"
    turns = read_text(f"Hej Lars\n\nDet passer fint.\n\n{end}\n\n{mails}").turns
    assert turns[-1].speaker == writer
    assert "/" not in turns[-1].text


def test_an_address_stands_for_a_name_until_the_name_is_told() -> None:
    text = "Fra: Mette Holm <m@eksempel.dk>\nSendt: 15-01-2024 10:30\nEmne: Kaffe\n\nJa\n\nFra: l@eksempel.dk\nSendt: 15-01-2024 10:00\nEmne: Kaffe\n\nKaffe?\n\nFra: m@eksempel.dk\nSendt: 15-01-2024 9:00\nEmne: Kaffe\n\nHej"
    assert [turn.speaker for turn in read_text(text).turns] == ["Mette Holm", "l@eksempel.dk", "Mette Holm"]


@settings(max_examples=150)
@given(properties.damaged(CASES, MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    with properties.refusals():
        assert not properties.lost(text, read_source(Source(text)))


@given(
    st.sampled_from([outlook, quoted, quoted_twice]),
    st.datetimes(datetime(2024, 1, 13), datetime(2024, 3, 20)),
    properties.pieces(
        NAMES, properties.lines("Jeg skrev jo: nej.", "Fra: mandag har jeg tid"), st.integers(1, 3000), most=5
    ),
)
def test_a_thread_reads_back(
    written: Callable[[str, datetime, str, str], str], start: datetime, pieces: list[tuple[str, str, int]]
) -> None:
    mails, thread = properties.sent(start, pieces), ""
    for name, text, moment in mails:
        thread = written(name, moment, text, thread)
    conversation = read_text(thread)
    assert said_at(conversation) == properties.since_the_first(mails)
    assert conversation.date == start.date()
