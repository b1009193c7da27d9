"""Transcripts: what makes a speaker and what does not."""

import pytest
from samples import said

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mette", "Lars"),
        ("mette", "lars"),
        ("Torkild", "Bodil"),
        ("Mette Holm", "Lars P. Jensen"),
        ("dr. Hansen", "direktør Mette Holm"),
        ("Anne-Marie", "Søren Å. von Rosen"),
        ("Taler 1", "Taler 2"),
        ("SPEAKER_00", "SPEAKER_01"),
        ("Speaker A", "Speaker B"),
        ("Mette Holm (NNIT)", "Lars (KMD)"),
        ("Lars (NNIT)", "Lars (KMD)"),
        ("Mette, direktør", "Lars, NNIT"),
        ("Interviewer", "IP"),
        ("Jeg", "Hans"),
        ("A", "B"),
        ("I", "M1"),
        ("METTE", "LARS"),
        ("Mette og Lars", "Ole & Hanne"),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "{0}: Hej\n{1}: Goddag",
        "[00:15] {0}: Hej\n[00:18] {1}: Goddag",
        "**{0}:** Hej\n**{1}:** Goddag",
        "{0}:\nHej\n\n{1}:\nGoddag\n",
    ],
)
def test_two_names_are_two_speakers(form: str, first: str, second: str) -> None:
    if "\nHej" in form and first in ("Torkild", "mette", "METTE", "A", "I", "Interviewer", "Jeg"):
        form = f"{form}\n{form}"  # a plain word above a text is a heading until it comes back
    turns = said(read_text(form.format(first, second)))
    assert turns[:2] == [(first, "Hej"), (second, "Goddag")]


@pytest.mark.parametrize(
    "line",
    [
        "Jeg sagde: nej",
        "Så spurgte Lars: hvad laver du?",
        "Konklusion: det går fint",
        "Aftale: vi ses torsdag",
        "Husk: send mail",
        "Status: alt er godt",
        "PS: tak for kaffen",
        "Emne: kaffe",
        "Note: ring",
        "Næste skridt: ring",
        "https://example.dk/a:b",
        "kl. 10:30 er fint",
        "10:30 er fint",
        "Kl. 10: møde",
        "Vestergade 12: ring på",
        "Adressen: Vestergade 12, 2. sal",
        "Sådan her: først det ene",
        "Det er det, jeg siger: nej",
        ":-) og Mette :)",
        "Tlf: 12345678",
        "C:\\noter\\mette.txt",
    ],
)
def test_a_colon_alone_makes_no_speaker(line: str) -> None:
    conversation = read_text(f"Mette: Hej\nLars: Goddag\n{line}\nMette: Farvel\nLars: Farvel")
    assert conversation.participants == ("Mette", "Lars")
    assert conversation.turns[1].text == f"Goddag {line}"


def test_one_turn_per_labelled_line_in_order() -> None:
    turns = [("Mette", "Hej"), ("Mette", "Er du der?"), ("Lars", "Ja"), ("Mette", "Godt")]
    assert said(read_text("\r\n".join(f"{name}: {text}" for name, text in turns))) == turns


def test_lines_without_label_continue_the_turn() -> None:
    text = "Mette: Jeg ville høre,\nom du har tid\n\ni morgen?\nLars: Ja"
    assert said(read_text(text)) == [("Mette", "Jeg ville høre, om du har tid i morgen?"), ("Lars", "Ja")]


@pytest.mark.parametrize("name", ["Mette", "Torkild"])
def test_a_single_speaker(name: str) -> None:
    assert said(read_text(f"{name}: Hej\n{name}: Så begynder vi")) == [(name, "Hej"), (name, "Så begynder vi")]


def test_a_third_speaker_who_speaks_once() -> None:
    text = "Mette: Hej\nLars: Hej\nTorkild: Undskyld forsinkelsen\nMette: Velkommen\nLars: Ja"
    assert read_text(text).participants == ("Mette", "Lars", "Torkild")


