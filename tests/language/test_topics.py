"""Topics: nouns that can be named to somebody else without changing their form."""

from __future__ import annotations

import pytest

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.reading import Reader
from samtalecoach.language.topics import Topic, find_topics


def topics(reader: Reader, *texts: str) -> list[Topic]:
    return list(
        find_topics(
            reader.read(
                Conversation(turns=tuple(Turn(speaker="AB"[at % 2], text=text) for at, text in enumerate(texts)))
            )
        )
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vi har fået et nyt lagersystem.", "et nyt lagersystem"),
        ("Min kollega bygger en stor vindmølle.", "en stor vindmølle"),
        ("Det handler om solceller.", "solceller"),
        ("Vi solgte lagerhallen.", "lagerhallen"),
    ],
)
def test_what_is_named(reader: Reader, text: str, named: str) -> None:
    assert named in [topic.text for topic in topics(reader, text)]


@pytest.mark.parametrize(
    "text",
    ["Hun elsker sin cykel.", "Han kørte i min varevogn.", "Vi fik det bedste resultat.", "Det var en god time.", "Hun kom i torsdags.", "Tak for kaffen.", "Jeg bor i Aarhus.", "Det er en sko.", "Lagerhallen er solgt.", "Hun er en dygtig afdelingsleder.", "Vi ses ved firetiden.", "Det var en bil.", "Vi har et regneark."],
)  # fmt: skip
def test_what_is_not(reader: Reader, text: str) -> None:
    assert topics(reader, text) == []


def test_a_topic_tells_where_it_stands(reader: Reader) -> None:
    found = {
        topic.text: topic for topic in topics(reader, "Jeg bygger vindmøller. Det er sjovt.", "Vi solgte lagerhallen.")
    }
    mills, hall = found["vindmøller"], found["lagerhallen"]
    assert (mills.speaker, mills.turn, mills.sentence) == ("A", 0, "Jeg bygger vindmøller.")
    assert (hall.speaker, hall.turn) == ("B", 1)


def test_each_is_named_once_a_speaker_and_the_weightiest_first(reader: Reader) -> None:
    found = topics(
        reader, "Vi byggede lagerhallen. Jeg tegnede lagerhallen.", "Var lagerhallen dyr?", "Vi solgte lagerhallen."
    )
    assert len([topic for topic in found if "lagerhal" in topic.text.lower() and topic.speaker == "A"]) == 1
    weights = [topic.weight for topic in found]
    assert weights == sorted(weights, reverse=True)


def test_what_comes_back_weighs_more(reader: Reader) -> None:
    once, often = (
        topics(reader, "Vi byggede lagerhallen."),
        topics(reader, "Vi byggede lagerhallen. Så solgte vi lagerhallen."),
    )
    assert often[0].weight > once[0].weight


def test_every_topic_stands_in_its_turn(reader: Reader, dialogue: str) -> None:
    for topic in topics(reader, *dialogue.splitlines()):
        assert topic.text in topic.sentence
        assert topic.sentence in dialogue


def test_what_others_take_up_and_what_compounds_hold_weighs_more(reader: Reader) -> None:
    alone = topics(reader, "Vi byggede lagerhallen.", "Nå.")
    taken_up = topics(reader, "Vi byggede lagerhallen.", "Var lagerhallen dyr?")
    assert taken_up[0].weight > alone[0].weight
    single, within = (
        topics(reader, "Vi reparerer pumper.", "Nå."),
        topics(reader, "Vi reparerer pumper.", "Vi har varmepumper."),
    )
    assert not single
    assert [topic.text for topic in within if topic.speaker == "A"] == ["pumper"]
