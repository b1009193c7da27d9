"""Tables in which every row is something said: which column is the speaker, which the text, which the time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from itertools import pairwise

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.found_date import date_in_text
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.plain import heading_title
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.times import Stamp, leading_stamp, seconds
from samtalecoach.ingest.transcript import Said, conversation_of, without_inventions

__all__ = ["Columns", "Rows", "conversation_in", "find_columns", "spoken"]

Rows = Sequence[Sequence[str]]

_HEADER_ROWS = 12
_SAMPLE_ROWS = 400
_LEAST_ROWS = 3  # without names of columns
_NAMED = 0.9  # share of a column's cells that must look like names
_TIMED = 0.9
_MOST_COLUMNS = 200
_ASIDE = re.compile(r"[(\[][^)\]]{0,30}[)\]]")
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?s?\Z")
_DOTTED = re.compile(r"(\d{1,2})\.[0-5]\d\Z")
_DAYTIME = range(6, 24)
_NO_WORDS = re.compile(r"(?<=\d)[tz](?![^\W\d_])|\b(?:kl|am|pm|utc|gmt)\b|[\W\d_]", re.IGNORECASE)
"""What a time may consist of: figures, signs, and the letters of "2026-02-03T09:00:00Z" and "kl. 9 UTC"."""
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}")
_CLOCK = re.compile(
    r"(?:^|[T\s,])(?:kl\.?\s?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?(?:\s?([ap])\.?m\.?)?(?:\s?(?:Z|UTC|[+-]\d{2}:?\d{2}))?\s*\Z",
    re.I,
)
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in the rows what stands; ``first`` is the first row in which something is said, behind the columns' names."""

    speaker: int | None
    text: int
    start: int | None = None
    end: int | None = None
    date: int | None = None
    conversation: int | None = None
    first: int = 0
    milliseconds: bool = False


@dataclass
class _Header:
    """What the cells of a row are names of."""

    speakers: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    conversations: list[int] = field(default_factory=list)


def find_columns(rows: Rows, hints: frozenset[str] = frozenset(), given: Sequence[str] = ()) -> Columns | None:
    """The columns of a table with a conversation, by their names or else by what stands in them; None where it holds none.

    ``given`` are the names of the columns of speaker and text, where the caller knows them; then only these will do.
    """
    words = all_words()
    if given:
        return _given_columns(rows, given, words)
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        columns = _named_columns(rows, at, row, words)
        if columns is not None:
            return columns
    return _told_by_content(rows, words, hints)


def _given_columns(rows: Rows, given: Sequence[str], words: Words) -> Columns | None:
    speaker, text = (name.strip().casefold() for name in given)
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        names = [name.strip(" \ufeff").casefold() for name in row]
        if speaker in names and text in names:
            header = _header(row, words)
            start = header.starts[0] if header.starts else None
            date = header.dates[0] if header.dates else None
            return Columns(names.index(speaker), names.index(text), start, date=date, first=at + 1)
    return None


def _named_columns(rows: Rows, at: int, row: Sequence[str], words: Words) -> Columns | None:
    """The columns, where the row at ``at`` holds their names."""
    header = _header(row, words)
    body = rows[at + 1 : at + 1 + _SAMPLE_ROWS]
    timed = header.starts or header.ends
    if not header.texts or not (header.speakers or timed) or not body:
        return None
    text = max(header.texts, key=lambda column: sum(len(cell(row, column)) for row in body))
    speakers = [column for column in header.speakers if column != text]
    if not speakers and not timed:
        return None
    speaker = max(speakers, key=lambda column: _names_in(body, column, words), default=None)
    start = header.starts[0] if header.starts else None
    date = header.dates[0] if header.dates else None
    if date is None and start is not None and _DATED.search(cell(body[0], start)):
        start, date = None, start  # a time stamp with day and clock
    names = " ".join(row).casefold()
    whole = {name.strip().casefold() for name in row} == {"start", "end", "text"}
    milliseconds = "ms" in re.findall(r"[a-z]+", names) or (whole and _all_whole(body, start))
    end = header.ends[0] if header.ends else None
    conversation = header.conversations[0] if header.conversations else None
    return Columns(speaker, text, start, end, date, conversation, at + 1, milliseconds)


def _header(row: Sequence[str], words: Words) -> _Header:
    found = _Header()
    for column, written in enumerate(row[:_MOST_COLUMNS]):
        name = _ASIDE.sub("", written.casefold()).replace("_", " ").replace("-", " ").strip(" .:*#\ufeff\"'")
        name = " ".join(name.split()).removesuffix(" ms").removesuffix(" s")
        for known, columns in (
            (words.column_speakers, found.speakers),
            (words.column_texts, found.texts),
            (words.column_starts, found.starts),
            (words.column_ends, found.ends),
            (words.column_dates, found.dates),
            (words.column_conversations, found.conversations),
        ):
            if name in known:
                columns.append(column)
    return found


