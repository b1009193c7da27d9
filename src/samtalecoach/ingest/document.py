"""What a document holds, paragraph by paragraph → the conversation that its text makes up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.columns import Columns, conversation_in, find_columns
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.found_date import date_in_text
from samtalecoach.ingest.labels import name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.plain import heading_title
from samtalecoach.ingest.registry import Source, readers
from samtalecoach.ingest.times import leading_stamp

__all__ = ["MAX_TEXT", "Block", "Paragraph", "Table", "bounded", "read_document"]

MAX_TEXT = 5_000_000  # characters: ninety hours of speech
_MOST_LINES = 100_000
_CONTAINERS = frozenset(
    {"unreadable", "word", "opendocument", "workbook", "archive", "pdf", "rtf", "html"}
)  # a document's text is none of these, whatever it looks like
_LONGEST_LABEL = 40
_LONGEST_TITLE = 200
_HEADING_MARK = re.compile(r"\A#{1,3} ")
_FILE_ENDING = re.compile(r"\.[a-z]{3,4}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text, whose line breaks are meant, the level where it is a heading, and whether it is a point of a list."""

    text: str
    heading: int = 0
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows of cells."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def read_document(
    source: Source, blocks: Sequence[Block], *, title: str | None = None, omitted: Sequence[str] = ()
) -> Conversation:
    """The conversation in a document: its largest part is a table with speakers, or its text is for the readers of texts.

    ``title`` is what the file says of itself, taken where the text has no title; ``omitted`` what stands in headers, footers and
    notes. Raises SamtalecoachError where the document has no words, or too many.
    """
    words = all_words()
    found = _in_tables(source, blocks, words)
    if found is None:
        lines = list(_lines(blocks, words))
        text = "\n".join(lines)
        if len(text) > MAX_TEXT or len(lines) > _MOST_LINES:
            raise _too_long(source)
        if not has_words(text):
            raise SamtalecoachError(
                f"{source.where} indeholder ingen tekst (måske kun billeder); indsæt samtalen som tekst og prøv igen."
            )
        found = _read_text(source.of_text(text))
    if any(isinstance(block, Paragraph) and block.heading for block in blocks):  # the marks before headings are ours
        unmarked = tuple(_HEADING_MARK.sub("", line) for line in found.omitted)
        found = found.model_copy(update={"omitted": unmarked})
    return _completed(found, title, omitted, words)


def bounded(source: Source, blocks: Iterator[Block]) -> list[Block]:
    """The blocks. Raises SamtalecoachError where there are too many."""
    taken = list(islice(blocks, _MOST_LINES + 1))
    if len(taken) > _MOST_LINES:
        raise _too_long(source)
    return taken


def _too_long(source: Source) -> SamtalecoachError:
    return SamtalecoachError(
        f"{source.where} rummer mere tekst, end der kan læses i ét dokument; del den i flere filer og prøv igen."
    )


def _read_text(source: Source) -> Conversation:
    for reader in readers():
        conversation = None if reader.name in _CONTAINERS else reader.read(source)
        if conversation is not None:
            return conversation
    raise SamtalecoachError(
        f"{source.where} kan ikke læses som en samtale; skriv 'Navn: tekst' på hver linje og prøv igen."
    )


def _completed(found: Conversation, title: str | None, omitted: Sequence[str], words: Words) -> Conversation:
    """The conversation with the file's title, where it has none, and what stands around the text."""
    changed: dict[str, object] = {}
    if found.title is None and (usable := _usable(title, words)):
        changed["title"] = usable
    around = [line for line in dict.fromkeys(" ".join(clean(text).split()) for text in omitted) if has_words(line)]
    if around:
        changed["omitted"] = (*found.omitted, *around)
    return found.model_copy(update=changed) if changed else found


