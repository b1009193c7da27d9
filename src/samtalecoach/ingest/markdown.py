"""Marks of Markdown inside sentences, as notes programs and chats write them: they are no words."""

from __future__ import annotations

import re

__all__ = ["without_marks"]

_EMPHASIS = re.compile(r"(?<![\w*~`\\])(\*{1,3}|_{1,3}|~~|==|`)(?=[^\s*_~`])(.{1,300}?)(?<=[^\s\\])\1(?![\w*~`])")
_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\((https?://[^\s()]{1,2000}|mailto:[^\s()]{1,300})\)")
_NOTE = re.compile(r"!?\[\[([^\[\]|]{1,200})(?:\|([^\[\]|]{1,200}))?\]\]")
_ESCAPE = re.compile(r"\\(?=[*_~`\[\]()#+.!-])")


def without_marks(text: str) -> str:
    """The text without emphasis ("**vigtigt**", "_måske_", "~~nej~~") and escapes; of a link the words, and the address in
    brackets; so too of a link to another note ("[[Nordvind]]", "[[Nordvind|firmaet]]").

    Marks that hug no word, such as the stars in "3 * 4" or "pris*", stay.
    """
    if not any(mark in text for mark in "*_~`=[\\"):
        return text
    text = _NOTE.sub(lambda note: f"{note[2]} ({note[1]})" if note[2] else note[1], text)
    text = _LINK.sub(r"\1 (\2)", text)
    for _ in range(2):  # one inside the other
        text = _EMPHASIS.sub(r"\2", text)
    return _ESCAPE.sub("", text)
