"""WebVTT and SRT: whole, damaged, with and without names."""

from __future__ import annotations

import io
import re
import time

import properties
import pytest
import samples
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import said, said_at

from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.captions import read_captions
from samtalecoach.ingest.cues import read_cues, seconds_of, time_line
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.registry import Source

CASES = samples.cases("captions")
MARKS = [
    "1\n", "7\n", "00:00:01.000 --> 00:00:02.000\n", "00:00:01,000 --> 00:00:02,000", "-->", "00:01.000 -->", "NOTE ", "NOTE\nhej med dig\n\n", "WEBVTT",
    "<v Mette Holm>", "</v>", "<v", "<i>", "<00:00:01.500>", "<", ">", "&amp;", "&", "&#0;", "&lt;v X&gt;", "- ", "-Ja", ">> ", "(Mette Holm)\n", "[Mette] ", "(griner)", "Mette Holm: ", "Lars: ",
    "nå", "2026", "{\\an8}", "(" * 5, "[" * 5, "Danske tekster af Bo",
]  # fmt: skip
MARKUP = [
    "webvtt", "v", "c", "i", "b", "loud", "gul", "br", "lang", "en", "font", "color", "ffff", "an", "note", "style", "region", "cue", "yellow", "id", "bund", "width", "align", "start",
    "position", "x", "y", "kind", "captions", "language", "da", "duration", "dk", "confidence", "amp", "gt", "lt", "nbsp", "apos", "ekstern", "unknown", "speaker", "null",
]  # fmt: skip
INSIDE_WORDS = re.compile(r"</?(?:[bci]|font|lang|br)\b[^<>]*>|<[\d:.]+>|\{\\[a-zA-Z\d]{1,8}\}")
MACHINE_MADE = re.compile(
    r"\b[0-9a-fA-F]{8}-[0-9a-fA-F/-]*(?!\w)|\b(?:align|position|region|[XY]\d|[Ll]anguage|Kind): ?\S+"
)
NAMES = ["Mette Holm", "Lars Bo Jensen", "Anne-Marie Ø. Krogh", "Taler 1", "Ole (NNIT)", "Torkild Sand"]


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "".join(f"00:{at:02}.000 --> 00:{at:02}.900\n{cue}\n\n" for at, cue in enumerate(cues))


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT",
        "WEBVTT\n\nNOTE hej",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n<v Mette></v>",
        "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:02,000 --> 00:00:03,000\n♪♪\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nDanske tekster af Nicolai Winther",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n[Musik]",
    ],
)
def test_captions_without_words(text: str) -> None:
    assert properties.refused(text.encode(), "a.vtt").startswith("Filen 'a.vtt' er undertekster uden ord; ")


@pytest.mark.parametrize(
    "text",
    [
        "Mette: Hej\nLars: Hej",
        "WEBVTT er et format\nMette: Hej\nLars: Hej",
        "WEBVTT\n\nMette: Hej\nLars: Hej",
        "[00:15 --> 00:19] Mette: hej\nLars: tak",
        "Mette: Vi går fra 10:00 --> 11:00\nLars: ja",
    ],
)
def test_other_texts_are_not_captions(text: str) -> None:
    assert read_captions(Source(text)) is None
    assert {"Mette", "Lars"} <= set(read_text(text).participants)


@pytest.mark.parametrize(
    ("line", "start", "end", "text"),
    [
        ("00:00:01.500 --> 00:00:02.250", 1.5, 2.25, ""),
        ("00:01,5 --> 01:00:02", 1.5, 3602, ""),
        ("0:00:01.240000-->0:00:04", 1.24, 4, ""),
        ("00:01.000 → 00:02.000", 1, 2, ""),
        ("00:01.000 –> 00:02.000", 1, 2, ""),
        ("00:01.000 --> 00:02.000 align:start position:0% line:84%,end", 1, 2, ""),
        ("00:00:01,000 --> 00:00:02,000 X1:40 X2:600 Y1:20 Y2:50", 1, 2, ""),
        ("00:01.000 --> 00:02.000 Hej: med dig", 1, 2, "Hej: med dig"),
        ("[00:01.000 --> 00:02.000]  Hej", 1, 2, "Hej"),
    ],
)
def test_time_lines(line: str, start: float, end: float, text: str) -> None:
    times = time_line(line)
    assert times is not None
    assert (times.start_s, times.end_s, times.text) == (start, end, text)


@pytest.mark.parametrize(
    "line",
    ["", "Hej", "10:30 er fint", "00:01.000 -> hej", "1 --> 2", "00:01.000", "00:01.000 --> 00:02.0000000000001"],
)
def test_lines_without_times(line: str) -> None:
    assert time_line(line) is None


