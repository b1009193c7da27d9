"""Numbers to scores: four of them for each speaker, 0–100 (100: as the advice has it), None where they cannot be judged.

The formulas are smooth and move one way: one more thank-you never lowers gratitude, one more direct job request never raises
job_request. Every threshold, with its source, stands in ``data/advice/LANG.toml``.

* gratitude: 100 · (1 − a^specific · b^plain)
* follow_up: 100 · (1 − a^dated · b^undated · c^others), own commitments with and without a time, plans that others proposed
* job_request: 100 · (1 − (1 − n) · o^offers) · d^direct · i^indirect · h^hints
* self_focus: the weighted mean of reference ratio, talk share, questions with follow-up questions, and longest monologue
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from samtalecoach.report import ADVICE_IDS, AdviceId, Signal, SpeakerNumbers
from samtalecoach.resources import resource

__all__ = ["Acts", "acts_of", "advice_data", "limit", "speaker_scores", "unjudged"]


@cache
def advice_data(language: str) -> dict[str, Any]:
    """The texts and thresholds of ``data/advice/LANG.toml``."""
    return tomllib.loads(resource("data", "advice", f"{language}.toml").read_text(encoding="utf-8"))


def limit(name: str, language: str = "da") -> float:
    """A threshold. Thresholds are the same in all languages; they stand in the Danish file."""
    return float(advice_data(language)["limits"][name]["value"])


@dataclass(frozen=True, slots=True)
class Acts:
    """What the scores need beyond the numbers of the report: counts of one speaker's acts, finer than there."""

    dated: int = 0
    undated: int = 0
    others_agreements: int = 0
    indirect_requests: int = 0
    hints: int = 0


def acts_of(speaker: str, signals: Sequence[Signal]) -> Acts:
    """Count a speaker's acts."""
    commitments = [s for s in signals if s.kind == "commitment"]
    own = [s for s in commitments if s.speaker == speaker]
    requests = [s.subtype for s in signals if s.kind == "job_request" and s.speaker == speaker]
    return Acts(
        dated=sum(s.due is not None for s in own),
        undated=sum(s.due is None for s in own),
        others_agreements=sum(s.speaker != speaker and s.subtype == "agreement" for s in commitments),
        indirect_requests=requests.count("indirect"),
        hints=requests.count("hint"),
    )


def _falling(value: float, calm: float, much: float) -> float:
    """1 up to ``calm``, 0 from ``much`` on, a straight line between."""
    return min(1.0, max(0.0, (much - value) / (much - calm)))


def unjudged(
    speaker: str, numbers: Mapping[str, SpeakerNumbers], *, notes: bool = False, doubted: bool = False
) -> dict[AdviceId, str]:
    """Which scores cannot be judged, and the key of the reason (``unknown`` in the advice file, or ``notes``).

    ``doubted``: it is uncertain who said what, so nothing can be judged of anybody.
    """
    own = numbers[speaker]
    others = [n.words for name, n in numbers.items() if name != speaker]
    missing: dict[AdviceId, str] = {}
    if doubted:
        return dict.fromkeys(ADVICE_IDS, "doubted")
    if own.words < limit("min_words"):
        return dict.fromkeys(ADVICE_IDS, "few_words")
    if notes:
        missing["self_focus"] = "notes"
        if not own.gratitude:
            missing["gratitude"] = "notes"
    elif not others:
        missing["self_focus"] = "alone"
    elif sum(others) < limit("min_words_other"):
        missing["self_focus"] = "silent_other"
    return missing


def speaker_scores(
    speaker: str, numbers: Mapping[str, SpeakerNumbers], acts: Acts, *, notes: bool = False, doubted: bool = False
) -> dict[AdviceId, int | None]:
    """The four scores of a speaker; None where `unjudged` names a reason."""
    own = numbers[speaker]
    missing = unjudged(speaker, numbers, notes=notes, doubted=doubted)
    raw: dict[AdviceId, float] = {
        "self_focus": _self_focus(own, len(numbers)),
        "gratitude": 1
        - limit("specific_thanks") ** own.specific_gratitude
        * limit("plain_thanks") ** (own.gratitude - own.specific_gratitude),
        "follow_up": 1
        - limit("dated_commitment") ** acts.dated
        * limit("undated_commitment") ** acts.undated
        * limit("others_agreement") ** acts.others_agreements,
        "job_request": _job_request(own, acts),
    }
    return {advice: None if advice in missing else round(100 * value) for advice, value in raw.items()}


def _job_request(own: SpeakerNumbers, acts: Acts) -> float:
    given = 1 - (1 - limit("no_offer")) * limit("offer") ** own.offers
    asked = (
        limit("direct_request") ** own.direct_job_requests
        * limit("indirect_request") ** acts.indirect_requests
        * limit("hint") ** acts.hints
    )
    return given * asked


def _self_focus(own: SpeakerNumbers, speakers: int) -> float:
    """The weighted mean of four parts, each 0–1; a part that is undefined does not count."""
    parts: list[tuple[float, float]] = [(limit("weight_questions"), _questions(own))]
    references, calm = own.self_references + own.other_references, limit("self_focus_calm")
    if references:
        doubt = limit("self_focus_doubt")  # a handful of references tells little: that many calm ones are added
        ratio = (own.self_references + doubt * calm) / (references + doubt)
        parts.append((limit("weight_self_focus"), _falling(ratio, calm, limit("self_focus_much"))))
    if own.talk_share is not None and speakers > 1:
        # The published shares are of two speakers; among n a fair share is 1/n.
        share = own.talk_share * speakers / 2
        best, harmful = limit("talk_share_best"), limit("talk_share_harmful")
        parts.append((limit("weight_talk_share"), _falling(share, best, 2 * harmful - best)))
    if own.longest_monologue_words is not None:
        calm, much = limit("monologue_calm"), limit("monologue_much")
        parts.append((limit("weight_monologue"), _falling(own.longest_monologue_words, calm, much)))
    return sum(weight * value for weight, value in parts) / sum(weight for weight, _ in parts)


def _questions(own: SpeakerNumbers) -> float:
    """Questions per 1,000 own words, half the points at the published median; up to a fifth of them for following up."""
    if not own.words:
        return 0.0
    rate = 1000 * own.questions / (own.words + limit("question_rate_words"))
    asked = 1 - math.exp(-math.log(2) * rate / limit("questions_per_1000_half"))
    followed = 1 - limit("follow_up_question") ** own.follow_up_questions
    return asked * (0.8 + 0.2 * followed)
