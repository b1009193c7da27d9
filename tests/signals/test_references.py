"""Which words point at oneself and which at the other: the traps, negatives beside positives."""

from __future__ import annotations

import pytest

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.reading import Reader
from samtalecoach.report import Reference
from samtalecoach.signals.references import find_references


def references(reader: Reader, *texts: str) -> list[Reference]:
    return list(
        find_references(
            reader.read(
                Conversation(turns=tuple(Turn(speaker="AB"[at % 2], text=text) for at, text in enumerate(texts)))
            )
        )
    )


def words(reader: Reader, text: str, focus: str) -> str:
    return " ".join(reference.text for reference in references(reader, text) if reference.focus == focus)


@pytest.mark.parametrize(
    ("text", "mine", "yours"),
    [
        ("Jeg bor her med min bror.", "Jeg min", ""),
        ("Det er mit hus, og det tilhører mig.", "mit mig", ""),
        ("Du er sød, og din hund kender dig.", "", "Du din dig"),
        ("Er det dit hus eller dine forældres?", "", "dit dine"),
        ("Jeg kender jer og jeres chef.", "Jeg", "jer jeres"),
        ("Vi bor i vores hus.", "", ""),
        ("Hun elsker sin hund.", "", ""),
        ("Jeg selv tror på det.", "Jeg", ""),
        ("Man ved aldrig, hvordan du bliver behandlet.", "", "du"),
        ("JEG KENDER DIG", "JEG", "DIG"),
        ("jeg kender dig", "jeg", "dig"),
    ],
)
def test_plain_words(reader: Reader, text: str, mine: str, yours: str) -> None:
    assert (words(reader, text, "self"), words(reader, text, "other")) == (mine, yours)


@pytest.mark.parametrize(
    ("text", "yours"),
    [
        ("I går var vi syge.", ""),
        ("I morgen er det fredag.", ""),
        ("Vi bor i Aarhus.", ""),
        ("det var i går", ""),
        ("I har et flot kontor.", "I"),
        ("Er I klar?", "I"),
        ("Hvad laver I her?", "I"),
        ("Bor I i Odense?", "I"),
        ("Kan I høre det, når I står derude?", "I I"),
    ],
)
def test_i_the_preposition_and_the_pronoun(reader: Reader, text: str, yours: str) -> None:
    assert words(reader, text, "other") == yours


@pytest.mark.parametrize(
    ("text", "yours"),
    [
        ("Børnene spiste kage, og så gik de hjem.", ""),
        ("Vi gav dem deres penge.", ""),
        ("De spiste kage, og bagefter gik de hjem.", ""),
        ("Vil De have en kop te?", "De"),
        ("Tak for Deres brev.", "Deres"),
        ("Må jeg hjælpe Dem med Deres frakke?", "Dem Deres"),
    ],
)
def test_they_and_the_polite_you(reader: Reader, text: str, yours: str) -> None:
    assert words(reader, text, "other") == yours


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        ("Toget kører om 10 min.", ""),
        ("Det tager 10 min. med bus.", ""),
        ("Toget kører om fem min", ""),
        ("Vent lige et par min.", ""),
        ("Min bil er blå.", "Min"),
        ("Det er min bil.", "min"),
        ("Hans mine var alvorlig.", ""),
        ("Soldaten trådte på en mine.", ""),
        ("Mine børn er store.", "Mine"),
        ("Nøglerne er mine.", "mine"),
    ],
)
def test_my_minutes_and_mines(reader: Reader, text: str, mine: str) -> None:
    assert words(reader, text, "self") == mine


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Han sagde: jeg kommer.", ""),
        ("Hun sagde: »Jeg kommer med min hund.«", ""),
        ("Han spurgte: har du tid?", ""),
        ("så sagde chefen jeg hyrer dig", ""),
        ("Jeg sagde: du skal komme.", "Jeg du"),
        ("Han sagde, at jeg skulle komme.", "jeg"),
        ("Han spurgte, hvad jeg lavede.", "jeg"),
        ("Jeg hørte, at du sagde nej.", "Jeg du"),
    ],
)
def test_quotations_of_others_do_not_count(reader: Reader, text: str, found: str) -> None:
    assert " ".join(reference.text for reference in references(reader, text)) == found


@pytest.mark.parametrize("text", ["Mit og dit er et fedt.", "Vi deler ikke i dit og mit."])
def test_idioms_do_not_count(reader: Reader, text: str) -> None:
    assert references(reader, text) == []


@pytest.mark.parametrize("text", ["", "...", "Det regner.", "Tak for kaffen.", "42"])
def test_nobody_is_meant(reader: Reader, text: str) -> None:
    assert references(reader, text) == []


def test_each_stands_where_it_says(reader: Reader) -> None:
    texts = ("Jeg kender  dig. Kender du mig?", "Nej 🙂 men jeg kender din bror.")
    found = references(reader, *texts)
    assert [(r.speaker, r.turn, r.focus) for r in found] == [
        ("A", 0, "self"), ("A", 0, "other"), ("A", 0, "other"), ("A", 0, "self"), ("B", 1, "self"), ("B", 1, "other"),
    ]  # fmt: skip
    assert all(texts[r.turn][r.start : r.end] == r.text for r in found)


class TestPoliteSpeech:
    """Where a recogniser writes *De* in lower case, the conversation tells."""

    @staticmethod
    def yours(reader: Reader, *texts: str) -> list[str]:
        return [found.text for found in references(reader, *texts) if found.focus == "other"]

    def test_a_title_makes_de_polite(self, reader: Reader) -> None:
        said = ("goddag fru holm har de haft en god rejse", "ja tak det var venligt af dem at hente mig")
        assert self.yours(reader, *said) == ["de", "dem"]

    def test_a_set_phrase_makes_de_polite(self, reader: Reader) -> None:
        assert self.yours(reader, "de må undskylde rodet", "hvor længe har de boet her")[-1:] == ["de"]

    def test_others_are_they_all_the_same(self, reader: Reader) -> None:
        assert self.yours(reader, "goddag fru holm", "de gamle møller er solgt og dem der er tilbage står stille") == []

    def test_du_ends_it(self, reader: Reader) -> None:
        said = ("goddag fru holm", "skal vi ikke sige du", "de har lige bygget nyt ovre i vejle")
        assert self.yours(reader, *said) == ["du"]

    def test_without_any_sign_de_are_they(self, reader: Reader) -> None:
        assert self.yours(reader, "de har lige bygget nyt ovre i vejle", "ja det hørte vi") == []
