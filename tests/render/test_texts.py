from __future__ import annotations

import re
from datetime import date

import pytest

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.lexicon import words_of
from samtalecoach.ingest.transcript import UNKNOWN_SPEAKER
from samtalecoach.render.texts import Texts, load_texts
from samtalecoach.report import Signal, SpeakerNumbers

from .example import example

DANISH, ENGLISH = load_texts("da"), load_texts("en")


def test_the_languages_have_the_same_texts() -> None:
    assert DANISH.entries.keys() == ENGLISH.entries.keys()


@pytest.mark.parametrize("key", DANISH.entries)
def test_a_text_has_the_same_blanks_in_every_language(key: str) -> None:
    def blanks(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    assert blanks(DANISH.entries[key]) == blanks(ENGLISH.entries[key])
    assert DANISH.entries[key].strip()


@pytest.mark.parametrize("key", [key for key in DANISH.entries if key.endswith(".anyone")])
def test_nobody_is_addressed_where_nobody_is_coached(key: str) -> None:
    assert not re.search(r"\b(du|dig|din|dit|dine|jer|jeres)\b", DANISH.entries[key], re.IGNORECASE)
    assert not re.search(r"\byou(rs?)?\b", ENGLISH.entries[key], re.IGNORECASE)


def test_every_number_of_a_speaker_has_a_name() -> None:
    assert {f"numbers.{measure}" for measure in SpeakerNumbers.model_fields} <= DANISH.entries.keys()


@pytest.mark.parametrize("texts", [DANISH, ENGLISH], ids=["da", "en"])
def test_a_speaker_without_a_name_is_called_what_the_readers_call_them(texts: Texts) -> None:
    assert texts("unnamed.author") == words_of(texts.language).default_author
    assert DANISH("unnamed.speaker") == UNKNOWN_SPEAKER


def test_a_missing_text_says_where_it_belongs() -> None:
    with pytest.raises(SamtalecoachError, match=r"no\.such.*da\.toml"):
        DANISH("no.such")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (DANISH.number(1234567), "1.234.567"),
        (ENGLISH.number(1234.5, decimals=1), "1,234.5"),
        (DANISH.number(0.25, decimals=2), "0,25"),
        (DANISH.percent(0.494), "49\N{NO-BREAK SPACE}%"),
        (ENGLISH.percent(1), "100%"),
        (DANISH.score(55), "55 af 100"),
        (DANISH.score(None), "Kan ikke vurderes"),
        (DANISH.date(date(2026, 3, 12)), "12. marts 2026"),
        (DANISH.date(date(2026, 3, 12), weekday=True), "torsdag den 12. marts 2026"),
        (ENGLISH.date(date(2026, 3, 12), weekday=True), "Thursday 12 March 2026"),
        (DANISH.listing(["a"]), "a"),
        (DANISH.listing(["a", "b", "c"]), "a, b og c"),
        (DANISH.listing([]), ""),
        (DANISH.count("turns", 1), "1 replik"),
        (DANISH.count("turns", 2), "2 replikker"),
        (DANISH.quote("Hej"), "»Hej«"),
    ],
)
def test_numbers_dates_and_lists_are_written_as_in_the_language(written: str, expected: str) -> None:
    assert written == expected


def test_signals_are_named_with_what_they_are() -> None:
    labels = [DANISH.signal(signal) for signal in example().signals]
    assert labels == [
        "Konkret tak",
        "Åbent spørgsmål",
        "Åbent spørgsmål, opfølgende",
        "Lukket spørgsmål",
        "Hentydning til job",
        "Direkte jobønske",
        "Aftale",
        "Løfte",
        "Tilbud om hjælp",
    ]


def test_what_is_often_wrong_is_told_as_uncertain() -> None:
    about = {"kind": "offer", "speaker": "Mette", "turn": 0, "start": 0, "end": 1, "text": "x", "subtype": None}
    doubtful, likely = (Signal.model_validate({**about, "confidence": confidence}) for confidence in (0.59, 0.61))
    assert [DANISH.signal(signal) for signal in (doubtful, likely)] == [
        "Tilbud om hjælp (usikkert)",
        "Tilbud om hjælp",
    ]
