"""The measure itself: what counts as right."""

from __future__ import annotations

from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.reading import Reader
from samtalecoach.training.corpus import parse_markup
from samtalecoach.training.evaluate import Counts, evaluate, table

RIGHT = """\
# id: a
# style: clean
# date: 2026-03-11
@Ida
Mange tak for kaffen. || gs
Hvordan kom du ind i faget? || qo
"""


def counts(markup: str, row: str) -> Counts:
    [scored] = evaluate([parse_markup(markup)], Reader(load_pipeline(), "da"))
    return scored.counts[row]


def test_a_label_that_is_found_is_a_true_positive() -> None:
    found = counts(RIGHT, "gratitude")
    assert (found.tp, found.fp, found.fn, found.subtype_right) == (1, 0, 0, 1)


def test_a_finding_without_a_label_is_false_and_a_label_without_one_is_missed() -> None:
    found = counts(RIGHT.replace(" || gs", ""), "gratitude")
    assert (found.tp, found.fp, found.fn) == (0, 1, 0)
    missed = counts(RIGHT.replace(" || qo", " || qo o"), "offer")
    assert (missed.tp, missed.fp, missed.fn) == (0, 0, 1)


def test_references_are_counted_word_by_word() -> None:
    found = counts(RIGHT, "other")
    assert (found.tp, found.fp, found.fn) == (1, 0, 0)


def test_ratios_of_nothing_are_unknown() -> None:
    assert Counts().f1 is None
    assert Counts(tp=1, fp=1, fn=0).precision == 0.5


def test_the_table_has_a_row_per_signal_and_style() -> None:
    told = table(evaluate([parse_markup(RIGHT)], Reader(load_pipeline(), "da")))
    assert "| gratitude | clean | 1 | 1.000 | 1.000 | 1.000 |" in told