def test_spellings_of_one_speaker_are_one() -> None:
    assert read_text("mette: hej\nMette: hej\nLars: ja").participants == ("Mette", "Lars")
    assert read_text("Mette Holm: hej\nMette Holm (NNIT): hej\nLars: ja").participants == ("Mette Holm (NNIT)", "Lars")


def test_names_above_their_text() -> None:
    text = "Mette\nHej Lars\nHar du tid?\n\nLars\nJa\n\nMette\nGodt\n\nLars\nJa\n"
    assert said(read_text(text)) == [
        ("Mette", "Hej Lars Har du tid?"),
        ("Lars", "Ja"),
        ("Mette", "Godt"),
        ("Lars", "Ja"),
    ]


def test_names_with_times_above_their_text() -> None:
    conversation = read_text("Torkild Holm  0:03\nHej Lars\n\nLars Bo Jensen  0:09\nFint\n")
    assert said(conversation) == [("Torkild Holm", "Hej Lars"), ("Lars Bo Jensen", "Fint")]
    assert [turn.start_s for turn in conversation.turns] == [3, 9]


@pytest.mark.parametrize(
    ("one", "two", "starts"),
    [
        ("[00:15] Mette: hej", "[01:20] Lars: ja", [15, 80]),
        ("(00:00:15) Mette: hej", "(01:00:20) Lars: ja", [15, 3620]),
        ("0:03 Mette: hej", "0:09 Lars: ja", [3, 9]),
        ("Mette [00:15]: hej", "Lars [00:16]: ja", [15, 16]),
        ("Mette: [00:15] hej", "Lars: [00:16] ja", [15, 16]),
        ("**Mette** (00:15): hej", "**Lars** (00:16): ja", [15, 16]),
        ("[00:15]\nMette: hej", "[00:20]\nLars: ja", [15, 20]),
        ("09.32 Mette: hej", "09.34 Lars: ja", [0, 120]),
        ("kl. 9.32 Mette: hej", "kl. 9.33 Lars: ja", [0, 60]),
        ("[23:59] Mette: hej", "[00:01] Lars: ja", [0, 120]),
        ("00:01.500 Mette: hej", "00:02,250 Lars: ja", [1.5, 2.25]),
    ],
)
def test_times_become_seconds(one: str, two: str, starts: list[float]) -> None:
    conversation = read_text(f"{one}\n{two}")
    assert said(conversation) == [("Mette", "hej"), ("Lars", "ja")]
    assert [turn.start_s for turn in conversation.turns] == starts


def test_spans_give_the_end_and_a_new_time_a_new_turn() -> None:
    conversation = read_text("[00:15 - 00:19] Mette: hej\n[00:20 --> 00:25] og velkommen\nLars: tak")
    assert [(turn.text, turn.start_s, turn.end_s) for turn in conversation.turns] == [
        ("hej", 15, 19),
        ("og velkommen", 20, 25),
        ("tak", None, None),
    ]


def test_stage_directions() -> None:
    conversation = read_text("Mette: Hej (griner) du\n(pause)\n[døren går]\nLars (ler): Hej\n-----\nMette: Ja")
    assert said(conversation) == [("Mette", "Hej (griner) du"), ("Lars", "Hej"), ("Mette", "Ja")]
    assert conversation.omitted == ("(pause)", "[døren går]", "(ler)", "-----")


@pytest.mark.parametrize("first", ["Hej Karen!! har du 5 min i dag?", "Hej Karen!"])
def test_a_message_above_the_first_name_is_no_title_but_told_of(first: str) -> None:
    conversation = read_text(f"{first}\nKaren 09:12\nhej jonas\nJonas 09:13\nhej igen\nKaren 09:14\nhvad så")
    assert (conversation.title, conversation.omitted) == (None, (first,))


