"""The numbers of each speaker, counted from hand-made signals and references."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.metrics import speaker_numbers
from samtalecoach.report import Reference, Signal

SUBTYPES: dict[str, tuple[str | None, ...]] = {
    "question": ("open", "closed", "indirect"),
    "gratitude": ("specific", "plain"),
    "job_request": ("direct", "indirect", "hint"),
    "commitment": ("promise", "agreement"),
    "offer": (None,),
}
PEOPLE = ("Mette", "Lars", "Ole")


def signal(kind: str, subtype: str | None, speaker: str = "Mette", follow_up: bool | None = None) -> Signal:
    return Signal.model_validate(
        {
            "kind": kind,
            "subtype": subtype,
            "speaker": speaker,
            "turn": 0,
            "start": 0,
            "end": 0,
            "text": "",
            "confidence": 1,
            "follow_up": follow_up,
        }
    )


def reference(focus: Literal["self", "other"], speaker: str = "Mette") -> Reference:
    return Reference(focus=focus, speaker=speaker, turn=0, start=0, end=0, text="")


def conversation(*words: tuple[str, int], kind: Literal["transcript", "notes"] = "transcript") -> Conversation:
    return Conversation(turns=tuple(Turn(speaker=name, text="ord " * count) for name, count in words), kind=kind)


signals = st.sampled_from([(kind, subtype) for kind, subtypes in SUBTYPES.items() for subtype in subtypes]).flatmap(
    lambda kind: st.builds(signal, st.just(kind[0]), st.just(kind[1]), st.sampled_from(PEOPLE))
)


def test_each_act_is_counted_for_its_speaker() -> None:
    found = [
        signal("question", "open", follow_up=True),
        signal("question", "closed", follow_up=False),
        signal("question", "indirect", follow_up=True),
        signal("gratitude", "specific"),
        signal("gratitude", "plain"),
        signal("job_request", "direct"),
        signal("job_request", "hint"),
        signal("commitment", "promise"),
        signal("commitment", "agreement", "Lars"),
        signal("offer", None, "Lars"),
    ]
    numbers = speaker_numbers(conversation(("Mette", 3), ("Lars", 1)), found, [])
    mette, lars = numbers["Mette"], numbers["Lars"]
    assert (mette.questions, mette.open_questions, mette.follow_up_questions) == (3, 1, 2)
    assert (mette.gratitude, mette.specific_gratitude) == (2, 1)
    assert (mette.job_requests, mette.direct_job_requests) == (2, 1)
    assert (mette.commitments, mette.offers) == (1, 0)
    assert (lars.commitments, lars.offers, lars.questions) == (1, 1, 0)


def test_words_turns_and_shares() -> None:
    numbers = speaker_numbers(conversation(("Mette", 6), ("Lars", 2), ("Mette", 2)), [], [])
    assert (numbers["Mette"].words, numbers["Mette"].turns, numbers["Mette"].talk_share) == (8, 2, 0.8)
    assert (numbers["Lars"].words, numbers["Lars"].turns, numbers["Lars"].talk_share) == (2, 1, 0.2)


@pytest.mark.parametrize(
    ("turns", "longest"),
    [
        ([("Mette", 3), ("Lars", 1), ("Mette", 5)], 5),
        ([("Mette", 3), ("Mette", 5), ("Lars", 1)], 8),
        ([("Lars", 9), ("Mette", 1), ("Lars", 9)], 1),
        ([("Mette", 0), ("Lars", 1)], 0),
    ],
)
def test_the_longest_monologue_goes_over_lines_of_the_same_speaker(turns: list[tuple[str, int]], longest: int) -> None:
    assert speaker_numbers(conversation(*turns), [], [])["Mette"].longest_monologue_words == longest


@pytest.mark.parametrize(
    ("mine", "theirs", "ratio"), [(0, 0, None), (1, 0, 1.0), (0, 2, 0.0), (3, 1, 0.75), (31, 22, 0.5849)]
)
def test_the_ratio_of_references(mine: int, theirs: int, ratio: float | None) -> None:
    references = [reference("self")] * mine + [reference("other")] * theirs + [reference("self", "Lars")]
    numbers = speaker_numbers(conversation(("Mette", 1), ("Lars", 1)), [], references)["Mette"]
    assert (numbers.self_references, numbers.other_references, numbers.self_focus_ratio) == (mine, theirs, ratio)


def test_notes_do_not_show_who_spoke() -> None:
    numbers = speaker_numbers(conversation(("Mette", 5), kind="notes"), [signal("offer", None)], [])["Mette"]
    assert (numbers.talk_share, numbers.turns, numbers.longest_monologue_words) == (None, None, None)
    assert (numbers.words, numbers.offers) == (5, 1)


def test_without_words_no_share_is_defined() -> None:
    assert speaker_numbers(conversation(("Mette", 0), ("Lars", 0)), [], [])["Mette"].talk_share is None


def test_a_participant_who_says_nothing_has_numbers_too() -> None:
    silent = Conversation(turns=(Turn(speaker="Mette", text="Hej"),), participants=("Mette", "Ole"))
    numbers = speaker_numbers(silent, [], [])
    assert list(numbers) == ["Mette", "Ole"]
    assert (numbers["Ole"].words, numbers["Ole"].turns, numbers["Ole"].talk_share) == (0, 0, 0.0)
    assert numbers["Ole"].longest_monologue_words == 0


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 30)), max_size=8), st.lists(signals, max_size=12))
def test_numbers_add_up(turns: list[tuple[str, int]], found: list[Signal]) -> None:
    whole = Conversation(turns=conversation(*turns).turns, participants=PEOPLE)
    numbers = speaker_numbers(whole, found, [])
    assert sum(n.words for n in numbers.values()) == whole.words
    assert sum(n.turns or 0 for n in numbers.values()) == len(turns)
    if whole.words:
        assert sum(n.talk_share or 0 for n in numbers.values()) == pytest.approx(1, abs=1e-3)
    assert sum(n.questions + n.gratitude + n.job_requests + n.commitments + n.offers for n in numbers.values()) == len(
        found
    )
    for n in numbers.values():
        assert n.open_questions <= n.questions
        assert n.specific_gratitude <= n.gratitude
        assert n.direct_job_requests <= n.job_requests
        assert (n.longest_monologue_words or 0) <= n.words
