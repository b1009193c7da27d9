"""Tables in text (CSV, TSV, with semicolons or bars) in which every row is something said."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.columns import conversation_in, find_columns
from samtalecoach.ingest.plain import read_plain
from samtalecoach.ingest.registry import Source

__all__ = ["no_conversation", "nothing_said", "read_table"]

_DELIMITERS = ";\t,|"
_SURE_DELIMITERS = ";\t"  # no sentence has them in every line
_SAMPLE = 100_000
_LEAST_ROWS = 2
_SURE_ROWS, _SURE_COLUMNS = 4, 3
_SAME_WIDTH = 0.9
_MOST_TEXT = 10_000_000
_ENDINGS = (".csv", ".tsv", ".tab")
_SEPARATOR_LINE = "sep="  # a first line with which spreadsheets are told the delimiter
_SHOWN_COLUMNS = 12


def read_table(source: Source) -> Conversation | None:
    """The conversation in a table; None where the source is no table, which a text is not whose sentences have commas.

    The columns are told by their names (taler, tekst, tid, dato; speaker, text, …), else by what stands in them. Raises
    SamtalecoachError for a table without a speaker and a text, and for one that is cut short.
    """
    told, text = _told_delimiter(source.text)
    sample = _sample(text)
    if not any(delimiter in sample for delimiter in _DELIMITERS):
        return None
    for delimiter in told or _DELIMITERS:
        rows = _tried(sample, delimiter)
        if rows is not None and find_columns(rows, source.hints, source.columns) is not None:
            return _read(source, text, delimiter)
    _refuse_other_tables(source, sample, told)
    return None


def no_conversation(where: str, columns: Sequence[str]) -> SamtalecoachError:
    """The error for a table in which nobody speaks, with the names of its columns."""
    shown = [f"'{' '.join(name.split())[:40]}'" for name in columns if name.strip()][:_SHOWN_COLUMNS]
    listed = f"kolonnerne er {', '.join(shown)}" if shown else "kolonnerne har ingen navne"
    return SamtalecoachError(
        f"{where} er en tabel uden samtale ({listed}); giv den en kolonne 'taler' og en kolonne 'tekst', "
        "eller angiv kolonnerne med --columns."
    )


def nothing_said(where: str) -> SamtalecoachError:
    """The error for a table with a column of text in which there is none."""
    return SamtalecoachError(
        f"{where} er en tabel, hvor der ikke bliver sagt noget; se efter, om teksten er kommet med."
    )


def _told_delimiter(text: str) -> tuple[str, str]:
    """The delimiter that the first line tells, and the text below it."""
    first = text[:10].lstrip().partition("\n")[0]
    if first.casefold().startswith(_SEPARATOR_LINE) and len(first.strip()) == len(_SEPARATOR_LINE) + 1:
        return first.strip()[-1], text[text.index("\n") + 1 :]
    return "", text


def _sample(text: str) -> str:
    """The beginning of the text, up to the end of a line."""
    if len(text) <= _SAMPLE:
        return text
    end = text.rfind("\n", 0, _SAMPLE)
    return text[: end + 1 if end > 0 else _SAMPLE]


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows that are not empty. Raises csv.Error for a cell that does not end."""
    for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
        if delimiter == "|":  # tables in Markdown have bars around them, and a line of dashes
            row = row[1:-1] if len(row) > 2 and not row[0].strip() and not row[-1].strip() else row
            if all(set(value.strip()) <= set("-:") for value in row):
                continue
        if any(value.strip() for value in row):
            yield row


def _tried(sample: str, delimiter: str) -> list[list[str]] | None:
    """The rows of the sample, where they are those of a table with this delimiter."""
    try:
        rows = list(_parsed(sample, delimiter))
    except csv.Error:
        return None
    if len(rows) < _LEAST_ROWS:
        return None
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    return rows if width > 1 and count >= _SAME_WIDTH * len(rows) else None


def _read(source: Source, text: str, delimiter: str) -> Conversation:
    if len(text) > _MOST_TEXT:
        raise SamtalecoachError(
            f"{source.where} rummer mere end {_MOST_TEXT // 1_000_000} MB tekst; del den i flere filer og prøv igen."
        )
    try:
        rows = list(_parsed(text, delimiter))
    except csv.Error as error:
        raise SamtalecoachError(
            f"{source.where} er en tabel, hvor et anførselstegn ikke bliver lukket; gem den igen fra regnearket og prøv så."
        ) from error
    columns = find_columns(rows, source.hints, source.columns)
    conversation = conversation_in(source, rows, columns) if columns is not None else None
    if conversation is None:
        raise nothing_said(source.where)
    return conversation


def _refuse_other_tables(source: Source, sample: str, told: str) -> None:
    """Say so where the text is surely a table, but nobody speaks in it."""
    named = source.name is not None and source.name.casefold().endswith(_ENDINGS)
    for delimiter in told or _DELIMITERS:
        rows = _tried(sample, delimiter)
        if rows is None:
            continue
        if _is_prose(rows):
            continue
        same = len({len(row) for row in rows}) == 1
        sure = delimiter in _SURE_DELIMITERS and same and len(rows) >= _SURE_ROWS and len(rows[0]) >= _SURE_COLUMNS
        if (named or told or sure) and read_plain(source) is None:
            raise no_conversation(source.where, rows[0])


def _is_prose(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the delimiters are those of sentences, which have a space behind them."""
    behind = [value for row in rows for value in row[1:] if value]
    return sum(value.startswith(" ") for value in behind) > len(behind) / 2
