"""What stands in the text files of a language: the coach's words and the interface's, apart from what stands in quotation marks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from string import Formatter
from typing import Any

from samtalecoach.resources import resource

__all__ = ["fields", "fixed_texts", "quoted", "read", "texts", "unquoted", "words"]

_QUOTED = re.compile("»([^«]*)«|“([^”]*)”")
_WORD = re.compile(r"[^\W\d_]+")


def read(folder: str, language: str) -> dict[str, Any]:
    """``data/FOLDER/LANG.toml``, without thresholds."""
    data = tomllib.loads(resource("data", folder, f"{language}.toml").read_text(encoding="utf-8"))
    return {name: node for name, node in data.items() if name != "limits"}


def texts(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """All texts below a node with their dotted keys."""
    if isinstance(node, str):
        yield key, node
    elif isinstance(node, dict | list):
        for name, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from texts(child, f"{key}.{name}".removeprefix("."))


def fields(text: str) -> set[str]:
    """The blanks of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def quoted(text: str) -> list[str]:
    """What stands in quotation marks."""
    return [danish or english for danish, english in _QUOTED.findall(text)]


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks."""
    return _QUOTED.sub("\n", text)


def fixed_texts(language: str) -> set[str]:
    """Whatever a report in this language can say of its own: every text, cut at its blanks and quotations."""
    found = set()
    for folder in ("advice", "interface"):
        for _, text in texts(read(folder, language)):
            parts = [literal for literal, _, _, _ in Formatter().parse(unquoted(text))]
            found |= {" ".join(line.split()).strip(" .,:;()·") for part in parts for line in part.split("\n")}
    return {text for text in found if len(text) > 1}


def words(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(_WORD.findall(text.lower()))
