"""OpenDocument texts (ODT), as LibreOffice and Google Docs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax import handler

from defusedxml.sax import make_parser
from odf.load import LoadParser
from odf.namespaces import DCNS, DRAWNS, OFFICENS, STYLENS, TABLENS, TEXTNS
from odf.opendocument import OpenDocument

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.document import Block, Paragraph, Table, bounded, read_document
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.unpacked import opened

__all__ = ["read_opendocument"]

_MAX_XML = 20_000_000
_MOST_TAGS = 300_000
_PARTS = ("styles.xml", "meta.xml", "content.xml")
_MANIFEST = "META-INF/manifest.xml"
_TYPE = "application/vnd.oasis.opendocument.text"
_SPACE = re.compile(r"[ \t\r\n]+")
_PARAGRAPH, _HEADING, _LIST = (TEXTNS, "p"), (TEXTNS, "h"), (TEXTNS, "list")
_TABLE, _ROW = (TABLENS, "table"), (TABLENS, "table-row")
_CELLS = frozenset({(TABLENS, "table-cell"), (TABLENS, "covered-table-cell")})
_NOTES = frozenset({(TEXTNS, "note"), (OFFICENS, "annotation")})
_TEXT_BOX = (DRAWNS, "text-box")
_SKIPPED = frozenset(
    {(TEXTNS, "tracked-changes"), (TEXTNS, "sequence-decls"), (OFFICENS, "forms"), (TEXTNS, "soft-page-break")}
)
_HEADERS = frozenset(
    (STYLENS, f"{place}{pages}") for place in ("header", "footer") for pages in ("", "-left", "-first")
)
_MOST_REPEATED = 1000

Element = Any  # of odfpy, which has no types


def read_opendocument(source: Source) -> Conversation | None:
    """The conversation in an OpenDocument text; None where the source is none.

    As for a Word document: paragraphs and their lines are lines, points of lists begin with "- ", a table with speakers is a
    transcript, tracked deletions are left out, headers, footers, notes and comments are listed as left out. Raises
    SamtalecoachError for a document that is damaged, encrypted or unpacks to too much.
    """
    package = opened(source)
    if package is None or package.kind != "opendocument":
        return None
    if _MANIFEST in package.entries and b"encryption-data" in package.read(_MANIFEST):
        raise SamtalecoachError(
            f"{package.where} er beskyttet med en adgangskode; gem dokumentet uden adgangskode og prøv igen."
        )
    parts = package.xml_only(_PARTS.__contains__, limit=_MAX_XML, most_tags=_MOST_TAGS)
    around = _Around()
    try:
        document = _document(parts)
        blocks = bounded(source, _blocks(document.body, around))
        around.lines.extend(_headers(document.masterstyles))
        titles = [_plain(element) for element in document.meta.childNodes if _name(element) == (DCNS, "title")]
    except SamtalecoachError:
        raise
    except Exception as error:  # the library raises whatever it stumbles over
        raise package.damaged() from error
    return read_document(source, blocks, title="".join(titles), omitted=around.lines)


def _document(parts: dict[str, bytes]) -> Any:
    document = OpenDocument(_TYPE, add_generator=False)
    for name in _PARTS:
        if parts.get(name):
            document._parsing = name
            parser = make_parser()
            parser.setFeature(handler.feature_namespaces, 1)
            parser.setContentHandler(LoadParser(document))
            parser.parse(BytesIO(parts[name]))
    return document


class _Around:
    """Notes and comments, gathered while the text is read."""

    def __init__(self) -> None:
        self.lines: list[str] = []


def _name(node: Element) -> Any:
    return getattr(node, "qname", None)


def _blocks(parent: Element, around: _Around, *, bullet: bool = False) -> Iterator[Block]:
    for child in parent.childNodes:
        name = _name(child)
        if name in (_PARAGRAPH, _HEADING):
            parts: list[str] = []
            boxes: list[Element] = []
            _collect(child, parts, boxes, around)
            level = str(child.attributes.get((TEXTNS, "outline-level"), 1)) if name == _HEADING else "0"
            yield Paragraph(
                "".join(parts).strip(" "), int(level) if level.isdecimal() and len(level) < 3 else 1, bullet
            )
            bullet = False
            for box in boxes:
                yield from _blocks(box, around)
        elif name == _LIST:
            for item in child.childNodes:
                if hasattr(item, "childNodes"):
                    yield from _blocks(item, around, bullet=True)
        elif name == _TABLE:
            yield Table(tuple(_rows(child, around)))
        elif name is not None and name not in _SKIPPED:
            yield from _blocks(child, around)


def _collect(element: Element, parts: list[str], boxes: list[Element], around: _Around) -> None:
    """Gather the text of a paragraph, its text boxes, and the notes in it."""
    for child in element.childNodes:
        name = _name(child)
        if name is None:
            parts.append(_SPACE.sub(" ", str(getattr(child, "data", ""))))
        elif name == (TEXTNS, "line-break"):
            parts.append("\n")
        elif name == (TEXTNS, "tab"):
            parts.append("\t")
        elif name == (TEXTNS, "s"):
            count = str(child.attributes.get((TEXTNS, "c"), 1))
            parts.append(" " * min(int(count), _MOST_REPEATED) if count.isdecimal() and len(count) < 10 else " ")
        elif name in _NOTES:
            around.lines.extend(_lines(child))
        elif name == _TEXT_BOX:
            boxes.append(child)
        elif name not in _SKIPPED:
            _collect(child, parts, boxes, around)


def _rows(table: Element, around: _Around) -> Iterator[tuple[str, ...]]:
    for child in table.childNodes:
        if _name(child) == _ROW:
            yield tuple(_row(child, around))
        elif _name(child) is not None:
            yield from _rows(child, around)


def _row(row: Element, around: _Around) -> Iterator[str]:
    for child in row.childNodes:
        if _name(child) in _CELLS:
            text = "\n".join(_cell(child, around))
            written = str(child.attributes.get((TABLENS, "number-columns-repeated"), 1))
            repeated = int(written) if written.isdecimal() and len(written) < 5 else 1
            yield from [text] * (min(repeated, _MOST_REPEATED) if text else 1)


def _cell(cell: Element, around: _Around) -> Iterator[str]:
    for block in _blocks(cell, around):
        if isinstance(block, Paragraph):
            yield f"- {block.text}" if block.bullet else block.text
        else:
            yield from (" | ".join(value for value in row if value) for row in block.rows)


def _lines(element: Element) -> list[str]:
    return [block.text for block in _blocks(element, _Around()) if isinstance(block, Paragraph)]


def _headers(styles: Element) -> Iterator[str]:
    for child in styles.childNodes:
        if _name(child) in _HEADERS:
            yield from _lines(child)
        elif _name(child) is not None:
            yield from _headers(child)


def _plain(element: Element) -> str:
    parts: list[str] = []
    _collect(element, parts, [], _Around())
    return "".join(parts)
