"""Files made by real writers, for the tests of the readers that open containers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from fpdf import FPDF
from odf.dc import Title
from odf.opendocument import OpenDocumentText
from odf.style import Footer, Header, MasterPage, PageLayout
from odf.table import Table, TableCell, TableRow
from odf.teletype import addTextToElement
from odf.text import H, LineBreak, List, ListItem, P
from openpyxl import Workbook

DIALOGUE = [
    "Mette: Hej Lars, og tak fordi du kom.",
    "Lars: Selv tak, Mette, det er hyggeligt.",
    "Mette: Kender du nogen i branchen?",
]
TURNS = [tuple(line.split(": ", 1)) for line in DIALOGUE]
Rows = Sequence[Sequence[Any]]


def docx_of(paragraphs: Sequence[str], *, title: str | None = None, table: Rows = ()) -> bytes:
    """A Word document of paragraphs, in which ``\\n`` is a line break, and a table below them."""
    document = Document()
    if title is not None:
        document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = str(value)
    return saved(document)


def saved(document: Any) -> bytes:
    """What the writer saves."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def odt_of(
    paragraphs: Sequence[str],
    *,
    title: str | None = None,
    table: Rows = (),
    points: Sequence[str] = (),
    header: str = "",
) -> bytes:
    """An OpenDocument text; paragraphs that begin with ``# `` are headings."""
    document = OpenDocumentText()
    if title is not None:
        document.meta.addElement(Title(text=title))
    if header:
        document.automaticstyles.addElement(PageLayout(name="side"))
        page = MasterPage(name="Standard", pagelayoutname="side")
        for kind, text in ((Header, header), (Footer, "Side 1")):
            around = kind()
            around.addElement(P(text=text))
            page.addElement(around)
        document.masterstyles.addElement(page)
    for text in paragraphs:
        if text.startswith("# "):
            document.text.addElement(H(outlinelevel=1, text=text[2:]))
            continue
        paragraph = P()
        for at, line in enumerate(text.split("\n")):
            if at:
                paragraph.addElement(LineBreak())
            addTextToElement(paragraph, line)
        document.text.addElement(paragraph)
    if points:
        listed = List()
        for text in points:
            item = ListItem()
            item.addElement(P(text=text))
            listed.addElement(item)
        document.text.addElement(listed)
    if table:
        grid = Table(name="samtale")
        for row in table:
            line = TableRow()
            for value in row:
                cell = TableCell()
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            grid.addElement(line)
        document.text.addElement(grid)
    stream = BytesIO()
    document.write(stream)
    return stream.getvalue()


class _Pages(FPDF):
    heading = ""

    def header(self) -> None:
        if self.heading:
            self.set_font("Helvetica", size=9)
            self.cell(0, 8, self.heading, new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        if self.heading:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 10, f"Side {self.page_no()} af {{nb}}", align="C")


def pdf_of(paragraphs: Sequence[str], *, title: str | None = None, heading: str = "", space: float = 0) -> bytes:
    """A PDF whose pages wrap the paragraphs; with a ``heading`` on every page, and its number below."""
    pages = _Pages()
    pages.heading = heading
    if title is not None:
        pages.set_title(title)
    pages.add_page()
    pages.set_font("Helvetica", size=11)
    for text in paragraphs:
        pages.multi_cell(0, 6, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pages.ln(space)
    return bytes(pages.output())


def rtf_of(paragraphs: Sequence[str]) -> bytes:
    """RTF as WordPad writes it, with Danish letters as ``\\'e6`` and all others as ``\\u``."""
    escaped = [text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}") for text in paragraphs]
    lines = ["".join(_letter(character) for character in text) + "\\par\r\n" for text in escaped]
    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0\\nouicompat{\\fonttbl{\\f0\\fnil\\fcharset0 Calibri;}}\r\n\\viewkind4\\uc1 \\pard\\f0 "
    return (head + "".join(lines) + "}\r\n\x00").encode("ascii")


def _letter(character: str) -> str:
    if character.isascii():
        return character
    try:
        return f"\\'{character.encode('cp1252').hex()}"
    except UnicodeEncodeError:
        units = character.encode("utf-16-le")
        numbers = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
        return "".join(f"\\u{number}?" for number in numbers)


def xlsx_of(rows: Rows, *others: Rows) -> bytes:
    """A workbook with a sheet for each table."""
    book = Workbook()
    for at, table in enumerate([rows, *others]):
        sheet = book.active if at == 0 else book.create_sheet(f"Ark{at + 1}")
        for row in table:
            sheet.append(list(row))
    return saved(book)


def zip_of(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of the files."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def replaced(package: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The package with other content in some of its files."""
    with ZipFile(BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zip_of(files | dict(changes))


def part(package: bytes, name: str) -> str:
    """One file of the package, as text."""
    with ZipFile(BytesIO(package)) as archive:
        return archive.read(name).decode("utf-8")
