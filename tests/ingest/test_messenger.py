"""Chats pasted from Messenger."""

from __future__ import annotations

import properties
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import said, said_at

from samtalecoach.ingest import read_text
from samtalecoach.ingest.messenger import read_messenger
from samtalecoach.ingest.registry import Source

PASTE = "11. mar. 2026 10.02\n{own}\nHej Lars! Har du tid?\nLars\nLars Friis\nJa, hvornår?\n{own}\nTorsdag\n11. mar. 2026 10.05\nLars\nLars Friis\nKl. 10?\nVi ses!"  # fmt: skip


@pytest.mark.parametrize(("own", "name"), [("Du sendte", "Du"), ("Du svarede", "Du"), ("You sent", "You")])
def test_ones_own_messages_and_those_of_others(own: str, name: str) -> None:
    conversation = read_text(PASTE.format(own=own))
    assert said_at(conversation) == [
        (name, "Hej Lars! Har du tid?", 0.0),
        ("Lars Friis", "Ja, hvornår?", None),
        (name, "Torsdag", None),
        ("Lars Friis", "Kl. 10? Vi ses!", 180.0),
    ]
    assert str(conversation.date) == "2026-03-11"
    assert conversation.omitted == ("11. mar. 2026 10.02", own, own, "11. mar. 2026 10.05")


@pytest.mark.parametrize(
    ("me", "participants"),
    [("Mette Holm", ("Mette Holm", "Lars Friis")), ("Lars", ("Du", "Lars Friis")), (None, ("Du", "Lars Friis"))],
)
def test_ones_own_messages_bear_the_name_given_that_is_nobody_elses(me: str | None, participants: tuple[str]) -> None:
    assert read_text(PASTE.format(own="Du sendte"), me=me).participants == participants


def test_given_names_alone() -> None:
    text = "Du sendte\nHej\nLars\nHej, hvem kommer?\nDu sendte\nLars\nLars\nFint"
    assert said(read_text(text)) == [("Du", "Hej"), ("Lars", "Hej, hvem kommer?"), ("Du", "Lars"), ("Lars", "Fint")]


def test_a_time_that_answers_is_said() -> None:
    text = "Lars\nLars Friis\nHvornår?\nDu sendte\n10.30\nLars\nLars Friis\nOkay"
    assert said(read_text(text))[1] == ("Du", "10.30")


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Du sendte",
        "Lars\nLars Friis\nHej\nMette\nMette Holm\nHej",  # nobody's own
        "Noter\nDu sendte\nen mail",
    ],
)
def test_what_is_no_paste_of_messenger(text: str) -> None:
    assert read_messenger(Source(text)) is None


@given(
    st.lists(
        st.sampled_from(["Du sendte", "Lars", "Lars Friis", "10.02", "Mandag", "i dag 10.02", "Hej", "👏"]), max_size=12
    )
)
def test_no_word_is_lost(lines: list[str]) -> None:
    text = "\n".join([*lines, "Lars", "Lars Friis", "Hej", "Du sendte"])
    assert not properties.lost(text, read_messenger(Source(text)), names_again=True)
