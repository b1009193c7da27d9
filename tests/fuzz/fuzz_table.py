"""Fuzzes the readers of tables, in text and in workbooks."""

from __future__ import annotations

import fuzzing

with fuzzing.instrumented("samtalecoach.ingest"):
    import samples
    from containers import TURNS, xlsx_of

    from samtalecoach.ingest.table import read_table
    from samtalecoach.ingest.workbook import read_workbook

_PART = "xl/worksheets/sheet1.xml"
_BOOK = xlsx_of([("Tid", "Taler", "Tekst"), *(("0:03", *turn) for turn in TURNS)])
SEEDS = [fuzzing.part_of(_BOOK, _PART), _BOOK, *(path.read_bytes() for path in samples.cases("table"))]
_workbook = fuzzing.inside(_BOOK, _PART, read_workbook)
_table = fuzzing.allowing(read_table)


def target(data: bytes) -> None:
    """The bytes as a table in text, as a workbook, and as a sheet of one."""
    _table(data)
    _workbook(data)


if __name__ == "__main__":
    fuzzing.fuzz(target, SEEDS)
