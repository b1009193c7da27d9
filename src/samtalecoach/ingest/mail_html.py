"""The HTML of a mail → lines of text, with ``>`` before what is quoted, as in mails without HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag

__all__ = ["html_lines"]

_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_SILENT = frozenset({"head", "script", "style", "template", "title", "noscript", "svg", "object"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def html_lines(html: str) -> tuple[list[str], list[str]]:
    """The lines, and what the mail hides from its reader."""
    text = _Text()
    text.take(BeautifulSoup(html, "lxml"))
    return text.lines, text.hidden


class _Text:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.hidden: list[str] = []
        self._parts: list[str] = []
        self._depth = 0

    def take(self, root: Tag) -> None:
        """Add what stands in an element, without recursion: mails may be nested without end."""
        stack: list[tuple[Iterator[PageElement], Tag]] = [(iter(root.contents), root)]
        while stack:
            children, parent = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(parent)
            elif isinstance(child, Tag):
                if self._enter(child):
                    stack.append((iter(child.contents), child))
            elif type(child) in (NavigableString, CData):
                self._parts.append(str(child))
        self._close()

    def _enter(self, tag: Tag) -> bool:
        if tag.name in _SILENT:
            return False
        if _HIDDEN.search(str(tag.get("style", ""))):
            self.hidden.extend(text for text in (" ".join(tag.stripped_strings),) if text)
            return False
        if tag.name == "br":
            self._close(empty_too=True)
            return False
        if tag.name in _BLOCKS:
            self._close()
            self._depth += tag.name == "blockquote"
        return True

    def _leave(self, tag: Tag) -> None:
        if tag.name not in _BLOCKS:
            return
        self._close(empty_too=tag.name == "p", apart=True)
        if tag.name == "blockquote":
            self._depth -= 1

    def _close(self, *, empty_too: bool = False, apart: bool = False) -> None:
        line = _SPACE.sub(" ", "".join(self._parts)).strip()
        self._parts.clear()
        quoted = "> " * self._depth
        if line or empty_too:
            self.lines.append(f"{quoted}{line}".rstrip())
        if line and apart:
            self.lines.append(quoted.rstrip())