def test_headings_title_and_date() -> None:
    conversation = read_text(
        "# Kaffemøde\nDato: 11. marts 2026\nDeltagere: Mette og Lars\n\nMette: Vi ses 12.04.2026\nLars: Ja"
    )
    assert (conversation.title, str(conversation.date)) == ("Kaffemøde", "2026-03-11")
    assert conversation.omitted == ("# Kaffemøde", "Dato: 11. marts 2026", "Deltagere: Mette og Lars")


def test_sections_below_headings_are_nobodys_words() -> None:
    conversation = read_text(
        "Mette: Hej\nLars: Hej\n## Del 2\nMette: Farvel\nLars: Farvel\n\nAftaler:\n- Lars: sender CV"
    )
    assert [turn.text for turn in conversation.turns] == ["Hej", "Hej", "Farvel", "Farvel"]
    assert conversation.omitted == ("## Del 2", "Aftaler:", "- Lars: sender CV")


def test_a_turn_without_words_is_left_out_and_told() -> None:
    conversation = read_text("Mette: Hej\nLars:\nMette: Er du der?\nLars: Ja")
    assert [turn.speaker for turn in conversation.turns] == ["Mette", "Mette", "Lars"]
    assert conversation.omitted == ("Lars:",)


def test_me_is_found_by_a_unique_beginning_in_any_case() -> None:
    text = "Mette Holm: Hej\nLars: Hej"
    assert read_text(text).me is None
    assert read_text(text, me="mette").me == "Mette Holm"
    with pytest.raises(SamtalecoachError, match="Mette Holm, Lars"):
        read_text(text, me="Ole")


def test_names_that_the_caller_knows_are_speakers_however_they_look() -> None:
    text = "Status: hej\nMødte alle sammen i dag, og det var rart\nog så videre\nxx_92!: ja"
    assert read_text(text, speakers=["status", "xx_92!"]).participants == ("Status", "xx_92!")


def test_a_pasted_chat_in_lower_case() -> None:
    text = "sofie\nhej jonas tak for sidst\nhvordan gik det\n\njonas\nkaos vi fandt 400 paller\nsofie\nej hold da op\njonas\nja\n"
    turns = read_text(text).turns
    assert [turn.speaker for turn in turns] == ["sofie", "jonas", "sofie", "jonas"]
    assert turns[0].text == "hej jonas tak for sidst hvordan gik det"


def test_a_name_that_stands_alone_once_is_no_speaker() -> None:
    assert (
        read_text("Mødte en flink fyr på messen i går.\njonas\nHan arbejder med paller. Jeg sender ham en mail.").kind
        == "notes"
    )


def test_the_date_line_is_no_speaker_even_where_me_says_so() -> None:
    with pytest.raises(SamtalecoachError, match="Ida, Bo"):
        read_text("Dato: 27. januar 2026\nIda: Hej Bo.\nBo: Hej Ida.\nIda: Tak.\nBo: Selv tak.", me="Dato")


@pytest.mark.parametrize("greeting", ["Hej Lars", "Kære Lars", "Hej Lars, er du på vej?"])
def test_a_greeting_alone_on_its_line_is_no_name(greeting: str) -> None:
    text = f"Mette Holm\nons. 11. mar. 10.02\ntil mig\n\n{greeting}\nTak for sidst.\n\nLars Friis\nons. 11. mar. 11.30\n\nHej Mette\nI lige måde."
    assert not {greeting, "Hej Lars", "Hej Mette"}.intersection(read_text(text).participants)


def test_a_second_respondent_is_another_speaker() -> None:
    text = "INT: Hvem er du?\nRES: Gitte.\nINT: Hvor længe?\nRES 2: Må jeg sige noget?\nRES: Ja."
    assert [turn.speaker for turn in read_text(text).turns] == ["INT", "RES", "INT", "RES 2", "RES"]


