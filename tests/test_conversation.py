"""A conversation: what it accepts, what it derives, and how it comes back from JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError

TURNS = (
    Turn(speaker="Mette Holm", text="Hej Lars"),
    Turn(speaker="Lars", text="Hej"),
    Turn(speaker="Mette Bro", text=""),
)
names = st.text(min_size=1, max_size=8).filter(str.strip)
seconds = st.floats(min_value=0, max_value=1e6)
untimed = st.builds(Turn, speaker=names, text=st.text(max_size=20))
timed = st.tuples(seconds, seconds).map(sorted).flatmap(
    lambda times: st.builds(Turn, speaker=names, text=st.text(max_size=20), start_s=st.just(times[0]), end_s=st.just(times[1]))
)  # fmt: skip
conversations = st.builds(
    Conversation,
    turns=st.lists(untimed | timed, max_size=5).map(tuple),
    title=st.none() | st.text(max_size=5),
    language=st.sampled_from([None, "da", "en"]),
    kind=st.sampled_from(["transcript", "notes"]),
    date=st.none() | st.dates(),
    source=st.none() | st.text(max_size=5),
    omitted=st.lists(st.text(max_size=5), max_size=2).map(tuple),
)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"speaker": "", "text": "hej"}, "speaker"),
        ({"speaker": "  ", "text": "hej"}, "speaker"),
        ({"speaker": "Mette"}, "text"),
        ({"speaker": "Mette", "text": 5}, "text"),
        ({"speaker": "Mette", "text": "hej", "start_s": -1}, "start_s"),
        ({"speaker": "Mette", "text": "hej", "end_s": float("inf")}, "end_s"),
        ({"speaker": "Mette", "text": "hej", "start_s": 3, "end_s": 2}, "end before it starts"),
        ({"speaker": "Mette", "text": "hej", "mood": "good"}, "mood"),
    ],
)
def test_turns_that_cannot_be(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        Turn.model_validate(fields)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"turns": None}, "turns"),
        ({"turns": 5}, "turns"),
        ({"turns": TURNS, "me": "Ole"}, "Ole"),
        ({"turns": TURNS, "participants": ("Lars",)}, "Mette Bro, Mette Holm"),
        ({"turns": TURNS, "kind": "letter"}, "kind"),
        ({"turns": TURNS, "language": "sv"}, "language"),
        ({"turns": TURNS, "date": "i morgen"}, "date"),
        ({"turns": TURNS, "mood": "good"}, "mood"),
    ],
)
def test_conversations_that_cannot_be(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        Conversation.model_validate(fields)


def test_what_is_derived() -> None:
    conversation = Conversation(turns=TURNS)
    assert conversation.participants == ("Mette Holm", "Lars", "Mette Bro")
    assert conversation.words == 3
    assert (conversation.kind, conversation.me, conversation.date, conversation.language) == (
        "transcript",
        None,
        None,
        None,
    )
    assert Turn(speaker=" Mette ", text="").speaker == "Mette"


def test_the_id_is_that_of_the_content() -> None:
    one = Conversation(turns=TURNS)
    assert one.id == Conversation(turns=TURNS, title="Kaffe", date=date(2026, 3, 11)).id
    others = [TURNS[:2], TURNS[::-1], (), (Turn(speaker="Mette Holm", text="Hej  Lars"), *TURNS[1:])]
    assert len({one.id, *(Conversation(turns=turns).id for turns in others)}) == 5
    assert Conversation(turns=TURNS, id="mit eget").id == "mit eget"


def test_text_forms_are_accepted_by_hand() -> None:
    conversation = Conversation.model_validate({"turns": [{"speaker": "Mette", "text": "Hej"}], "date": "2026-03-11"})
    assert (conversation.turns[0].text, conversation.date) == ("Hej", date(2026, 3, 11))
    assert Conversation.model_validate({"turns": [], "participants": ["Lars"]}).participants == ("Lars",)


def test_nothing_changes_in_place() -> None:
    conversation = Conversation(turns=TURNS)
    with pytest.raises(ValidationError, match="frozen"):
        conversation.me = "Lars"
    with pytest.raises(ValidationError, match="frozen"):
        conversation.turns[0].text = "Farvel"
    assert conversation.with_me("Lars").me == "Lars"
    assert conversation.me is None
    assert hash(conversation) == hash(Conversation(turns=TURNS))


@given(conversations)
def test_json_round_trip(conversation: Conversation) -> None:
    back = Conversation.from_json(conversation.to_json())
    assert back == conversation
    assert Conversation.from_json(conversation.to_json().encode()) == conversation


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "filen"),
        ("nej", "filen"),
        ("[]", "filen"),
        ('{"turns": null}', "turns"),
        ('{"turns": {"speaker": "Mette"}}', "turns"),
        ('{"turns": [{"speaker": "Mette", "text": "hej"}, {"speaker": "Mette"}]}', "turns.1.text"),
        ('{"turns": [7]}', "turns.0"),
        ('{"turns": [], "date": "torsdag"}', "date"),
        ('{"turns": [], "mood": "good"}', "mood"),
    ],
)
def test_broken_json_names_the_field(text: str, place: str) -> None:
    with pytest.raises(SamtalecoachError, match=f"JSON kan ikke læses: {place}: ") as error:
        Conversation.from_json(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Lars", "Lars"),
        ("lars", "Lars"),
        (" LARS ", "Lars"),
        ("l", "Lars"),
        ("Mette B", "Mette Bro"),
        ("mette holm", "Mette Holm"),
        (None, None),
    ],
)
def test_me_by_a_unique_beginning(given: str | None, found: str | None) -> None:
    assert Conversation(turns=TURNS).with_me(given).me == found


def test_a_whole_name_goes_before_longer_ones() -> None:
    turns = (Turn(speaker="Mette Holm", text="Hej"), Turn(speaker="Mette", text="Hej"))
    assert Conversation(turns=turns).with_me("mette").me == "Mette"


@pytest.mark.parametrize(
    ("given", "problem"), [("Mette", "Flere"), ("m", "Flere"), ("Ole", "Ingen"), ("", "Ingen"), ("Holm", "Ingen")]
)
def test_an_unknown_or_ambiguous_me_lists_the_speakers(given: str, problem: str) -> None:
    with pytest.raises(SamtalecoachError, match=f"{problem}.*'{given}'.*Mette Holm, Lars, Mette Bro"):
        Conversation(turns=TURNS).with_me(given)