def cell(row: Sequence[str], column: int | None) -> str:
    """The stripped cell of a row; empty where the row is shorter."""
    return row[column].strip() if column is not None and column < len(row) else ""


def _names_in(rows: Rows, column: int, words: Words) -> float:
    cells = [cell(row, column) for row in rows]
    filled = [name for name in cells if name]
    return sum(name_shape(name, words) is not None for name in filled) / max(1, len(cells))


def _all_whole(rows: Rows, column: int | None) -> bool:
    return all(cell(row, column).isdecimal() for row in rows)


def _told_by_content(rows: Rows, words: Words, hints: frozenset[str]) -> Columns | None:
    """The columns of a table without names: one of names that come back, behind times and numbers alone, and one of text."""
    body = [row for row in rows[:_SAMPLE_ROWS] if any(value.strip() for value in row)]
    widths = Counter(len(row) for row in body)
    if len(body) < _LEAST_ROWS or len(widths) > 1:
        return None
    columns = range(min(_MOST_COLUMNS, next(iter(widths))))
    first, *told = body  # the first row may hold names of columns that we do not know
    times = [column for column in columns if _is_times(told, column)]
    possible = [column for column in columns if all(before in times for before in range(column))]
    speakers = [column for column in possible if column not in times and _is_speakers(told, column, words, hints)]
    texts = [column for column in columns if column not in (*speakers, *times) and _is_speech(told, column)]
    if len(speakers) != 1 or not texts:
        return None
    text = max(texts, key=lambda column: sum(len(cell(row, column)) for row in body))
    dated = next((column for column in times if _DATED.search(cell(told[0], column))), None)
    clocks = [column for column in times if column != dated and not _counts(told, column)]
    is_header = _is_unknown_header(first, told, speakers[0], text)
    return Columns(
        speakers[0],
        text,
        clocks[0] if clocks else None,
        clocks[1] if len(clocks) > 1 else None,
        dated,
        first=int(is_header),
    )


def _is_unknown_header(first: Sequence[str], rows: Rows, speaker: int, text: int) -> bool:
    """Whether the first row names the columns: its speaker does not come back as others do, and its text is a word or a few."""
    counts = Counter(cell(row, speaker) for row in rows)
    return (
        cell(first, speaker) not in counts
        and all(count > 1 for count in counts.values())
        and len(cell(first, text)) <= 30
    )


