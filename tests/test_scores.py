"""The four scores: bounded, smooth, and moving the right way with every act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtalecoach.report import ADVICE_IDS, AdviceId, Signal, SpeakerNumbers
from samtalecoach.scores import Acts, acts_of, advice_data, limit, speaker_scores, unjudged

LARS = {"words": 100}
counts = st.integers(0, 8)


def numbers(**given: Any) -> SpeakerNumbers:
    """A speaker's numbers, nothing counted unless given."""
    nothing: dict[str, Any] = dict.fromkeys(SpeakerNumbers.model_fields, 0)
    mine, theirs = given.get("self_references", 0), given.get("other_references", 0)
    ratio = mine / (mine + theirs) if mine + theirs else None
    return SpeakerNumbers(**{**nothing, "words": 200, "talk_share": 0.5, "self_focus_ratio": ratio, **given})


def scores(own: SpeakerNumbers, acts: Acts | None = None, *, notes: bool = False) -> dict[AdviceId, int | None]:
    return speaker_scores("Mette", {"Mette": own, "Lars": numbers(**LARS)}, acts or Acts(), notes=notes)


def score(advice: AdviceId, own: SpeakerNumbers, acts: Acts | None = None) -> int:
    value = scores(own, acts)[advice]
    assert value is not None
    return value


@st.composite
def speakers(draw: st.DrawFn) -> SpeakerNumbers:
    """A speaker with enough words to be judged."""
    questions, thanks, requests = draw(counts), draw(counts), draw(counts)
    words = draw(st.integers(int(limit("min_words")), 3000))
    return numbers(
        words=words,
        talk_share=draw(st.floats(0, 1)),
        turns=draw(st.integers(1, 100)),
        longest_monologue_words=draw(st.integers(0, words)),
        self_references=draw(st.integers(0, 60)),
        other_references=draw(st.integers(0, 60)),
        questions=questions,
        open_questions=draw(st.integers(0, questions)),
        follow_up_questions=draw(st.integers(0, questions)),
        gratitude=thanks,
        specific_gratitude=draw(st.integers(0, thanks)),
        job_requests=requests,
        direct_job_requests=draw(st.integers(0, requests)),
        commitments=draw(counts),
        offers=draw(counts),
    )


acts = st.builds(Acts, dated=counts, undated=counts, others_agreements=counts, indirect_requests=counts, hints=counts)


def more(own: SpeakerNumbers, **by: float) -> SpeakerNumbers:
    """The same speaker with some numbers larger, and the ratio to match."""
    fields = {**own.model_dump(), **{name: getattr(own, name) + step for name, step in by.items()}}
    fields.pop("self_focus_ratio")
    return numbers(**fields)


@given(speakers(), acts, st.booleans())
def test_scores_are_0_to_100_or_unknown(own: SpeakerNumbers, did: Acts, notes: bool) -> None:
    found = scores(own, did, notes=notes)
    assert tuple(found) == ADVICE_IDS
    assert all(value is None or 0 <= value <= 100 for value in found.values())


@given(speakers(), st.sampled_from([{"gratitude": 1}, {"gratitude": 1, "specific_gratitude": 1}]))
def test_one_more_thank_you_never_lowers_gratitude(own: SpeakerNumbers, step: dict[str, float]) -> None:
    assert score("gratitude", more(own, **step)) >= score("gratitude", own)


@given(speakers())
def test_a_specific_thank_you_is_worth_more_than_a_plain_one(own: SpeakerNumbers) -> None:
    plain = more(own, gratitude=1)
    assert score("gratitude", more(plain, specific_gratitude=1)) >= score("gratitude", plain)


@given(speakers(), acts, st.sampled_from(["direct", "indirect", "hint"]))
def test_one_more_job_request_never_raises_job_request(own: SpeakerNumbers, did: Acts, subtype: str) -> None:
    asked = more(own, job_requests=1, direct_job_requests=int(subtype == "direct"))
    then = replace(
        did,
        indirect_requests=did.indirect_requests + (subtype == "indirect"),
        hints=did.hints + (subtype == "hint"),
    )
    assert score("job_request", asked, then) <= score("job_request", own, did)


def test_a_direct_job_request_weighs_most() -> None:
    direct = score("job_request", numbers(job_requests=1, direct_job_requests=1))
    indirect = score("job_request", numbers(job_requests=1), Acts(indirect_requests=1))
    hint = score("job_request", numbers(job_requests=1), Acts(hints=1))
    assert direct < indirect < hint < score("job_request", numbers())


@given(speakers(), acts)
def test_one_more_offer_never_lowers_job_request(own: SpeakerNumbers, did: Acts) -> None:
    assert score("job_request", more(own, offers=1), did) >= score("job_request", own, did)


@given(
    speakers(),
    st.sampled_from(
        [{"questions": 1}, {"questions": 1, "open_questions": 1}, {"questions": 1, "follow_up_questions": 1}]
    ),
)
def test_one_more_question_never_lowers_self_focus(own: SpeakerNumbers, step: dict[str, float]) -> None:
    assert score("self_focus", more(own, **step)) >= score("self_focus", own)


@given(speakers())
def test_a_question_that_follows_up_is_worth_more(own: SpeakerNumbers) -> None:
    asked = more(own, questions=1)
    assert score("self_focus", more(asked, follow_up_questions=1)) >= score("self_focus", asked)


@given(speakers(), st.integers(1, 30))
def test_more_references_to_oneself_never_raise_self_focus(own: SpeakerNumbers, step: int) -> None:
    own = own if own.self_focus_ratio is not None else more(own, other_references=1)
    assert score("self_focus", more(own, self_references=step)) <= score("self_focus", own)


