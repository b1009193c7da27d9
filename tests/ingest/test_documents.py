"""Word, OpenDocument, PDF, RTF, HTML and Markdown: what stands in them reaches the readers of texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import properties
import pytest
import samples
from containers import DIALOGUE, TURNS, docx_of, odt_of, part, pdf_of, replaced, rtf_of, saved, zip_of
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import said

from samtalecoach.ingest import read_conversation
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.word import read_word

WRITERS: dict[str, Callable[[list[str]], bytes]] = {
    "docx": docx_of,
    "odt": odt_of,
    "pdf": pdf_of,
    "rtf": rtf_of,
    "html": lambda lines: "<!DOCTYPE html><html><body>{}</body></html>".format(
        "".join(f"<p>{line}</p>" for line in lines)
    ).encode(),
}
NOTES = ["Kaffe med Lars", "Dato: 11. marts 2026", "Lars har bygget kraner i Esbjerg.", "Husk: artiklen om lagre."]


def changed_docx(xml: str, paragraphs: list[str] | None = None) -> bytes:
    """A Word document with the elements in front of its paragraphs."""
    document = Document()
    for text in paragraphs or []:
        document.add_paragraph(text)
    for at, element in enumerate(
        parse_xml(
            f"<w:body {nsdecls('w', 'wp', 'a')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' xmlns:wps='urn:wps' xmlns:v='urn:schemas-microsoft-com:vml'>{xml}</w:body>"
        )
    ):
        document.element.body.insert(at, element)
    return saved(document)


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize("ending", [None, "txt", "json", "vtt", "jpg"])
def test_a_dialogue_is_recognised_by_its_content(format: str, ending: str | None) -> None:
    conversation = read_conversation(WRITERS[format](DIALOGUE), f"kaffe.{ending}" if ending else None, me="lars")
    assert (said(conversation), conversation.kind, conversation.me) == (TURNS, "transcript", "Lars")


@pytest.mark.parametrize("format", WRITERS)
def test_notes(format: str) -> None:
    conversation = read_conversation(WRITERS[format](NOTES), f"noter.{format}", me="Mette")
    assert (conversation.kind, conversation.title, str(conversation.date)) == ("notes", NOTES[0], "2026-03-11")
    assert said(conversation) == [("Mette", text) for text in NOTES[2:]]


@pytest.mark.parametrize("format", ["teams_document", "meet"])
@pytest.mark.parametrize("write", [docx_of, odt_of], ids=["docx", "odt"])
def test_what_meeting_programs_save_reads_as_its_text_does(format: str, write: Callable[[list[str]], bytes]) -> None:
    for path in samples.cases(format):
        if path.suffix == ".txt":
            blocks = path.read_text(encoding="utf-8").replace("\x00", "").split("\n\n")
            conversation = read_conversation(write(blocks), path.name)
            assert samples.told(conversation) == samples.expected(path), path.name


@pytest.mark.parametrize(("date", "name"), [("2026-03-12", "kaffe"), (None, "2026-03-12 kaffe")])
def test_date_and_speakers_of_the_caller_and_the_name(date: str | None, name: str) -> None:
    data = docx_of(["ukendtnavn: hej", "andetnavn her: hej igen", "ukendtnavn: tak"])
    conversation = read_conversation(data, f"{name}.docx", date=date, speakers=["ukendtnavn", "andetnavn her"])
    assert (str(conversation.date), conversation.participants) == ("2026-03-12", ("ukendtnavn", "andetnavn her"))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kaffe i Aarhus", "Kaffe i Aarhus"),
        ("Dokument1", None),
        ("Microsoft Word - noter.doc", None),
        ("referat.docx", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("write", [docx_of, odt_of, pdf_of], ids=["docx", "odt", "pdf"])
def test_the_title_among_the_properties(write: Callable[..., bytes], title: str, expected: str | None) -> None:
    assert read_conversation(write(DIALOGUE, title=title)).title == expected
    assert read_conversation(write(["Møde om lagre", *DIALOGUE], title=title)).title == "Møde om lagre"


def test_word_lists_headings_breaks_and_what_stands_around() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Fortroligt"
    document.sections[0].footer.paragraphs[0].text = "Side 1"
    document.add_heading("Kaffe med Lars", 0)
    document.add_paragraph("Lars har bygget kraner", style="List Bullet")
    document.add_paragraph("og kender Anders", style="List Number")
    document.add_heading("Familie", 2)
    paragraph = document.add_paragraph("Hans datter")
    paragraph.add_run().add_break()
    paragraph.add_run("læser jura\tog bor")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("i Odense")
    conversation = read_conversation(saved(document))
    assert [text for _, text in said(conversation)] == [
        "Lars har bygget kraner",
        "og kender Anders",
        "Hans datter",
        "læser jura\tog bor",
        "i Odense",
    ]
    assert (conversation.title, conversation.omitted) == (
        "Kaffe med Lars",
        ("Kaffe med Lars", "Familie", "Fortroligt", "Side 1"),
    )


def test_names_as_headings_are_speakers() -> None:
    document = Document()
    for name, text in TURNS:
        document.add_heading(name, 3)
        document.add_paragraph(text)
    assert said(read_conversation(saved(document))) == TURNS


def test_word_tracked_changes() -> None:
    xml = (
        f"<w:p>{run('Mette: Hej ')}<w:del><w:r><w:delText>Ole</w:delText></w:r></w:del><w:ins>{run('Lars')}</w:ins></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Lars: Hej ')}</w:p><w:p>{run('med dig')}</w:p>"
        f"<w:p><w:moveFrom>{run('flyttet')}</w:moveFrom>{run('Mette: Tak')}</w:p>"
    )
    assert said(read_conversation(changed_docx(xml))) == [
        ("Mette", "Hej Lars"),
        ("Lars", "Hej med dig"),
        ("Mette", "Tak"),
    ]


def test_word_text_boxes_controls_links_and_notes() -> None:
    box = f"<w:txbxContent><w:p>{run('Lars: Fra boksen')}</w:p></w:txbxContent>"
    xml = (
        f"<w:sdt><w:sdtContent><w:p><w:hyperlink>{run('Mette')}</w:hyperlink>{run(': Hej')}<w:r><w:noBreakHyphen/></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p>{run('Mette: Tak')}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    document = changed_docx(xml)
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote><w:p>{run('En fodnote')}</w:p></w:footnote></w:footnotes>"
    types = part(document, "[Content_Types].xml").replace(
        "</Types>",
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
    )
    relations = part(document, "word/_rels/document.xml.rels").replace(
        "</Relationships>",
        '<Relationship Id="rIdN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
    )
    document = replaced(
        document,
        {
            "word/footnotes.xml": notes.encode(),
            "[Content_Types].xml": types.encode(),
            "word/_rels/document.xml.rels": relations.encode(),
        },
    )
    conversation = read_conversation(document)
    assert said(conversation) == [("Mette", "Hej-"), ("Lars", "Fra boksen"), ("Mette", "Tak")]
    assert conversation.omitted == ("En fodnote",)


@pytest.mark.parametrize("write", [docx_of, odt_of], ids=["docx", "odt"])
def test_a_table_with_speakers_is_a_transcript(write: Callable[..., bytes]) -> None:
    table = [
        ("Tid", "Taler", "Tekst"),
        ("0:03", *TURNS[0]),
        ("0:09", *TURNS[1]),
        ("", "", "og tak for kaffe"),
        ("0:15", *TURNS[2]),
    ]
    conversation = read_conversation(write(["Kaffe med Lars", "11. marts 2026"], table=table))
    assert said(conversation) == [TURNS[0], ("Lars", f"{TURNS[1][1]} og tak for kaffe"), TURNS[2]]
    assert [turn.start_s for turn in conversation.turns] == [3, 9, 15]
    assert (conversation.title, str(conversation.date)) == ("Kaffe med Lars", "2026-03-11")
    assert conversation.omitted == ("Kaffe med Lars", "11. marts 2026", "Tid Taler Tekst")


@pytest.mark.parametrize("write", [docx_of, odt_of], ids=["docx", "odt"])
def test_a_table_of_facts_is_text(write: Callable[..., bytes]) -> None:
    table = [("Sted", "Kanalcaféen"), ("Dato", "11.03.2026")]
    conversation = read_conversation(write([*NOTES[2:], "Vi taltes ved om alt det med kraner."], table=table))
    assert (len(conversation.turns), str(conversation.date)) == (3, "2026-03-11")
    assert conversation.omitted == ("Sted: Kanalcaféen", "Dato: 11.03.2026")


def test_a_table_goes_on_after_a_page_break() -> None:
    document = Document()
    for rows in ([("Taler", "Tekst"), TURNS[0]], [("Taler", "Tekst"), TURNS[1]], [TURNS[2]]):
        table = document.add_table(rows=0, cols=2)
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value
        document.add_paragraph("")
    assert said(read_conversation(saved(document))) == TURNS


def test_templates_and_documents_with_macros() -> None:
    document = docx_of(DIALOGUE)
    types = part(document, "[Content_Types].xml")
    for main in (
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ):
        other = types.replace("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", main)
        assert said(read_conversation(replaced(document, {"[Content_Types].xml": other.encode()}))) == TURNS


def test_opendocument() -> None:
    data = odt_of(["# Kaffe med Lars", "Han har\nbygget   kraner"], points=["Anders", "Ole"], header="Fortroligt")
    changes = "<text:tracked-changes><text:changed-region><text:deletion><text:p>slettet</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>En fodnote</text:p></text:note-body></text:note>"
    content = (
        part(data, "content.xml")
        .replace("<office:text>", f"<office:text>{changes}")
        .replace("bygget", f"bygget<text:s text:c='2'/><text:tab/>{note}")
    )
    conversation = read_conversation(replaced(data, {"content.xml": content.encode()}))
    assert [text for _, text in said(conversation)] == ["Han har", "bygget  \t   kraner", "Anders", "Ole"]
    assert conversation.omitted == ("Kaffe med Lars", "En fodnote", "Fortroligt", "Side 1")


@pytest.mark.parametrize("space", [0, 4])
def test_pdf_pages(space: float) -> None:
    long = [
        (name, f"{text} {'Det er en lang sætning, som går over flere linjer på siden. ' * 4}".strip())
        for name, text in TURNS
    ] * 8
    conversation = read_conversation(
        pdf_of([f"{name}: {text}" for name, text in long], heading="Kaffe - fortroligt", space=space)
    )
    assert said(conversation) == long
    pages = 3 if space else 2
    assert sorted(conversation.omitted) == [
        "Kaffe - fortroligt",
        *(f"Side {page} af {pages}" for page in range(1, pages + 1)),
    ]


def test_pdf_notes_are_put_together_where_the_page_broke_them() -> None:
    points = [
        "- Vi talte længe om logistik og vindmøller og om alt det, der sker i København og Aarhus, og om hvad Lars kan gøre for mig",
        "- Lars kender Anders Holm fra Vestas",
        "- Jeg sender artiklen på fredag",
    ]
    conversation = read_conversation(pdf_of(["Noter fra kaffe", *points]))
    assert [text for _, text in said(conversation)] == [point[2:] for point in points]


def test_rtf_with_a_byte_order_mark() -> None:
    plain, marked = rtf_of(["Møde", *DIALOGUE]), b"\xef\xbb\xbf" + rtf_of(["Møde", *DIALOGUE])
    assert read_conversation(marked) == read_conversation(plain)


def test_rtf_letters() -> None:
    lines = ["Mette: Blåbærgrød – “æ, ø, å” é ß €", "Lars: Łódź, 😀 og 中文 \\ {her}"]
    assert [f"{name}: {text}" for name, text in said(read_conversation(rtf_of(lines)))] == lines


TEXTS = st.lists(
    st.sampled_from(
        [
            "hej",
            "og tak",
            "blåbærgrød",
            "Jeg sagde: nej",
            "a < b & c",
            "kl. 10:30",
            "(griner)",
            "ja | nej",
            "\\ {x}",
            "Hvad nu?",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
NAMES = st.sampled_from(["Mette", "Lars Holm", "Taler 1", "Anne-Marie", "Ole (NNIT)"])


@settings(max_examples=12)
@given(st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=6))
def test_a_written_document_reads_back(turns: list[tuple[str, str]]) -> None:
    lines = [f"{name}: {text}" for name, text in turns]
    for write in (docx_of, odt_of, rtf_of):
        assert said(read_conversation(write(lines))) == turns
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    assert said(read_conversation(WRITERS["html"](escaped))) == turns
    table = docx_of([], table=[("Taler", "Tekst"), *turns])
    assert said(read_conversation(table)) == turns


HTML = [
    "<p>", "</p>", "<br>", "<table>", "<tr><td>", "</table>", "<li>", "<script>", "<!--", "-->", "&aelig;", "&#230;", "<b>Mette:</b> ", "<h1>", "</h1>", "<pre>", "<", ">", "&", "hej",
]  # fmt: skip
RTF = [
    "{", "}", "\\par ", "\\'e6", "\\u230?", "\\cell", "\\row", "\\trowd", "\\'", "\\u", "\\bin9 ", "{\\footnote x}", "\\deleted ", "\\uc",
]  # fmt: skip


@given(properties.damaged(samples.cases("html"), HTML))
def test_damaged_html(text: str) -> None:
    with properties.refusals():
        assert read_conversation(text.encode("utf-8", "surrogatepass")).turns


@given(properties.damaged(samples.cases("rtf"), RTF))
def test_damaged_rtf(text: str) -> None:
    with properties.refusals():
        assert read_conversation(text.encode("cp1252", "replace")).turns


@given(st.lists(st.sampled_from([*DIALOGUE, *NOTES, "hej", "10:30", "blå", "(ler)"]), min_size=1, max_size=6))
def test_no_word_of_a_web_page_is_lost(lines: list[str]) -> None:
    for template in ("<p>{}</p>", "<div>{}<br></div>", "<li>{}", "<tr><td>{}</td></tr>", "{}<br>"):
        page = f"<html><body>{''.join(template.format(line) for line in lines)}</body></html>"
        assert not properties.lost("\n".join(lines), read_conversation(page.encode()))


def test_other_sources_are_not_word() -> None:
    others: list[Any] = ["Mette: hej", b"Mette: hej", zip_of({"a.txt": "Mette: hej"}), odt_of(DIALOGUE)]
    assert [read_word(Source(other)) for other in others] == [None] * 4