def _is_speakers(rows: Rows, column: int, words: Words, hints: frozenset[str]) -> bool:
    """Whether the column holds names, each of few people who come back."""
    cells = [cell(row, column) for row in rows]
    filled = Counter(name for name in cells if name)
    if not filled or sum(filled.values()) < _NAMED * len(cells) or len(filled) > max(2, len(cells) // 2):
        return False
    shapes = {name: name_shape(name, words, hints) for name in filled}
    named = sum(count for name, count in filled.items() if (shapes[name] or Shape.ODD) >= Shape.WORD)
    sure = any((shape or Shape.ODD) >= Shape.NAME for shape in shapes.values())
    return named >= _NAMED * sum(filled.values()) and (sure or all(count > 1 for count in filled.values()))


def _is_times(rows: Rows, column: int) -> bool:
    return sum(_is_time(cell(row, column)) for row in rows) >= _TIMED * len(rows)


def _is_time(text: str) -> bool:
    """Whether the cell holds a time, perhaps with more behind it."""
    return _NUMBER.match(text) is not None or _DATED.match(text) is not None or _stamp(text) is not None


def _counts(rows: Rows, column: int) -> bool:
    """Whether the column numbers the rows."""
    cells = [cell(row, column) for row in rows]
    numbers = [int(value) for value in cells if value.isdecimal() and len(value) < 9]
    return len(numbers) == len(rows) and all(later - one == 1 for one, later in pairwise(numbers))


def _is_speech(rows: Rows, column: int) -> bool:
    """Whether most cells are more than a word."""
    cells = [cell(row, column) for row in rows]
    return sum(len(value.split()) for value in cells) >= 2 * len(cells)


def _is_time_alone(text: str) -> bool:
    return _is_time(text) and not _NO_WORDS.sub("", text)


def _stamp(text: str) -> Stamp | None:
    stamp, rest = leading_stamp(text)
    return stamp if not rest else None


def conversation_in(
    source: Source, rows: Rows, columns: Columns, *, title: str | None = None, omitted: Sequence[str] = ()
) -> Conversation | None:
    """The conversation in the rows of a table; None where nothing is said in them.

    What stands above the names of the columns, the names themselves and what stands in other columns is left out. Raises
    SamtalecoachError where the table holds several conversations.
    """
    words = all_words()
    body = _in_order(rows[columns.first :], columns)
    kept, invented = without_inventions(spoken(body, columns))
    above = [" ".join(filled) for row in rows[: max(0, columns.first - 1)] if (filled := _filled(row))]
    _refuse_several(source, body, columns)
    day = next((day for row in body if (day := _day(cell(row, columns.date))) is not None), None)
    return conversation_of(
        source,
        kept,
        title=title or heading_title(above, words),
        date=day or date_in_text(above),
        omitted=[*above, *_left_out(rows, columns), *invented, *omitted],
        join=columns.start is not None and columns.date is None,
    )


def spoken(rows: Rows, columns: Columns) -> list[Said]:
    """What is said in the rows. A row with neither speaker nor time goes on with what the row above says."""
    times = _times(rows, columns)
    said: list[Said] = []
    above: str | None = None
    for row, (start_s, end_s) in zip(rows, times, strict=True):
        text = cell(row, columns.text)
        name = cell(row, columns.speaker).strip("*: ") or None
        untimed = not cell(row, columns.start) and not cell(row, columns.date)
        if name is None and untimed and columns.speaker is not None:
            name = above
        above = name
        if text:
            said.append(Said(name if name and has_words(name) else None, text, start_s, end_s))
    return said


def _times(rows: Rows, columns: Columns) -> list[tuple[float | None, float | None]]:
    starts = [cell(row, columns.start) for row in rows]
    ends = [cell(row, columns.end) for row in rows]
    if columns.date is not None:
        counted = _counted(
            [f"{cell(row, columns.date)} {start}".strip() for row, start in zip(rows, starts, strict=True)]
        )
        if columns.start is None or any(start is not None for start, _ in counted):
            return counted
    numbers = [value for value in (*starts, *ends) if value]
    if all(_NUMBER.match(value) for value in numbers) and not _are_clocks(numbers):
        return [(_number(start, columns), _number(end, columns)) for start, end in zip(starts, ends, strict=True)]
    first = seconds([_stamp(value) for value in starts])
    last = seconds([*(_stamp(value) for value in starts[:1]), *(_stamp(value) for value in ends)])[1:]
    spans = [
        (start, start_end if start_end is not None else end)
        for (start, start_end), (end, _) in zip(first, last, strict=False)
    ]
    return [(start, end if end is None or start is None or end >= start else None) for start, end in spans]


def _are_clocks(written: Sequence[str]) -> bool:
    """Whether the numbers are times of day with a full stop ("9.32"), and not seconds with decimals."""
    clocks = [_DOTTED.match(value) for value in written]
    return bool(clocks) and all(clock is not None and int(clock[1]) in _DAYTIME for clock in clocks)


def _number(written: str, columns: Columns) -> float | None:
    if not written:
        return None
    value = float(written.rstrip("s").replace(",", "."))
    return round(value / 1000 if columns.milliseconds else value, 3) if value >= 0 else None


def _counted(written: Sequence[str]) -> list[tuple[float | None, float | None]]:
    """Seconds from the first row that tells day and clock."""
    moments = [_moment(moment) for moment in written]
    first = next((moment for moment in moments if moment is not None), 0)
    return [(float(moment - first) if moment is not None and moment >= first else None, None) for moment in moments]


def _moment(written: str) -> int | None:
    day, clock = _day(written), _CLOCK.search(written)
    if day is None or clock is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return day.toordinal() * _DAY_S + hour * 3600 + minute * 60 + second


def _day(written: str) -> Date | None:
    return date_in_text([written]) if written else None


def _in_order(rows: Rows, columns: Columns) -> Rows:
    """The rows, turned where the newest stands first."""
    if columns.date is None or len(rows) < 2:
        return rows
    moments = [moment for row in rows if (moment := _moment(cell(row, columns.date))) is not None]
    falling = len(moments) > 1 and moments[0] > moments[-1] and moments == sorted(moments, reverse=True)
    return rows[::-1] if falling else rows


def _refuse_several(source: Source, rows: Rows, columns: Columns) -> None:
    if columns.conversation is None:
        return
    several = {cell(row, columns.conversation) for row in rows} - {""}
    if len(several) > 1:
        raise SamtalecoachError(
            f"{source.where} rummer {len(several)} samtaler; gem rækkerne fra én af dem i en fil for sig."
        )


def _filled(row: Sequence[str]) -> list[str]:
    return [text for value in row if (text := " ".join(value.split()))]


def _left_out(rows: Rows, columns: Columns) -> list[str]:
    """The names of the columns, and what stands in columns that are not read or is no time where one should be, each wording once."""
    read = {columns.speaker, columns.text, columns.start, columns.end, columns.date}
    names = [" ".join(_filled(rows[columns.first - 1]))] if columns.first else []
    others = dict.fromkeys(
        text
        for row in rows[columns.first :]
        for column, value in enumerate(row)
        if has_words(text := " ".join(value.split()))
        and (column not in read or (column not in (columns.speaker, columns.text) and not _is_time_alone(text)))
    )
    silent = dict.fromkeys(
        name
        for row in rows[columns.first :]
        if not has_words(cell(row, columns.text)) and has_words(name := cell(row, columns.speaker))
    )
    return [*names, *others, *silent]
