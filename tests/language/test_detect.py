"""Danish or English."""

from __future__ import annotations

import time

import pytest

from samtalecoach.analyzer import Analyzer
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.language.detect import Language, detect_language, is_mixed, turn_languages


def language(*texts: str) -> Language:
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hei, hva jobber du med nå? Jeg har blitt veldig glad i denne byen, takk skal du ha.", "no"),
        ("ja jeg jobbet der i mange år og det var kjempe hyggelig å bli kjent med deg", "no"),
        ("Eg veit ikkje kva eg skal seie, men det var fint å sjå dykk.", "no"),
        ("Hej, jag tycker att det är spännande. Vad jobbar du med nu?", "sv"),
        ("ja alltså jag vet inte om jag vill byta jobb", "sv"),
        ("Hej, hvad arbejder du med nu? Jeg har boet i Norge, og det var meget hyggeligt at møde jer.", "da"),
        ("Jeg har været i Oslo i mange år, så jeg siger av og til noget på norsk.", "da"),
    ],
)
def test_the_neighbours_are_told_apart(text: str, found: str) -> None:
    assert language(text) == found


def test_each_turn_has_its_language() -> None:
    mixed = Conversation(
        turns=(
            Turn(speaker="A", text="Hej, hvad laver du nu, og hvordan går det?"),
            Turn(speaker="B", text="Sorry, I am still learning, can we do this in English?"),
            Turn(speaker="A", text="Okay."),
        )
    )
    told = turn_languages(mixed)
    assert told == ["da", "en", None]
    assert is_mixed(mixed, told)
    assert not is_mixed(mixed, ["da", None, None])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hei, hva jobber du med nå? Jeg er blitt veldig glad i byen.", "norsk"),
        ("Hej, jag tycker att det är kul. Vad gör du?", "svensk"),
    ],
)
def test_a_neighbours_conversation_is_declined(coach: Analyzer, text: str, named: str) -> None:
    with pytest.raises(SamtalecoachError, match=f"på {named}.*--lang da"):
        coach.analyze(f"Anna: {text}\nOla: Ja.\nAnna: Fint.")
    assert Analyzer("da").analyze(f"Anna: {text}\nOla: Ja.\nAnna: Fint.").turns
