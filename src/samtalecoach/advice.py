"""Numbers, signals and topics to judgement: verdicts, reasons, suggestions made for this conversation, what went well, what to do next.

What the coach says stands in ``data/advice/LANG.toml``; here it is only chosen and filled in. Quotes are cut from the transcript, topics are
the other's own words: nothing is invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.transcript import UNKNOWN_SPEAKER
from samtalecoach.language.topics import Topic
from samtalecoach.report import ADVICE_IDS, Advice, AdviceId, FollowUp, Overall, Signal, SpeakerNumbers, Strength
from samtalecoach.scores import advice_data, limit, unjudged

__all__ = ["Case", "advise", "follow_ups", "overall", "strengths"]

_QUOTE_LENGTH = 140
_TELLING_WORDS = 4
"""A commitment of fewer words ("gør jeg") hardly says what is to be done."""
_OMITTED_SHOWN = 40


@dataclass(frozen=True)
class Case:
    """All that advice is given on; ``language`` is the one to give it in, ``scores`` are those of every speaker."""

    conversation: Conversation
    language: str
    signals: Sequence[Signal]
    numbers: Mapping[str, SpeakerNumbers]
    scores: Mapping[str, Mapping[AdviceId, int | None]]
    topics: Sequence[Topic]

    @property
    def me(self) -> str | None:
        return self.conversation.me

    @property
    def notes(self) -> bool:
        return self.conversation.kind == "notes"

    @property
    def doubted(self) -> bool:
        """Whether it is uncertain who said what."""
        return self.conversation.speaker_doubt is not None

    def text(self, *keys: str) -> Any:
        """A text of the advice file."""
        found: Any = advice_data(self.language)
        for key in keys:
            found = found[key]
        return found

    def mine(self, *kinds: str) -> list[int]:
        """The indices of my signals of these kinds (all speakers' where nobody is coached)."""
        return [i for i, s in enumerate(self.signals) if s.kind in kinds and self.me in (None, s.speaker)]

    def counted(self, name: str, number: int) -> str:
        """A count in words: ``counted("question", 1)`` is "ét spørgsmål"."""
        words = self.text("words")
        if number == 0 and f"{name}_none" in words:
            return str(words[f"{name}_none"])
        return str(words[f"{name}_one"] if number == 1 else words[f"{name}_many"]).format(n=number)

    def percent(self, share: float) -> str:
        """A share of 0–1 in whole per cent."""
        return str(self.text("words", "percent")).format(n=round(100 * share))

    def other_name(self, speaker: str | None = None) -> str:
        """How to name the other: by first name where there is one ("Lars" of "direktør Lars Holm"), else "den anden"."""
        others = [name for name in self.conversation.participants if name != self.me]
        name = speaker or (others[0] if len(others) == 1 else "")
        first = next((part for part in name.split() if part.casefold().rstrip(".") not in all_words().titles), "")
        named = first.isalpha() and len(name.split()) <= 4 and not _is_label(name)
        return first if named else str(self.text("words", "other"))

    def remarks(self) -> tuple[str, ...]:
        """What the reader should know about how the material was read."""
        doubt, left_out = self.conversation.speaker_doubt, Counter(self.conversation.omitted)
        remarks = [self.text("speaker_doubt", doubt)] if doubt is not None else []
        if left_out:
            shown = [f"{line} (×{count})" if count > 1 else line for line, count in left_out.items()]
            lines = " · ".join(shown[:_OMITTED_SHOWN])
            if len(shown) > _OMITTED_SHOWN:
                lines += self.text("unknown", "more_omitted").format(count=len(shown) - _OMITTED_SHOWN)
            remarks.append(self.text("unknown", "omitted").format(count=left_out.total(), lines=lines))
        return tuple(remarks)


def _is_label(name: str) -> bool:
    return name == UNKNOWN_SPEAKER or any(char.isdigit() for char in name)


def _quote(text: str) -> str:
    """A quote for a suggestion: one line, cut at a word where it is long, without the marks that would stand inside the quotation."""
    line = " ".join(text.split()).strip('»«"“”')
    if len(line) > _QUOTE_LENGTH:
        line = line[:_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    return line.rstrip(".,;")


def advise(case: Case) -> tuple[Advice, ...]:
    """The four pieces of advice, in the order of the guide."""
    return tuple(_one(case, advice) for advice in ADVICE_IDS)


def _one(case: Case, advice: AdviceId) -> Advice:
    texts = case.text(advice)
    evidence = tuple(_EVIDENCE[advice](case))
    score: int | None = None
    suggestions: list[str] = []
    if case.me is None:
        verdict = case.text("unknown", "doubted" if case.doubted else "no_me")
    else:
        score = case.scores[case.me][advice]
        own = case.numbers[case.me]
        missing = unjudged(case.me, case.numbers, notes=case.notes, doubted=case.doubted).get(advice)
        if missing == "notes":
            verdict = texts["notes"]
        elif missing is not None:
            verdict = case.text("unknown", missing).format(words=own.words)
        else:
            verdict = _VERDICTS[advice](case, own, _level(score or 0))
        if missing in (None, "notes"):
            suggestions = _SUGGESTIONS[advice](case, own, score)
    return Advice(
        id=advice,
        title=texts["title"],
        score=score,
        verdict=str(verdict),
        why=texts["why"],
        suggestions=tuple(suggestions),
        evidence=evidence,
    )


def _level(score: int) -> str:
    return "good" if score >= limit("good") else "fair" if score >= limit("fair") else "low"


def _verdict_self_focus(case: Case, own: SpeakerNumbers, level: str) -> str:
    texts = case.text("self_focus")
    ratio = own.self_focus_ratio
    focus = texts["focus_none"] if ratio is None else texts["focus"].format(ratio=case.percent(ratio))
    return str(texts[f"verdict_{level}"]).format(
        questions=case.counted("question", own.questions),
        share=case.percent(own.talk_share or 0),
        monologue=own.longest_monologue_words,
        focus=focus,
    )


def _verdict_gratitude(case: Case, own: SpeakerNumbers, level: str) -> str:
    words = case.text("words")
    specific = own.specific_gratitude
    if specific == own.gratitude:
        told = words["both_of"] if specific == 2 else words["all_of"]
    else:
        told = (words["none_of"], words["one_of"])[specific] if specific < 2 else words["some_of"].format(n=specific)
    if own.gratitude == 0:
        level = "low"
    elif level == "low" or not specific:
        level = "fair"
    if own.gratitude == specific == 1:
        return str(case.text("gratitude", "verdict_one_specific"))
    if own.gratitude == 1:
        return str(case.text("gratitude", "verdict_one_plain"))
    return str(case.text("gratitude", f"verdict_{level}")).format(
        times=case.counted("times", own.gratitude), specific=told
    )


def _verdict_follow_up(case: Case, own: SpeakerNumbers, level: str) -> str:
    texts = case.text("follow_up")
    shared = _shared_commitments(case)
    dated = sum(case.signals[i].due is not None for i in shared)
    if not shared:
        level = "promised" if _promised_by_others(case) else "low"
    elif level == "low" or (level == "good" and not dated):
        level = "fair"
    told = texts["dated"].format(number=dated) if dated else case.text("words", "dated_none")
    lack = texts["dated_lack" if not dated else "dated_some" if dated < len(shared) else "dated_all"]
    return str(texts[f"verdict_{level}"]).format(
        count=case.counted("commitment", len(shared)), dated=told, dated_lack=lack, name=case.other_name()
    )


def _shared_commitments(case: Case) -> list[int]:
    """My commitments, and the plans that others proposed to me."""
    return [
        i
        for i, s in enumerate(case.signals)
        if s.kind == "commitment" and (case.me in (None, s.speaker) or s.subtype == "agreement")
    ]


def _promised_by_others(case: Case) -> list[int]:
    return [i for i, s in enumerate(case.signals) if s.kind == "commitment" and s.speaker not in (None, case.me)]


_EVIDENCE: dict[AdviceId, Callable[[Case], list[int]]] = {
    "self_focus": lambda case: case.mine("question"),
    "gratitude": lambda case: case.mine("gratitude"),
    "follow_up": lambda case: _shared_commitments(case) or _promised_by_others(case),
    "job_request": lambda case: case.mine("job_request", "offer"),
}


def _verdict_job_request(case: Case, own: SpeakerNumbers, level: str) -> str:
    texts = case.text("job_request")
    hints = sum(case.signals[i].subtype == "hint" for i in case.mine("job_request"))
    asked = own.job_requests - hints
    if asked:
        key = "verdict_low" if level == "low" else "verdict_fair_asked" if own.offers else "verdict_fair"
        return str(texts[key]).format(requests=case.counted("request", asked), told=texts["told"] if hints else "")
    if hints:
        return str(texts["verdict_hint"])
    return str(texts["verdict_good"] if own.offers else texts["verdict_fair_no_request"])


_VERDICTS = {
    "self_focus": _verdict_self_focus,
    "gratitude": _verdict_gratitude,
    "follow_up": _verdict_follow_up,
    "job_request": _verdict_job_request,
}


def _others_topics(case: Case) -> list[Topic]:
    """What the others brought up (in notes: what is written there)."""
    return [topic for topic in case.topics if case.notes or topic.speaker != case.me]


def _suggest_self_focus(case: Case, own: SpeakerNumbers, score: int | None) -> list[str]:
    texts = case.text("self_focus")
    if case.notes:
        return []
    found: list[str] = []
    asked_after = {s.turn - 1 for s in case.signals if s.kind == "question" and s.speaker == case.me}
    topics = [t for t in _others_topics(case) if t.turn not in asked_after] or _others_topics(case)
    if (score or 0) < limit("good") or not own.questions:
        for template, topic in zip(texts["suggest_topic"], topics[:2], strict=False):
            text = template.format(name=case.other_name(topic.speaker), topic=topic.text, turn=topic.turn + 1)
            found.append(text[:1].upper() + text[1:])
        if not topics:
            found.append(texts["suggest_ask"])
        if (own.longest_monologue_words or 0) > limit("monologue_calm"):
            found.append(texts["suggest_monologue"].format(monologue=own.longest_monologue_words))
        elif own.questions >= 3 and own.follow_up_questions <= own.questions / 3:
            found.append(
                texts["suggest_follow_up"].format(
                    follow_ups=own.follow_up_questions, count=own.questions, name=case.other_name()
                )
            )
    return found[:2] or [texts["suggest_keep"]]


def _suggest_gratitude(case: Case, own: SpeakerNumbers, score: int | None) -> list[str]:
    texts = case.text("gratitude")
    topics = _others_topics(case)
    found: list[str] = []
    if not own.specific_gratitude:
        key, topic = ("suggest_say", topics[0].text) if topics else ("suggest_say_plain", "")
        found.append(texts[key].format(topic=topic, name=case.other_name()))
    key, topic = (
        ("suggest_message", topics[0].text)
        if topics and case.other_name() != case.text("words", "other")
        else ("suggest_message_plain", "")
    )
    found.append(texts[key].format(topic=topic, name=case.other_name()))
    return found


def _suggest_follow_up(case: Case, own: SpeakerNumbers, score: int | None) -> list[str]:
    texts = case.text("follow_up")
    shared = [case.signals[i] for i in _shared_commitments(case)]
    undated = [s for s in shared if s.due is None and s.speaker == case.me]
    topics = _others_topics(case)
    found: list[str] = []
    if undated:
        telling = min(undated, key=lambda s: (len(s.text.split()) < _TELLING_WORDS, s.subtype != "promise"))
        found.append(texts["suggest_date"].format(quote=_quote(telling.text)))
    elif not shared:
        key, topic = ("suggest_promise", topics[0].text) if topics and not case.notes else ("suggest_promise_plain", "")
        found.append(texts[key].format(topic=topic))
    else:
        found.append(texts["suggest_keep"])
    return [*found, texts["suggest_linkedin"].format(name=case.other_name())]


def _suggest_job_request(case: Case, own: SpeakerNumbers, score: int | None) -> list[str]:
    texts = case.text("job_request")
    topics = [topic.text for topic in _others_topics(case)] if not case.notes else []
    found: list[str] = []
    requests = [case.signals[i] for i in case.mine("job_request")]
    sure = [signal for signal in requests if signal.confidence >= limit("uncertain")] or requests
    for subtype in ("direct", "indirect", "hint"):
        for signal in sure:
            if signal.subtype == subtype and len(found) < 2:
                found.append(_rewritten(texts, signal, topics, len(found)))
    if not found and not own.offers:
        key, topic = ("suggest_offer", topics[0]) if topics else ("suggest_offer_plain", "")
        found.append(texts[key].format(topic=topic, name=case.other_name()))
    return found or [texts["suggest_keep"].format(name=case.other_name())]


def _rewritten(texts: Mapping[str, Any], signal: Signal, topics: Sequence[str], already: int) -> str:
    quote = _quote(signal.text)
    if signal.subtype == "hint":
        return str(texts["suggest_hint"]).format(quote=quote)
    key = f"suggest_{signal.subtype}"
    if not topics:
        return str(texts[f"{key}_plain"]).format(quote=quote)
    template = texts[key] if isinstance(texts[key], str) else texts[key][already % len(texts[key])]
    return str(template).format(quote=quote, topic=topics[min(already, len(topics) - 1)])


_SUGGESTIONS = {
    "self_focus": _suggest_self_focus,
    "gratitude": _suggest_gratitude,
    "follow_up": _suggest_follow_up,
    "job_request": _suggest_job_request,
}


def strengths(case: Case) -> tuple[Strength, ...]:
    """What went well, each with the signals that show it; empty where nobody is coached or who said what is uncertain."""
    if case.me is None or case.doubted:
        return ()
    mine = [(i, s) for i, s in enumerate(case.signals) if s.speaker == case.me]
    shown = {
        "follow_up_question": [i for i, s in mine if s.follow_up],
        "open_question": [i for i, s in mine if s.kind == "question" and s.subtype == "open" and not s.follow_up],
        "specific_gratitude": [i for i, s in mine if s.kind == "gratitude" and s.subtype == "specific"],
        "offer": [i for i, s in mine if s.kind == "offer"],
        "dated_commitment": [i for i, s in mine if s.kind == "commitment" and s.due_date is not None],
    }
    return tuple(
        Strength(text=case.text("strengths", key), evidence=tuple(found[:3])) for key, found in shown.items() if found
    )


def overall(case: Case) -> Overall:
    """The mean of the scores that could be judged, and which piece of advice is best and which needs work."""
    if case.doubted:
        return Overall(score=None, summary=case.text("unknown", "doubted"))
    if case.me is None:
        return Overall(score=None, summary=case.text("overall", "no_me"))
    judged = {advice: score for advice, score in case.scores[case.me].items() if score is not None}
    if not judged:
        return Overall(score=None, summary=case.text("unknown", "overall"))
    score = round(sum(judged.values()) / len(judged))
    short = case.text("overall", "short")
    best, worst = max(judged, key=lambda a: judged[a]), min(judged, key=lambda a: judged[a])
    if score >= limit("good") and judged[worst] >= limit("fair"):
        key = "high"
    elif judged[best] < limit("fair"):
        key = "low"
    else:
        key = "middle"
    return Overall(score=score, summary=case.text("overall", key).format(best=short[best], worst=short[worst]))


def follow_ups(case: Case) -> tuple[FollowUp, ...]:
    """Every commitment as something to do: those with a date first, by date, then in the order they were said."""
    rows = [
        FollowUp(who=s.speaker, what=" ".join(s.text.split()), due=s.due, due_date=s.due_date, signal=i)
        for i, s in enumerate(case.signals)
        if s.kind == "commitment"
    ]
    return tuple(sorted(rows, key=lambda row: (row.due_date is None, row.due_date or row.signal, row.signal)))
