"""Word documents (DOCX)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.opc.part import Part
from docx.package import Package as WordPackage
from lxml import etree

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.document import Block, Paragraph, Table, bounded, read_document
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.unpacked import opened, repacked

__all__ = ["read_word"]

_MAX_XML = 30_000_000
_MOST_TAGS = 2_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _PARAGRAPH, _TABLE, _ROW, _CELL = (_W + name for name in ("body", "p", "tbl", "tr", "tc"))
_PROPERTIES, _ROW_PROPERTIES, _DELETED = _W + "pPr", _W + "trPr", _W + "del"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what stands beside it
_TEXTS = frozenset({_W + "t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_SIGNS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_SKIPPED = frozenset({_DELETED, _W + "moveFrom", _FALLBACK, _PROPERTIES, _W + "rPr", _W + "sectPr", _W + "tblPr"})
_TEXT_BOX = _W + "txbxContent"
_STRICT = b"http://purl.oclc.org/ooxml/"
_VARIANTS = (  # documents with macros, and templates: the same content under another name
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"
_CORE = "docProps/core.xml"
_AROUND = ("/header", "/footer", "/footnotes", "/endnotes", "/comments")

Element = Any  # of lxml, which has no types


def read_word(source: Source) -> Conversation | None:
    """The conversation in a Word document; None where the source is none.

    Paragraphs and the lines in them are lines, points of lists begin with "- ", a table with speakers is a transcript. Deletions that
    were tracked are left out, insertions kept; headers, footers, notes and comments are left out and listed. Raises SamtalecoachError
    for a document that is damaged, encrypted or unpacks to too much.
    """
    package = opened(source)
    if package is None or package.kind != "word":
        return None
    parts = package.xml_only(lambda name: name.endswith((".xml", ".rels")), limit=_MAX_XML, most_tags=_MOST_TAGS)
    for variant in _VARIANTS:
        parts[_TYPES] = parts[_TYPES].replace(variant, _DOCUMENT)
    try:
        blocks, title, around = _held(source, parts)
    except SamtalecoachError:
        raise
    except Exception as error:  # the library raises whatever it stumbles over
        if any(_STRICT in parts[name] for name in parts if name.endswith(".rels")):
            raise SamtalecoachError(
                f"{source.where} er gemt som Strict Open XML; gem den som almindeligt Word-dokument (.docx) og prøv igen."
            ) from error
        raise package.damaged() from error
    return read_document(source, blocks, title=title, omitted=around)


def _held(source: Source, parts: dict[str, bytes]) -> tuple[list[Block], str | None, list[str]]:
    """What the document holds: its text, its title, and what stands around the text."""
    package = WordPackage.open(repacked(parts))
    document: Any = package.main_document_part
    title = package.core_properties.title if _CORE in parts else None
    styles = _Styles(document)
    body = document.element.find(_BODY)
    blocks = [] if body is None else bounded(source, _blocks(body, styles))
    return blocks, title, _around(document, styles)


class _Styles:
    """What the document's styles tell of its paragraphs: headings and points of lists."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, int] = {}
        self._listed: set[str] = set()
        for part in _related(document, ("/styles",)):
            for style in _root(part).iter(_W + "style"):
                self._add(style)

    def _add(self, style: Element) -> None:
        identity = style.get(_W + "styleId", "")
        name = style.find(_W + "name")
        folded = (name.get(_W + "val", "") if name is not None else "").casefold()
        if folded == "title":
            self._levels[identity] = 1
        elif folded.startswith("heading "):
            self._levels[identity] = int(folded[8:]) if folded[8:].isdecimal() and len(folded) < 11 else 1
        if style.find(f"{_PROPERTIES}/{_W}numPr") is not None and identity not in self._levels:
            self._listed.add(identity)

    def paragraph(self, element: Element, text: str) -> Paragraph:
        """The paragraph with the text, and what it is."""
        properties = element.find(_PROPERTIES)
        style = properties.find(_W + "pStyle") if properties is not None else None
        identity = style.get(_W + "val", "") if style is not None else ""
        number = properties.find(f"{_W}numPr/{_W}numId") if properties is not None else None
        listed = number.get(_W + "val") != "0" if number is not None else identity in self._listed
        level = self._levels.get(identity, 0)
        return Paragraph(text, level, listed and not level)


def _blocks(parent: Element, styles: _Styles) -> Iterator[Block]:
    """The paragraphs and tables in an element, in order, those in content controls and text boxes among them."""
    carried = ""
    for child in parent:
        if child.tag == _PARAGRAPH:
            parts: list[str] = [carried]
            boxes: list[Element] = []
            _collect(child, parts, boxes)
            carried = "".join(parts) if child.find(f"{_PROPERTIES}/{_W}rPr/{_DELETED}") is not None else ""
            if not carried:
                yield styles.paragraph(child, "".join(parts))
            for box in boxes:
                yield from _blocks(box, styles)
        elif child.tag == _TABLE:
            yield Table(tuple(_rows(child, styles)))
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _blocks(child, styles)
    if carried:
        yield Paragraph(carried)


def _collect(element: Element, parts: list[str], boxes: list[Element]) -> None:
    """Gather the text of a paragraph, and the text boxes that are anchored in it."""
    for child in element:
        tag = child.tag
        if tag in _TEXTS:
            parts.append((child.text or "").replace("\n", " "))
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag == _TEXT_BOX:
            boxes.append(child)
        elif tag not in _SKIPPED:
            _collect(child, parts, boxes)


def _rows(table: Element, styles: _Styles) -> Iterator[tuple[str, ...]]:
    for row in _inside(table, _ROW):
        if row.find(f"{_ROW_PROPERTIES}/{_DELETED}") is None:
            yield tuple(_text(cell, styles) for cell in _inside(row, _CELL))


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The children with the tag, those in content controls and insertions among them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _inside(child, tag)


def _text(parent: Element, styles: _Styles) -> str:
    """What stands in a cell, a header or a note, with a line for each paragraph; tables in it as lines."""
    lines: list[str] = []
    for block in _blocks(parent, styles):
        if isinstance(block, Paragraph):
            lines.append(f"- {block.text}" if block.bullet else block.text)
        else:
            lines.extend(" | ".join(value for value in row if value.strip()) for row in block.rows)
    return "\n".join(lines).strip()


def _related(document: Any, endings: tuple[str, ...]) -> Iterator[Part]:
    for relationship in document.rels.values():
        if not relationship.is_external and relationship.reltype.endswith(endings):
            yield relationship.target_part


def _root(part: Part) -> Element:
    """The part's XML; an empty element where it is none."""
    try:
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return etree.Element("none")


def _around(document: Any, styles: _Styles) -> list[str]:
    """What stands in headers, footers, notes and comments."""
    return [line for part in _related(document, _AROUND) for line in _text(_root(part), styles).split("\n")]
