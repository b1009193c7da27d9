"""Web pages and other HTML: saved chats, notes and transcripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.document import Block, Paragraph, Table, read_document
from samtalecoach.ingest.registry import Source

__all__ = ["read_html"]

_MAX_HTML = 10_000_000
_MOST_TAGS = 250_000
_OPENING = 2_000
_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>|<!--.{0,1000}?-->|\s){0,5}<(!doctype\s+html|[a-z][a-z0-9]{0,9})[\s/>]", re.I | re.S
)
_PAGE = frozenset({"!doctype html", "html", "head", "body"})
_FRAGMENTS = frozenset(
    {
        "article", "b", "blockquote", "br", "div", "dl", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "main", "meta",
        "ol", "p", "pre", "section", "span", "strong", "style", "table", "title", "tr", "u", "ul",
    }
)  # fmt: skip
_CLOSED = re.compile(r"</(?:p|div|li|td|tr|table|h[1-6]|strong|b|span|ul|ol|dl|section|article|body|html)\s*>", re.I)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
        "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_SILENT = frozenset({"head", "script", "style", "template", "noscript", "svg", "object", "iframe", "select"})
_AROUND = frozenset({"nav", "footer", "aside", "button"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\x0b"  # stands for <br> while white space is collapsed


def read_html(source: Source) -> Conversation | None:
    """The conversation in a web page; None where the source is no HTML.

    Paragraphs, divisions, points of lists and <br> are lines, a table with speakers is a transcript. Scripts and styles are dropped,
    navigation and footers listed as left out. Raises SamtalecoachError where the page is too large.
    """
    if isinstance(source.content, bytes) and b"<" not in source.content[: 4 * _OPENING]:
        return None
    text = source.text
    if not _is_html(text):
        return None
    if len(text) > _MAX_HTML or text.count("<") > _MOST_TAGS:
        raise SamtalecoachError(f"{source.where} er for stor til at blive læst; gem samtalen som .txt og prøv igen.")
    soup = BeautifulSoup(text, "lxml")
    page = _Page(_layouts(soup))
    page.take(soup)
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    return read_document(source, page.finished(), title=title, omitted=page.around)


def _is_html(text: str) -> bool:
    """Whether the text opens with a tag of HTML, and goes on as such."""
    match = _START.match(text, 0, _OPENING)
    if match is None:
        return False
    tag = " ".join(match[1].casefold().split())
    return tag in _PAGE or (tag in _FRAGMENTS and _CLOSED.search(text) is not None) or (tag == "br" and "<br" in text)


def _layouts(root: Tag) -> frozenset[int]:
    """The identities of tables that hold tables, and so are there for the layout; in one pass, however deep they are nested."""
    found: set[int] = set()
    tables: list[int] = []
    stack: list[tuple[Iterator[PageElement], bool]] = [(iter(root.contents), False)]
    while stack:
        children, is_table = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if is_table:
                tables.pop()
        elif isinstance(child, Tag):
            if child.name == "table":
                found.update(tables[-1:])
                tables.append(id(child))
            stack.append((iter(child.contents), child.name == "table"))
    return frozenset(found)


class _Page:
    """The paragraphs and tables of a page, in the order in which they are met."""

    def __init__(self, layouts: frozenset[int] = frozenset()) -> None:
        self._layouts = layouts
        self.blocks: list[Block] = []
        self.around: list[str] = []
        self._parts: list[str] = []
        self._heading = 0
        self._bullet = False

    def take(self, root: Tag) -> None:
        """Add what stands in an element. Goes through the tree without recursion: pages may be nested without end."""
        stack: list[tuple[Iterator[PageElement], Tag | None]] = [(iter(root.contents), None)]
        while stack:
            children, parent = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if parent is not None and parent.name in _BLOCKS:
                    self._close()
            elif isinstance(child, Tag):
                if self._enter(child):
                    stack.append((iter(child.contents), child))
            elif type(child) in (NavigableString, CData):
                self._parts.append(str(child).replace(_BREAK, " "))

    def finished(self) -> list[Block]:
        """The blocks, the last one closed."""
        self._close()
        return self.blocks

    def _enter(self, tag: Tag) -> bool:
        """Whether to go on into the element."""
        name = tag.name
        if name in _SILENT:
            return False
        if name in _AROUND:
            self._close()
            self.around.extend(line for text in tag.stripped_strings if (line := _SPACE.sub(" ", text)))
            return False
        if name == "br":
            self._parts.append(_BREAK)
            return False
        if name == "table" and id(tag) not in self._layouts:
            self._close()
            self.blocks.append(Table(_rows(tag)))
            return False
        if name in _BLOCKS:
            self._close()
            if name == "li":
                self._bullet = True
            elif len(name) == 2 and name[0] == "h" and name[1].isdecimal():
                self._heading = int(name[1])
            elif name == "pre":
                self.blocks.extend(Paragraph(line.rstrip()) for line in tag.get_text().splitlines())
                return False
        elif name in ("td", "th"):
            self._parts.append(" ")
        return True

    def _close(self) -> None:
        lines = [line.strip() for line in _SPACE.sub(" ", "".join(self._parts)).split(_BREAK)]
        self._parts.clear()
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        if lines:
            self.blocks.append(Paragraph("\n".join(lines), self._heading, self._bullet))
            self._bullet = False
            self._heading = 0


def _rows(table: Tag) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for row in table.find_all("tr"):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"]):
            inner = _Page()
            inner.take(cell)
            texts = [block.text for block in inner.finished() if isinstance(block, Paragraph)]
            cells.append("\n".join(texts))
        rows.append(tuple(cells))
    return tuple(rows)
