"""A small report, built by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from samtalecoach.report import (
    ADVICE_IDS,
    Advice,
    ConversationFacts,
    FollowUp,
    Overall,
    Reference,
    Report,
    Signal,
    SpeakerNumbers,
    Strength,
    TurnFacts,
)

__all__ = ["example", "numbers", "reference", "signal"]


PROMISE = "Jeg sender dig artiklen om havvind i morgen, og sig til, hvis jeg kan hjælpe med jeres konference."
TURNS = (
    ("Mette", "Hej Lars. Tak fordi du tog dig tid til en kop kaffe. Hvordan kom du ind i branchen?"),
    ("Lars", "Selv tak. Jeg begyndte som praktikant i Vestas for tolv år siden, og så greb det ene det andet."),
    (
        "Mette",
        "Hvad var det, der fik dig til at blive? Jeg har selv skiftet job tit, og min vej har været snoet.",
    ),
    ("Lars", "Det var menneskene. Vi har altid haft plads til at prøve noget af. Er du stadig i Horsens?"),
    ("Mette", "Ja, men jeg leder efter noget nyt. Kunne I bruge en som mig i afdelingen?"),
    ("Lars", "Det tør jeg ikke love. Skal vi tage en snak mere på torsdag?"),
    (
        "Mette",
        f"Meget gerne. {PROMISE}",
    ),
    ("Lars", "Det lyder godt. Vi ses på torsdag."),
)
FOUND: tuple[tuple[str, str | None, int, str, dict[str, Any]], ...] = (
    ("gratitude", "specific", 0, "Tak fordi du tog dig tid til en kop kaffe.", {}),
    ("question", "open", 0, "Hvordan kom du ind i branchen?", {"follow_up": False}),
    ("question", "open", 2, "Hvad var det, der fik dig til at blive?", {"follow_up": True}),
    ("question", "closed", 3, "Er du stadig i Horsens?", {"follow_up": False}),
    ("job_request", "hint", 4, "Ja, men jeg leder efter noget nyt.", {}),
    ("job_request", "direct", 4, "Kunne I bruge en som mig i afdelingen?", {}),
    (
        "commitment",
        "agreement",
        5,
        "Skal vi tage en snak mere på torsdag?",
        {"due": "på torsdag", "due_date": date(2026, 3, 12)},
    ),
    ("commitment", "promise", 6, PROMISE, {"due": "i morgen", "due_date": date(2026, 3, 12)}),
    ("offer", None, 6, PROMISE, {}),
)
REFERENCES: tuple[tuple[Any, int, str], ...] = (
    ("other", 0, "du"),
    ("self", 2, "Jeg"),
    ("self", 2, "min"),
    ("self", 4, "jeg"),
    ("other", 6, "dig"),
)
ADVICE: tuple[tuple[str, int | None, str, str, tuple[str, ...], tuple[int, ...]], ...] = (
    (
        "Vær nysgerrig på den anden",
        72,
        "Du spørger åbent og følger op på det, Lars fortæller. Midtvejs glider samtalen dog over på din egen vej.",
        "Folk kan bedre lide dem, der stiller opfølgende spørgsmål, og du lærer mere, når den anden taler.",
        ("Gem historien om dine egne jobskift, til Lars spørger.", "Spørg: »Hvad betød menneskene for dig dengang?«"),
        (1, 2),
    ),
    (
        "Sig tak, og sig hvorfor",
        85,
        "Du takker konkret for Lars' tid. Det er præcis sådan, en tak bliver husket.",
        "En konkret tak viser, at du har lagt mærke til, hvad den anden gav dig.",
        ("Send en kort tak inden for et døgn.",),
        (0,),
    ),
    (
        "Følg op på det, I aftaler",
        90,
        "Du lover at sende artiklen og har en dag at sende den på.",
        "Et løfte, der bliver holdt, er den korteste vej til tillid.",
        ("Skriv aftalen i kalenderen med det samme.",),
        (6, 7),
    ),
    (
        "Giv, før du beder",
        35,
        "Du spørger direkte, om Lars kan bruge dig. Det sætter ham i en svær situation, så tidligt I er.",
        "Den, der tilbyder tid, viden og opbakning, bliver husket, når der en dag er en opgave.",
        ("Spørg til afdelingens udfordringer i stedet.", "Tilbyd noget, du er god til, før du nævner job."),
        (5, 4, 8),
    ),
)


def numbers(words: int, talk_share: float | None = None, **values: Any) -> SpeakerNumbers:
    """Numbers of a speaker, nought unless given."""
    counts = dict.fromkeys(SpeakerNumbers.model_fields, 0)
    return SpeakerNumbers(**{**counts, "self_focus_ratio": None, "words": words, "talk_share": talk_share, **values})


def signal(
    kind: Any, subtype: str | None, turn: int, sentence: str, turns: tuple[TurnFacts, ...], **more: Any
) -> Signal:
    """A signal that spans that sentence of that turn."""
    start = turns[turn].text.index(sentence)
    speaker = turns[turn].speaker
    return Signal(
        kind=kind,
        subtype=subtype,
        speaker=speaker,
        turn=turn,
        start=start,
        end=start + len(sentence),
        text=sentence,
        confidence=0.9,
        **more,
    )


def reference(focus: Any, turn: int, word: str, turns: tuple[TurnFacts, ...]) -> Reference:
    """A reference by the first such word of that turn."""
    start = turns[turn].text.index(f"{word} ")
    return Reference(focus=focus, speaker=turns[turn].speaker, turn=turn, start=start, end=start + len(word), text=word)


def example(*, me: str | None = "Mette", timed: bool = False, **changes: Any) -> Report:
    """A report of a short Danish coffee meeting; ``changes`` replace parts of it."""
    turns = tuple(
        TurnFacts(
            speaker=name, text=text, start_s=20.0 * at if timed else None, end_s=20.0 * at + 18 if timed else None
        )
        for at, (name, text) in enumerate(TURNS)
    )
    facts = ConversationFacts(
        id="a1",
        title=None,
        language="da",
        kind="transcript",
        date=date(2026, 3, 11),
        me=me,
        participants=("Mette", "Lars"),
        words=1102,
        source="kaffemoede.txt",
    )
    references = [reference(focus, turn, word, turns) for focus, turn, word in REFERENCES]
    advice = tuple(
        Advice(id=name, title=title, score=score, verdict=verdict, why=why, suggestions=suggestions, evidence=evidence)
        for name, (title, score, verdict, why, suggestions, evidence) in zip(ADVICE_IDS, ADVICE, strict=True)
    )
    whole = {
        "conversation": facts,
        "turns": turns,
        "signals": tuple(signal(kind, subtype, turn, text, turns, **more) for kind, subtype, turn, text, more in FOUND),
        "references": tuple(references),
        "speakers": {
            "Mette": numbers(
                612,
                0.56,
                turns=4,
                longest_monologue_words=48,
                self_references=31,
                other_references=22,
                self_focus_ratio=0.585,
                questions=2,
                open_questions=2,
                follow_up_questions=1,
                gratitude=1,
                specific_gratitude=1,
                job_requests=2,
                direct_job_requests=1,
                commitments=1,
                offers=1,
            ),
            "Lars": numbers(
                490, 0.44, turns=4, longest_monologue_words=32, self_references=9, questions=1, commitments=1
            ),
        },
        "scores": {
            "Mette": dict(zip(ADVICE_IDS, (72, 85, 90, 35), strict=True)),
            "Lars": dict(zip(ADVICE_IDS, (64, None, 80, 100), strict=True)),
        },
        "strengths": (
            Strength(text="Du takkede helt konkret for Lars' tid.", evidence=(0,)),
            Strength(text="Du spurgte videre til det, han fortalte.", evidence=(2,)),
            Strength(text="Du tilbød din hjælp, uden at nogen bad om den.", evidence=(8,)),
        ),
        "advice": advice,
        "overall": Overall(
            score=71, summary="En varm samtale med gode spørgsmål. Næste skridt er at give, før du beder."
        ),
        "follow_ups": (
            FollowUp(
                who="Mette", what="sende artiklen om havvind", due="i morgen", due_date=date(2026, 3, 12), signal=7
            ),
            FollowUp(
                who="Mette og Lars", what="tage en snak mere", due="på torsdag", due_date=date(2026, 3, 12), signal=6
            ),
        ),
        "notes": ("En linje med [latter] er udeladt.",),
    }
    return Report.model_validate({**whole, **changes})