def test_seconds() -> None:
    assert [seconds_of(text) for text in ("12.5", "7", "00:01:02,5", "1:02", "nu", "")] == [
        12.5,
        7,
        62.5,
        62,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("<i>Hej</i> <b>m</b>ed", "Hej med"),
        ("Hej<00:00:01.500><c> med</c><c.gul.stor> dig</c>", "Hej med dig"),
        ("<lang en>Coffee</lang> og <ruby>te<rt>the</rt></ruby>", "Coffee og tethe"),
        ("{\\an8}<font color='#fff'>Hej</font>", "Hej"),
        ("A &amp; B &lt;3 &quot;ja&quot; &#230;bler &#xE5;r", 'A & B <3 "ja" æbler år'),
        ("R&D; AT&T &ukendt; &notit;", "R&D; AT&T &ukendt; &notit;"),
        ("Jeg <3 dig, og 5 > 4 <ukendt>", "Jeg <3 dig, og 5 > 4 <ukendt>"),
        ("&lt;v Mette&gt;Hej", "<v Mette>Hej"),
        ("Hej<br>med<br/>dig", "Hej med dig"),
        ("Hej&nbsp;&#8206;dig&#0;", "Hej dig\ufffd"),
    ],
)
def test_tags_and_entities(cue: str, text: str) -> None:
    assert said(read_text(vtt(cue))) == [("Ukendt taler", text)]


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("<v Mette Holm>Hej", [("Mette Holm", "Hej")]),
        ("<v.loud.first Mette Holm>Hej</v>", [("Mette Holm", "Hej")]),
        ("<v\nMette\tHolm>Hej</v>", [("Mette Holm", "Hej")]),
        ("<v Mette &amp; Bo>Hej</v> med dig", [("Mette & Bo", "Hej"), ("Ukendt taler", "med dig")]),
        ("Nå <v Mette>Hej <v Bo>Hej <i>du", [("Ukendt taler", "Nå"), ("Mette", "Hej"), ("Bo", "Hej du")]),
        ("<v Unknown Speaker>Hej</v>", [("Ukendt taler", "Hej")]),
        ("<v>Hej</v>", [("Ukendt taler", "Hej")]),
        ("<v Mette>Husk: mail\nLars: ja", [("Mette", "Husk: mail Lars: ja")]),
    ],
)
def test_voices(cue: str, expected: list[tuple[str, str]]) -> None:
    assert said(read_text(vtt(cue))) == expected


def test_dashes_and_names_in_brackets() -> None:
    conversation = read_text(
        vtt(
            "(Mette Holm)\n- Hej Lars.\n- Hej.",
            "- (Mette Holm) Har du tid? - Nej.",
            "-5 grader er koldt\n–Ja",
            "- Lars: Hej\n[Dørklokke]",
            "Lars: Kom ind.\n>> Mette Holm: Tak. >> Selv tak",
        )
    )
    nobody = "Ukendt taler"
    assert said(conversation) == [
        ("Mette Holm", "Hej Lars."), (nobody, "Hej."), ("Mette Holm", "Har du tid?"), (nobody, "Nej. -5 grader er koldt"),
        (nobody, "Ja"), ("Lars", "Hej Kom ind."), ("Mette Holm", "Tak."), (nobody, "Selv tak"),
    ]  # fmt: skip
    assert conversation.omitted == ("[Dørklokke]",)


def test_marks_where_the_speaker_changes_part_turns_of_nobody() -> None:
    conversation = read_text(
        vtt("hej og velkommen", "i dag har jeg besøg", "&gt;&gt; tak fordi", "jeg måtte komme >> selv tak")
    )
    assert [turn.text for turn in conversation.turns] == ["hej og velkommen i dag har jeg besøg", "tak fordi jeg måtte komme", "selv tak"]  # fmt: skip
    assert (conversation.participants, conversation.speaker_doubt) == (("Ukendt taler",), "unnamed")
    path = read_text(vtt("Mette: Hej", "Lars: Vælg Filer >> Gem", "Mette: Ja", "Lars: Godt"))
    assert said(path)[1] == ("Lars", "Vælg Filer >> Gem")


@pytest.mark.parametrize("label", ["Latter", "Musik", "Bag Ved Døren", "latter", "Applause"])
def test_what_stands_in_brackets_once_is_no_speaker(label: str) -> None:
    conversation = read_text(vtt("Mette: Hej", f"[{label}]\nNå", "Lars: Hej", f"[{label}]", "Mette: Ja", "Lars: Ja"))
    assert set(conversation.participants) <= {"Mette", "Lars", "Ukendt taler"}
    assert f"[{label}]" in conversation.omitted


