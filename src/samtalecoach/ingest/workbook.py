"""Workbooks (XLSX) in which every row of a sheet is something said."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from datetime import date as Date
from datetime import datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.columns import Columns, conversation_in, find_columns
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.table import no_conversation, nothing_said
from samtalecoach.ingest.unpacked import Package, opened, repacked

__all__ = ["read_workbook"]

_MAX_XML = 25_000_000
_MOST_TAGS = 1_000_000
_MOST_COLUMNS = 60
_MOST_ROWS = 1_100_000  # one sheet may have 1,048,576
_LINE_END = "_x000D_"  # how workbooks write a carriage return

Rows = list[list[str]]


def read_workbook(source: Source) -> Conversation | None:
    """The conversation in a workbook; None where the source is none.

    The sheet is the one with columns of speakers and text, as in `read_table`; what stands on other sheets is left out. Raises
    SamtalecoachError where no sheet holds a conversation, or several do, and for a file that is damaged or unpacks to too much.
    """
    package = opened(source)
    if package is None or package.kind != "workbook":
        return None
    sheets = _sheets(package)
    found = [(name, rows, columns) for name, rows in sheets if (columns := _columns(rows, source)) is not None]
    if len(found) > 1:
        raise SamtalecoachError(
            f"{source.where} rummer samtaler på flere ark ({', '.join(name for name, _, _ in found)}); "
            "gem ét ark som en fil for sig."
        )
    if not found:
        _refuse(source, sheets)
    name, rows, columns = found[0]
    others = [
        line
        for other, lines in sheets
        if other != name
        for row in lines
        if has_words(line := " | ".join(filter(None, row)))
    ]
    conversation = conversation_in(source, rows, columns, omitted=others)
    if conversation is None:
        raise nothing_said(source.where)
    return conversation


def _columns(rows: Rows, source: Source) -> Columns | None:
    return find_columns(rows, source.hints, source.columns) if rows else None


def _refuse(source: Source, sheets: Sequence[tuple[str, Rows]]) -> None:
    filled = [rows for _, rows in sheets if rows]
    if not filled:
        raise SamtalecoachError(
            f"{source.where} indeholder ingen tekst; skriv samtalen ind i den, eller vælg en anden fil."
        )
    raise no_conversation(source.where, filled[0][0])


def _sheets(package: Package) -> list[tuple[str, Rows]]:
    """The sheets by name, each with its rows as text, without empty rows."""
    parts = package.xml_only(lambda name: name.endswith((".xml", ".rels")), limit=_MAX_XML, most_tags=_MOST_TAGS)
    try:
        with warnings.catch_warnings(), redirect_stdout(sys.stderr):  # the library prints what it finds odd
            warnings.simplefilter("ignore")  # what the library mends in styles is no concern of the user's
            book = load_workbook(repacked(parts), read_only=True, data_only=True, keep_links=False)
            return [(sheet.title, _rows(package, sheet)) for sheet in book.worksheets]
    except SamtalecoachError:
        raise
    except Exception as error:  # the library raises whatever it stumbles over
        raise package.damaged() from error


def _rows(package: Package, sheet: Any) -> Rows:
    sheet.reset_dimensions()
    values: list[tuple[Any, ...]] = []
    for at, row in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)):
        if at > _MOST_ROWS:
            raise package.too_detailed()
        if any(value is not None for value in row):
            values.append(row)
    with_seconds = [
        any(isinstance(value, time | datetime) and value.second for value in column)
        for column in zip(*values, strict=False)
    ]
    return list(_texts(values, with_seconds))


def _texts(values: Sequence[tuple[Any, ...]], with_seconds: Sequence[bool]) -> Iterator[list[str]]:
    for row in values:
        texts = [_text(value, with_seconds[column]) for column, value in enumerate(row)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield texts


def _text(value: Any, with_seconds: bool) -> str:
    """A cell as a sheet shows it; times have seconds where any time in the column has."""
    clock = "%H:%M:%S" if with_seconds else "%H:%M"
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime(f"%Y-%m-%d {clock}") if value.time() != time() else value.strftime("%Y-%m-%d")
    if isinstance(value, Date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime(clock)
    if isinstance(value, timedelta):
        return str(timedelta(seconds=round(value.total_seconds()))) if value >= timedelta() else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace(_LINE_END, "").strip()
