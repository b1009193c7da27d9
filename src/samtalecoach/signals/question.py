"""Questions that want an answer: ``open``, ``closed`` or ``indirect``; and whether they follow up on what the other said."""

from __future__ import annotations

from samtalecoach.language.reading import Reading, Sentence
from samtalecoach.signals.base import Finding, opposing, register, supporting

__all__ = ["builds_on", "question"]


@register("question")
def question(sentence: Sentence, reading: Reading, taken: frozenset[str]) -> Finding | None:
    """Find a question in a sentence; a job request, an offer or a proposed plan in question form is none."""
    facts = sentence.facts.names
    for_it = supporting(sentence, "question")
    if taken & {"job_request", "offer", "commitment"} or opposing(sentence, "question") or "quoted_speech" in facts:
        return None
    subtype, cues, confidence = _form(facts, for_it)
    if subtype is None:
        return None
    return Finding(subtype, confidence, cues, {"follow_up": builds_on(sentence, reading)})


def _form(facts: frozenset[str], for_it: dict[str, list[str]]) -> tuple[str | None, tuple[str, ...], float]:
    if "notes" in facts or not facts & {"mark", "wh_first", "verb_first", "imperative"}:
        for subtype in ("indirect", "open", "closed"):
            told = [cue for cue in for_it.get(subtype, []) if subtype == "indirect" or "spurgt" in cue or "fortael" in cue]
            if told:
                return subtype, tuple(told), 0.7
        return None, (), 0.0
    if "mark" in facts:
        if "tag" in facts and not facts & {"wh_first", "verb_first"}:
            return None, (), 0.0
        return _subtype(facts, for_it), ("question.mark", *_order(facts)), 0.9
    if "stops" in facts or "exclaims" in facts:
        told = for_it.get("indirect", []) + [c for c in for_it.get("open", []) if "fortael" in c]
        return ("indirect" if for_it.get("indirect") else "open" if told else None), tuple(told), 0.7
    if "wh_first" in facts and "wh_verb" in facts and "wh_clause" not in facts and "tag" not in facts:
        return _subtype(facts, for_it), ("question.wh_first",), 0.8
    if {"verb_first", "inverted", "subject_other"} <= facts and not facts & {"condition", "tag"}:
        return "closed", ("question.verb_first",), 0.75
    told = for_it.get("indirect", []) + [c for c in for_it.get("open", []) if "fortael" in c]
    return ("indirect" if for_it.get("indirect") else "open" if told else None), tuple(told), 0.65


def _order(facts: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"question.{name}" for name in ("wh_first", "verb_first") if name in facts)


def _subtype(facts: frozenset[str], for_it: dict[str, list[str]]) -> str:
    if "indirect" in for_it and "wh_first" not in facts and "verb_first" not in facts:
        return "indirect"
    if "wh_first" in facts or "wh_inverted" in facts:
        return "closed" if "closed" in for_it and "question.en_oplysning" in for_it["closed"] else "open"
    return "open" if any("fortael" in cue for cue in for_it.get("open", [])) else "closed"


def builds_on(sentence: Sentence, reading: Reading) -> bool:
    """Whether a question asks for more about what the others said in their last two turns: it names something from there, or
    points back at it with a pronoun."""
    turns = reading.others_last_turns(sentence.turn)
    if not turns or reading.notes:
        return False
    said = {lemma for turn in turns for other in reading.turn_sentences[turn] for lemma in other.content}
    if sentence.content & said:
        return True
    pointing = {"det", "den", "dem", "der", "dette", "sådan", "dertil", "derfra", "derovre", "han", "hun", "så", "it", "that", "there"}
    return any(token.lower_ in pointing for token in sentence.span)