def test_a_cue_without_a_label_is_nobodys_where_a_program_labels_every_cue() -> None:
    every = read_text(vtt("Mette: Hej", "Mette: Er du der?", "Lars: Ja", "Lars: Ja da", "Undskyld", "Mette: Godt"))
    assert said(every)[-2:] == [("Ukendt taler", "Undskyld"), ("Mette", "Godt")]
    changes = read_text(vtt("Mette: Hej", "Er du der?", "Lars: Ja", "Ja da", "Nu", "Mette: Godt"))
    assert said(changes) == [("Mette", "Hej Er du der?"), ("Lars", "Ja Ja da Nu"), ("Mette", "Godt")]


def test_a_name_of_an_odd_form_in_a_single_cue_is_one_where_every_cue_has_one() -> None:
    cues = ["Mette: Hej", "iPhone tilhørende Lars: Hej", "iPhone tilhørende Lars: Hvad så?", "Mette: Fint"]
    turns = said(read_text(vtt(*cues, "lokalet for enden af gangen: Vi er med")))
    assert turns[-1] == ("lokalet for enden af gangen", "Vi er med")


def test_names_of_an_odd_form_where_a_cue_has_none() -> None:
    cues = ["Mette: Hej", "iPhone tilhørende Lars: Tak", "iPhone tilhørende Lars: Hvad så?", "Mette: Vi er 14"]
    turns = said(read_text(vtt(*cues, "og snart 15", "DR - Kim Bech: Godt", "Mette: Ja", "kun det ene: ro")))
    assert [name for name, _ in turns] == ["Mette", "iPhone tilhørende Lars", "Mette", "Ukendt taler", "Kim Bech", "Mette", "Ukendt taler"]  # fmt: skip
    assert turns[-1] == ("Ukendt taler", "kun det ene: ro")


def test_comments_styles_identifiers_and_header() -> None:
    text = (
        "WEBVTT - Kaffe med Bo den 11. marts 2026\nKind: captions\nOptaget hos os\n\nSTYLE\n::cue { color: red }\n\nNOTE set igennem\nto gange\n\n"
        "Første del\n00:01.000 --> 00:02.000\n<v Bo>Hej\n\nNOTE Confidence: 0.91\n\ncue-2\n00:02.000 --> 00:03.000\n<v Bo>igen\n\nNOTE slut"
    )
    conversation = read_text(text)
    assert said(conversation) == [("Bo", "Hej igen")]
    assert (conversation.title, str(conversation.date)) == ("Kaffe med Bo den 11. marts 2026", "2026-03-11")
    assert conversation.omitted == ("Optaget hos os", "set igennem", "to gange", "slut", "Første del")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1\n00:01.0 --> 00:02.0\na\n2\n00:02.0 --> 00:03.0\nb", [["a"], ["b"]]),
        ("00:01.0 --> 00:02.0\na\n00:02.0 --> 00:03.0\nb", [["a"], ["b"]]),
        ("1\n\n00:01.0 --> 00:02.0\n\na\n\nb\n\n2\n\n00:02.0 --> 00:03.0\nc\n\n3", [["a", "b"], ["c"]]),
        ("1\n00:01.0 --> 00:02.0\na\n2019\n2\n00:02.0 --> 00:03.0\n2020", [["a", "2019"], ["2020"]]),
        ("1\n00:01.0 --> 00:02.0\na\n2019\n00:02.0 --> 00:03.0\nb", [["a", "2019"], ["b"]]),
        ("1\n00:01.0 --> 00:02.0\na\n5\n00:02.0 --> 00:03.0\nb", [["a"], ["b"]]),
        ("1\n00:01.0 --> 00:0x.0\na\n2\n00:02.0 --> 00:03.0\nb\n3\n00:03.0 -", [["a"], ["b"], []]),
    ],
)
def test_missing_lines(text: str, lines: list[list[str]]) -> None:
    assert [cue.lines for cue in read_cues(text.splitlines(), vtt=False).cues] == lines


def test_a_sentence_that_is_shown_again_for_every_word_of_it() -> None:
    marked = vtt("<u>Hej</u> med dig", "Hej <u>med</u> dig", "Hej med dig", "Hej med <u>dig</u>", "Ja", "<u>Ja</u>")
    assert said(read_text(marked)) == [("Ukendt taler", "Hej med dig Ja Ja")]
    coloured = vtt('<font color="#fff">Det er fint nok</font>', '<font color="#ff0">Det er fint nok</font>')
    assert said(read_text(coloured)) == [("Ukendt taler", "Det er fint nok Det er fint nok")]


def test_captions_that_roll() -> None:
    rolling = vtt(
        "Ja\nhej<00:00:00.500><c> du</c>",
        "hej du\n ",
        "hej du\nja<00:00:02.500><c> da</c>",
        "ja<00:00:03.500><c> da</c>",
    )
    assert said(read_text(rolling)) == [("Ukendt taler", "Ja hej du ja da ja da")]