def _usable(title: str | None, words: Words) -> str | None:
    """The title in a file's properties, unless a program put it there ("Dokument1", "Microsoft Word - noter.doc")."""
    text = " ".join(clean(title or "").split())[:_LONGEST_TITLE]
    folded = text.casefold().rstrip("0123456789 ")
    made = folded in words.empty_titles or folded.startswith(tuple(words.empty_title_openings))
    return text if has_words(text) and not made and not _FILE_ENDING.search(PurePath(text).name) else None


def _in_tables(source: Source, blocks: Sequence[Block], words: Words) -> Conversation | None:
    """The conversation in the document's tables, where these hold most of its words; a table goes on after a page break."""
    tables = [block for block in blocks if isinstance(block, Table)]
    found = [
        (table, columns)
        for table in tables
        if (columns := find_columns(table.rows, source.hints, source.columns)) is not None
    ]
    if not found:
        return None
    first, columns = found[0]
    width = max(len(row) for row in first.rows)
    rows = list(first.rows)
    joined = [first]
    for table in tables[tables.index(first) + 1 :]:
        again = find_columns(table.rows, source.hints, source.columns)
        if max((len(row) for row in table.rows), default=0) == width and (again is None or _alike(again, columns)):
            rows.extend(table.rows[again.first :] if again is not None else table.rows)
            joined.append(table)
    taken = {id(table) for table in joined}
    others = [block for block in blocks if id(block) not in taken]
    around = list(_lines(others, words))
    if sum(len(line) for line in around) > sum(len(value) for row in rows for value in row):
        return None
    above = list(_lines(blocks[: blocks.index(first)], words))
    conversation = conversation_in(source, rows, columns, title=heading_title([line for line in above if line], words))
    if conversation is None:
        return None
    day = conversation.date if source.date else date_in_text(above) or conversation.date
    return conversation.model_copy(
        update={"date": day, "omitted": (*(line for line in around if has_words(line)), *conversation.omitted)}
    )


def _alike(one: Columns, other: Columns) -> bool:
    return (one.speaker, one.text) == (other.speaker, other.text)


def _lines(blocks: Sequence[Block], words: Words) -> Iterator[str]:
    """The lines of the text; paragraphs are set apart by empty lines where any of them has lines of its own."""
    apart = any(isinstance(block, Paragraph) and "\n" in block.text.strip("\n") for block in blocks)
    for block in blocks:
        if isinstance(block, Table):
            yield ""
            yield from _rows(block)
            yield ""
        else:
            if apart or block.heading:
                yield ""
            yield from _paragraph(block, words)


def _paragraph(paragraph: Paragraph, words: Words) -> Iterator[str]:
    lines = [line.rstrip() for line in paragraph.text.split("\n")]
    mark = "- " if paragraph.bullet else ""
    if paragraph.heading and not mark and _is_plain_heading(paragraph.text, words):
        mark = "#" * min(paragraph.heading, 3) + " "
    for at, line in enumerate(lines):
        yield mark + line.lstrip() if at == 0 and line.strip() else line


def _is_plain_heading(text: str, words: Words) -> bool:
    """Whether a heading heads a part of the text, and not what somebody says: names and times are headings, too."""
    stripped = text.strip()
    stamp, rest = leading_stamp(stripped)
    return (
        "\n" not in stripped
        and not (stamp is not None and not rest)
        and name_shape(stripped.rstrip(":"), words) is None
    )


def _rows(table: Table) -> Iterator[str]:
    """The rows of a table as lines: "Sted: Kanalcaféen" where two cells say so, else the cells below each other or in a row."""
    for row in table.rows:
        cells = [value.strip() for value in row if value.strip()]
        several = any("\n" in value for value in cells)
        if len(cells) == 2 and not several and len(cells[0]) <= _LONGEST_LABEL and has_words(cells[0]):
            yield f"{cells[0].rstrip(':')}: {cells[1]}"
        elif several:
            for value in cells:
                yield from value.split("\n")
        elif cells:
            yield " | ".join(cells)
