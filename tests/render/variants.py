"""Reports that try a renderer: hostile text, notes, a crowd."""

from __future__ import annotations

from samtalecoach.report import ADVICE_IDS, FollowUp, Overall, Report, Strength, TurnFacts

from .example import example, numbers, signal

__all__ = ["NASTY", "NASTY_SHOWN", "crowd", "hostile", "notes"]

NASTY = (
    "<script>alert(1)</script> **fed** [link](https://evil.example/x) [bold]x[/bold] \x1b[31mrød\x1b[0m | `kode` &amp;"
    " \u202edrejet {{ 7*7 }} {x} http://evil.example www.evil.example #"
)
NASTY_SHOWN = NASTY.replace("\x1b", "").replace("\u202e", "")


def hostile() -> Report:
    """The report with text in every free place that tries to be code."""
    turns = (
        TurnFacts(speaker=NASTY, text=f"{NASTY} Kan du?"),
        TurnFacts(speaker="Bo\x00 \ud800", text="# Nej\n- 1. punkt\n\n---"),
    )
    base = example()
    found = (signal("question", "closed", 0, turns[0].text, turns),)
    return example(
        turns=turns,
        signals=found,
        references=(),
        strengths=(Strength(text=NASTY, evidence=(0,)),),
        notes=(NASTY,),
        conversation=base.conversation.model_copy(
            update={"title": NASTY, "source": NASTY, "me": NASTY, "participants": (NASTY, "Bo\x00 \ud800")}
        ),
        speakers={NASTY: numbers(9, 0.9), "Bo\x00 \ud800": numbers(1, 0.1)},
        scores={NASTY: dict.fromkeys(ADVICE_IDS, 50), "Bo\x00 \ud800": dict.fromkeys(ADVICE_IDS)},
        advice=tuple(
            part.model_copy(
                update={"title": NASTY, "verdict": NASTY, "why": NASTY, "suggestions": (NASTY,), "evidence": (0,)}
            )
            for part in base.advice
        ),
        overall=Overall(score=50, summary=NASTY),
        follow_ups=(FollowUp(who=NASTY, what=NASTY, due=NASTY, due_date=None, signal=0),),
    )


def notes() -> Report:
    """A report on notes: one author, no talk share, one score that cannot be judged."""
    turns = (
        TurnFacts(speaker="Mette", text="Spurgte, hvordan hun kom ind i branchen."),
        TurnFacts(speaker="Mette", text="Lovede at sende linket."),
    )
    base = example()
    first = base.advice[0].model_copy(
        update={"score": None, "verdict": "Noter viser ikke, hvem der talte mest.", "evidence": ()}
    )
    return example(
        turns=turns,
        references=(),
        strengths=(),
        notes=(),
        signals=(
            signal("question", "open", 0, turns[0].text, turns),
            signal("commitment", "promise", 1, turns[1].text, turns),
        ),
        conversation=base.conversation.model_copy(update={"kind": "notes", "participants": ("Mette",)}),
        speakers={"Mette": numbers(11, turns=None, longest_monologue_words=None, questions=1, commitments=1)},
        scores={"Mette": dict.fromkeys(ADVICE_IDS)},
        follow_ups=(),
        advice=(first, *(part.model_copy(update={"evidence": (1,)}) for part in base.advice[1:])),
    )


def crowd(speakers: int = 50, turns: int = 5000) -> Report:
    """A long meeting of many, one question in three turns."""
    names = tuple(f"Deltager {number}" for number in range(1, speakers + 1))
    said = tuple(
        TurnFacts(speaker=names[at * at % speakers], text=f"Det er nummer {at}. Hvad siger du til det?")
        for at in range(turns)
    )
    found = tuple(
        signal("question", "open", at, "Hvad siger du til det?", said, follow_up=False) for at in range(0, turns, 3)
    )
    facts = example().conversation.model_copy(update={"me": None, "participants": names})
    base = example()
    return example(
        turns=said,
        signals=found,
        references=(),
        conversation=facts,
        follow_ups=(),
        strengths=(),
        advice=tuple(part.model_copy(update={"evidence": tuple(range(min(7, len(found))))}) for part in base.advice),
        speakers={name: numbers(100 + at, 1 / speakers) for at, name in enumerate(names)},
        scores={name: dict.fromkeys(ADVICE_IDS, 50) for name in names},
    )