@pytest.mark.parametrize(
    ("header", "title"),
    [("WEBVTT FILE", None), ("WEBVTT Kind: captions; Language: da", None), ("WEBVTT\tKaffe", "Kaffe")],
)
def test_header(header: str, title: str | None) -> None:
    assert read_text(vtt("<v Bo>Hej").replace("WEBVTT", header)).title == title


def test_songs_are_not_said() -> None:
    assert read_text(vtt("♪ der er et yndigt land ♪", "Mette: Hej", "<v Bo>♪ la la")).omitted == (
        "♪ der er et yndigt land ♪",
        "♪ la la",
        "Bo",
    )
    assert read_text(vtt("♪ der er et yndigt land ♪", "Mette: Hej", "Lars: Hej")).omitted == (
        "♪ der er et yndigt land ♪",
    )


def test_old_line_ends() -> None:
    assert said(read_text(vtt("<v Mette>Hej", "<v Bo>Hej").replace("\n", "\r"))) == [("Mette", "Hej"), ("Bo", "Hej")]


def test_names_that_the_caller_knows() -> None:
    text = vtt("Chefen: Hej", "xx_92!: Ja", "Status: hej", "Nå: hej")
    assert read_conversation(text.encode(), speakers=["chefen", "xx_92!"]).participants[:2] == ("Chefen", "xx_92!")


@settings(max_examples=150)
@given(properties.damaged([path for path in CASES if path.stem not in ("rullende", "noter_og_typografi")], MARKS))
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    text = INSIDE_WORDS.sub(" ", clean(text))
    with properties.refusals():
        conversation = read_captions(Source(text))
        assert not properties.lost(MACHINE_MADE.sub(" ", text), conversation, MARKUP, names_again=True)


@given(
    properties.pieces(NAMES, properties.spoken("5 > 4", "10 -> 20"), st.just(0), most=9),
    st.sampled_from(["<v {}>{}</v>", "<v {}>{}", "{}: {}", "[{}] {}", "[{}]: {}", "- {}: {}", "({})\n{}"]),
    st.booleans(),
)
def test_what_the_library_writes_reads_back(pieces: list[tuple[str, str, int]], form: str, srt: bool) -> None:
    pieces *= 2  # a name in brackets is a speaker's when it comes back
    written = io.StringIO()
    captions = [
        webvtt.Caption(f"00:{at:02}:01.000", f"00:{at:02}:02.500", form.format(name, text))
        for at, (name, text, _) in enumerate(pieces)
    ]
    if srt and "<v" not in form:
        webvtt.WebVTT(captions=captions).write(written, format="srt")
    else:
        webvtt.WebVTT(captions=captions).write(written)
    conversation = read_text(written.getvalue())
    assert said_at(conversation) == properties.in_turns(
        (name, text, 60 * at + 1) for at, (name, text, _) in enumerate(pieces)
    )
    assert conversation.turns[-1].end_s == 60 * len(pieces) - 57.5


@given(st.lists(st.text(st.sampled_from("ab <>&;:-\n"), min_size=1, max_size=20), min_size=1, max_size=5))
def test_the_library_and_we_find_the_same_cues(cues: list[str]) -> None:
    lines = vtt(*cues).splitlines()
    ours = read_cues(lines, vtt=True).cues
    theirs = webvtt.from_string("\n".join(lines)).captions
    assert [(cue.start_s, cue.end_s) for cue in ours] == [
        (cue.start_time.in_milliseconds() / 1000, cue.end_time.in_milliseconds() / 1000) for cue in theirs
    ]
    for our, their in zip(ours, theirs, strict=True):
        shown = [line.strip() for line in their.lines if line.strip()]
        assert our.lines[: len(shown)] == shown  # and behind them what stands below an empty line


@pytest.mark.parametrize(
    "text",
    [
        vtt("Hej " * 300_000),
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nog så gik vi hjem\n\n" * 20_000,
        vtt("<v Mette>hej " * 60_000),
        vtt("<v " * 300_000 + "x"),
        vtt("<" * 500_000 + "x"),
        vtt("(" * 500_000 + "x"),
        vtt("[a] " * 200_000),
        vtt("- a. " * 50_000),
        vtt("&" * 500_000 + "x"),
        "1\n00:01.000 --> 00:02.000\n" + "-" * 500_000 + ">x",
        "WEBVTT\n\n" + "NOTE a\n\n" * 50_000 + "00:01.000 --> 00:02.000\nhej",
    ],
    ids=[
        "word",
        "unlabelled",
        "voices",
        "open tags",
        "angles",
        "parentheses",
        "brackets",
        "dashes",
        "ampersands",
        "arrow",
        "notes",
    ],
)
def test_large_inputs_take_linear_time(text: str) -> None:
    start = time.process_time()
    assert read_text(text).turns
    assert time.process_time() - start < 6
