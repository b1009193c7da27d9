"""Notes: what is kept, what is left out, who wrote them."""

import pytest

from samtalecoach.ingest import read_text


@pytest.mark.parametrize(
    "text",
    [
        "Mødtes med Lars i går. Han sagde: kom igen.\nHusk: send mail",
        "- Lars: sender CV\n- Mette: ringer\n- Lars: booker bord",
        "Baggrund: jurist\nInteresser: sejlsport\nPlan: ring torsdag",
        "Hund: glad\nKat: sur\nMus: bange",
        "ja så sagde jeg det til ham og han grinede bare",
        "Baggrund\nHan er direktør.\n\nNæste skridt\nRing torsdag.",
        "Next Steps\nSend slides.\n\nAction Items\nCall Anna.",
        "Aftale: vi ses\nAftale: jeg ringer\nAftale: han skriver",
        "Mette:\nLars:",
        "Mette Holm\nDirektør\n- kender Lars\n- vil mødes\n\nLars Jensen\nChef\n- ring torsdag",
        "12:30\n14:15 frokost",
    ],
)
def test_texts_without_speakers_are_notes_of_one_author(text: str) -> None:
    conversation = read_text(text)
    assert conversation.kind == "notes"
    assert conversation.participants == (conversation.me,)


def test_one_turn_per_line_without_its_bullet() -> None:
    text = "- Talte om NNIT\n* Lars søger folk\n• Spurgte til messen\n1. Ring\n2) Skriv\n[ ] Send CV\n- [ ] Send bog\nTODO: mail"
    assert [turn.text for turn in read_text(text).turns] == [
        "Talte om NNIT",
        "Lars søger folk",
        "Spurgte til messen",
        "Ring",
        "Skriv",
        "Send CV",
        "Send bog",
        "TODO: mail",
    ]


def test_headings_facts_and_dates_are_left_out_but_agreements_stay() -> None:
    text = (
        "Kaffemøde med Lars\n11.03.2026\nSted: Vejle\n\n## Baggrund\nHan er jurist.\n**Indtryk**\nFlink.\n"
        "Aftaler:\n- Vi ses torsdag\n## Næste skridt\nRing\nAftale: frokost"
    )
    conversation = read_text(text)
    assert [turn.text for turn in conversation.turns] == [
        "Han er jurist.",
        "Flink.",
        "Aftaler:",
        "Vi ses torsdag",
        "Næste skridt",
        "Ring",
        "Aftale: frokost",
    ]
    assert conversation.omitted == ("Kaffemøde med Lars", "11.03.2026", "Sted: Vejle", "## Baggrund", "**Indtryk**")
    assert (conversation.title, str(conversation.date)) == ("Kaffemøde med Lars", "2026-03-11")


def test_lines_broken_by_the_page_are_joined() -> None:
    text = "Vi talte længe om hans tid hos NNIT, og hvordan han fik\nsit første job der.\nHan var flink.\n"
    assert [turn.text for turn in read_text(text).turns] == [
        "Vi talte længe om hans tid hos NNIT, og hvordan han fik sit første job der.",
        "Han var flink.",
    ]


@pytest.mark.parametrize(
    ("text", "me", "author"),
    [
        ("Talte om jobbet, og det var godt.", None, "Jeg"),
        ("We talked about the job and it was good.", None, "Me"),
        ("Skrevet af: Mette\nTalte om jobbet.", None, "Mette"),
        ("Talte om jobbet.\nReferent: Mette Holm", None, "Mette Holm"),
        ("Notes by John Smith\nWe talked.", None, "John Smith"),
        ("Skrevet af: Mette\nTalte om jobbet.", "Ole", "Ole"),
        ("Talte om jobbet.", "Hvem Som Helst", "Hvem Som Helst"),
        ("Af hensyn til Lars gik vi tidligt.", None, "Jeg"),
    ],
)
def test_the_author(text: str, me: str | None, author: str) -> None:
    conversation = read_text(text, me=me)
    assert (conversation.me, conversation.kind) == (author, "notes")


def test_a_text_of_headings_alone_is_kept() -> None:
    assert [turn.text for turn in read_text("# Kaffe").turns] == ["Kaffe"]


def test_times_of_lines_without_speakers() -> None:
    turns = read_text("[00:03] og så gik vi\n[00:09] hjem igen").turns
    assert [(turn.text, turn.start_s) for turn in turns] == [("og så gik vi", 3), ("hjem igen", 9)]
