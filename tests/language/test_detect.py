"""Danish or English."""

from __future__ import annotations

import time
from typing import Literal

import pytest

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.detect import detect_language


def language(*texts: str) -> Literal["da", "en"]:
    return detect_language(Conversation(turns=tuple(Turn(speaker="A", text=text) for text in texts)))


@pytest.mark.parametrize(
    "text",
    [
        "Hej, hvordan går det med dig?",
        "TAK FOR KAFFEN, DET VAR HYGGELIGT AT SE DIG",
        "ja altså jeg ved det ikke",
        "Vi har lige haft et kickoff-meeting med vores product owner, og det var super nice.",
        "Takkede for rådet og lovede at ringe",
    ],
)
def test_danish(text: str) -> None:
    assert language(text) == "da"


@pytest.mark.parametrize(
    "text",
    [
        "Thank you so much for taking the time.",
        "How did you get into the business?",
        "WHAT DO YOU THINK ABOUT THIS?",
        "I met Søren and Åse at the office in Aarhus yesterday.",
        "Yes, and I was at the fair in Herning with them.",
    ],
)
def test_english(text: str) -> None:
    assert language(text) == "en"


@pytest.mark.parametrize("texts", [(), ("",), ("...",), ("12 34",), ("Xyzzy plugh",), ("Лучше поздно",)])
def test_danish_where_nothing_tells(texts: tuple[str, ...]) -> None:
    assert language(*texts) == "da"


def test_the_whole_conversation_decides() -> None:
    assert language("Okay, thank you!", "Ja, det er jeg glad for at du siger", "og så gik vi hjem til mig") == "da"
    assert (
        language("Hej", "How are you doing, and what do you think of the place?", "It is very nice of you to ask")
        == "en"
    )


def test_a_long_conversation_takes_no_time() -> None:
    turns = (Turn(speaker="A", text="og så gik vi hjem " * 1000),) * 300
    start = time.process_time()
    assert detect_language(Conversation(turns=turns, id="x")) == "da"
    assert time.process_time() - start < 2