def test_the_facts_above_an_interview_are_nobodys_words() -> None:
    facts = ["Interviewer: Mette Holm", "Informant: Gitte (anonymiseret)", "Dato: 11-03-2026", "Transskriberet af: Ole"]
    conversation = read_text(
        "\n".join([*facts, "", "Mette: Hvem er du?", "Gitte: Sygeplejerske.", "Mette: Hvor længe?"])
    )
    assert conversation.participants == ("Mette", "Gitte")
    assert conversation.omitted == tuple(facts)
    assert (conversation.title, str(conversation.date)) == (None, "2026-03-11")


def test_a_speaker_who_names_somebody_in_the_first_block_still_speaks() -> None:
    text = "Dato: 11-03-2026\nInterviewer: Hvem er du?\nRespondent: Gitte Bang\nInterviewer: Hvor længe?\nRespondent: Et år"
    assert read_text(text).participants == ("Interviewer", "Respondent")


def test_a_list_of_what_people_say_by_turns() -> None:
    text = "# Kaffe\n\n- **Mette:** Hej Lars. Hvordan går det?\n- **Lars:** Godt.\n- **Mette:** Og jobbet?\n- **Lars:** Fint."
    assert said(read_text(text)) == [
        ("Mette", "Hej Lars. Hvordan går det?"),
        ("Lars", "Godt."),
        ("Mette", "Og jobbet?"),
        ("Lars", "Fint."),
    ]


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_names_before_a_dash(dash: str) -> None:
    lines = ["Hej Lars. Hvordan går det?", "Godt - virkelig godt.", "Og det nye job?", "Fint."]
    names = ["Mette", "Lars Bo"] * 2
    text = "\n".join(f"{name} {dash} {line}" for name, line in zip(names, lines, strict=True))
    conversation = read_text(f"Kaffe {dash} 11. marts 2026\n\n{text}")
    assert said(conversation) == list(zip(names, lines, strict=True))
    assert str(conversation.date) == "2026-03-11"


@pytest.mark.parametrize("mark", ["- {}: {}", "{} - {}"])
def test_a_list_of_what_people_are_to_do_is_notes(mark: str) -> None:
    jobs = [
        ("Mette", "sender CV"),
        ("Lars", "ringer til Gitte"),
        ("Mette", "booker lokale"),
        ("Lars", "skriver referat"),
    ]
    assert read_text("# Kaffe\n\n" + "\n".join(mark.format(*job) for job in jobs)).kind == "notes"


def test_a_single_turn_with_a_bullet_is_a_turn() -> None:
    turns = said(read_text("Mette: Hej.\nLars: Godt.\n- Mette: Fint.\nLars: Ja."))
    assert turns == [("Mette", "Hej."), ("Lars", "Godt."), ("Mette", "Fint."), ("Lars", "Ja.")]


@pytest.mark.parametrize(
    "listed",
    ["- Mette: sender CV\n- Lars: ringer", "Vi aftaler:\n- Mette: sender CV", "- Kim: sender CV", "- sender CV"],
)
def test_a_list_among_turns_is_what_the_speaker_says(listed: str) -> None:
    turns = said(read_text(f"Mette: Hej.\nLars: Godt.\n{listed}\nMette: Fint.\nLars: Ja."))
    assert [name for name, _ in turns] == ["Mette", "Lars", "Mette", "Lars"]


def test_the_properties_that_a_notes_program_writes_above_the_text() -> None:
    head = "---\ntitle: Kaffe med Lars\ndate: 2026-03-11\ntags: [kaffe, job]\ndeltagere:\n  - Mette\n  - Lars\n---\n"
    for text in ("- Lars søger job\n- Han ringer på mandag\n", "Mette: Hej Lars\nLars: Hej\nMette: Hvad så?\n"):
        conversation = read_text(head + text)
        assert (conversation.title, str(conversation.date)) == ("Kaffe med Lars", "2026-03-11")
        assert len(conversation.turns) == text.count("\n")
        assert "tags: [kaffe, job]" in conversation.omitted