@given(speakers(), st.integers(1, 30))
def test_more_references_to_the_other_never_lower_self_focus(own: SpeakerNumbers, step: int) -> None:
    own = own if own.self_focus_ratio is not None else more(own, other_references=1)
    assert score("self_focus", more(own, other_references=step)) >= score("self_focus", own)


@given(speakers(), st.floats(0, 1))
def test_a_larger_talk_share_never_raises_self_focus(own: SpeakerNumbers, step: float) -> None:
    assert score("self_focus", more(own, talk_share=step)) <= score("self_focus", own)


@given(speakers(), st.integers(0, 500))
def test_a_longer_monologue_never_raises_self_focus(own: SpeakerNumbers, step: int) -> None:
    assert score("self_focus", more(own, longest_monologue_words=step)) <= score("self_focus", own)


@given(speakers(), acts, st.sampled_from(["dated", "undated", "others_agreements"]))
def test_one_more_commitment_never_lowers_follow_up(own: SpeakerNumbers, did: Acts, kind: str) -> None:
    then = replace(did, **{kind: getattr(did, kind) + 1})
    assert score("follow_up", own, then) >= score("follow_up", own, did)


@given(speakers(), acts)
def test_a_time_never_lowers_follow_up(own: SpeakerNumbers, did: Acts) -> None:
    undated, dated = replace(did, undated=did.undated + 1), replace(did, dated=did.dated + 1)
    assert score("follow_up", own, dated) >= score("follow_up", own, undated)


@given(speakers(), st.sampled_from([("words", 1, 2), ("talk_share", 0.01, 2), ("longest_monologue_words", 1, 1)]))
def test_small_changes_are_small_steps(own: SpeakerNumbers, change: tuple[str, float, int]) -> None:
    name, step, most = change
    assert abs(score("self_focus", more(own, **{name: step})) - score("self_focus", own)) <= most


@given(speakers(), st.sampled_from(["self_references", "other_references"]))
def test_one_reference_among_many_is_a_small_step(own: SpeakerNumbers, name: str) -> None:
    own = more(own, self_references=20, other_references=20)
    assert abs(score("self_focus", more(own, **{name: 1})) - score("self_focus", own)) <= 3


@given(speakers(), acts)
def test_acts_of_one_kind_leave_the_other_scores_alone(own: SpeakerNumbers, did: Acts) -> None:
    before, after = scores(own, did), scores(more(own, gratitude=1, specific_gratitude=1, offers=1), did)
    assert (before["self_focus"], before["follow_up"]) == (after["self_focus"], after["follow_up"])


def test_ends_of_the_scale() -> None:
    silent = numbers(words=400, talk_share=1.0, longest_monologue_words=400, self_references=40)
    assert score("self_focus", silent) == 0
    curious = numbers(
        words=400, talk_share=0.4, questions=20, follow_up_questions=10, self_references=4, other_references=9
    )
    assert score("self_focus", curious) >= 95
    assert score("gratitude", numbers()) == 0
    assert score("follow_up", numbers()) == 0


@pytest.mark.parametrize(
    ("own", "other", "notes", "missing"),
    [
        ({"words": 39}, LARS, False, dict.fromkeys(ADVICE_IDS, "few_words")),
        ({"words": 40}, LARS, False, {}),
        ({"words": 40}, {"words": 14}, False, {"self_focus": "silent_other"}),
        ({"words": 40}, {"words": 15}, False, {}),
        ({"words": 40}, None, False, {"self_focus": "alone"}),
        ({"words": 40}, None, True, {"self_focus": "notes", "gratitude": "notes"}),
        ({"words": 40, "gratitude": 1}, None, True, {"self_focus": "notes"}),
        ({"words": 5, "gratitude": 1}, None, True, dict.fromkeys(ADVICE_IDS, "few_words")),
    ],
    ids=["few words", "enough", "silent other", "other enough", "alone", "notes", "notes with thanks", "short notes"],
)
def test_what_cannot_be_judged_is_none_with_a_reason(
    own: dict[str, int], other: dict[str, int] | None, notes: bool, missing: dict[AdviceId, str]
) -> None:
    everyone = {"Mette": numbers(**own), **({"Lars": numbers(**other)} if other else {})}
    assert unjudged("Mette", everyone, notes=notes) == missing
    found = speaker_scores("Mette", everyone, Acts(), notes=notes)
    assert {advice for advice, value in found.items() if value is None} == set(missing)
    reasons = advice_data("da")
    for advice, reason in missing.items():
        assert reasons[advice]["notes"] if reason == "notes" else reasons["unknown"][reason]


def test_acts_are_counted_from_the_signals() -> None:
    rows = [
        ("commitment", "promise", "Mette", "på torsdag"),
        ("commitment", "agreement", "Mette", None),
        ("commitment", "agreement", "Lars", "i morgen"),
        ("commitment", "promise", "Lars", None),
        ("job_request", "indirect", "Mette", None),
        ("job_request", "hint", "Mette", None),
        ("job_request", "direct", "Mette", None),
        ("job_request", "hint", "Lars", None),
    ]
    signals = [
        Signal.model_validate(
            {
                "kind": k,
                "subtype": s,
                "speaker": who,
                "due": due,
                "turn": 0,
                "start": 0,
                "end": 0,
                "text": "",
                "confidence": 1,
            }
        )
        for k, s, who, due in rows
    ]
    assert acts_of("Mette", signals) == Acts(dated=1, undated=1, others_agreements=1, indirect_requests=1, hints=1)
    assert acts_of("Lars", signals) == Acts(dated=1, undated=1, others_agreements=1, indirect_requests=0, hints=1)
