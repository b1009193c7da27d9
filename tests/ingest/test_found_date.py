"""Dates: found where they cannot be mistaken, else unknown."""

import pytest

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.found_date import date_in_name, date_in_text, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-11", "11.03.2026", "11-03-2026", "11/3-2026", "11/3-26", "11/3 2026", "11/03/2026", "d. 11. marts 2026", "den 11. marts 2026",
        "onsdag d. 11. Marts 2026 kl. 10.30", "11 mar 2026", "March 11, 2026", "11th of March 2026", "2026-03-11T09:32", "Møde 11. 3. 2026",
    ],
)  # fmt: skip
def test_stated_dates(text: str) -> None:
    assert str(date_in_text([text])) == "2026-03-11"


@pytest.mark.parametrize(
    "text",
    [
        "11/3",
        "i marts 2026",
        "kl. 11.03",
        "version 1.11.03.20261",
        "31.02.2026",
        "11.03.1726",
        "2026",
        "11.03.2026 og 12.03.2026",
    ],
)
def test_no_date_that_cannot_be_mistaken(text: str) -> None:
    assert date_in_text([text]) is None


def test_slashes_in_english_count_where_one_order_makes_sense() -> None:
    assert date_in_text(["03/04/2026"], danish=False) is None
    assert str(date_in_text(["03/14/2026"], danish=False)) == "2026-03-14"


def test_a_date_line_goes_before_other_dates() -> None:
    assert str(date_in_text(["Opfølgning på 01.02.2026", "Dato: 11.03.2026"])) == "2026-03-11"


@pytest.mark.parametrize(
    "name",
    [
        "2026-03-11 kaffe.txt",
        "2026_03_11_kaffe.txt",
        "kaffe_11.03.2026.txt",
        "20260311_kaffe.txt",
        "Kaffe d. 11. marts 2026.docx",
    ],
)
def test_dates_of_file_names(name: str) -> None:
    assert str(date_in_name(name)) == "2026-03-11"


def test_argument_then_text_then_name() -> None:
    data = "Møde 11.03.2026\nMette: Hej\nLars: Hej".encode()
    assert str(read_conversation(data, "2025-01-01.txt", date="2024-05-06").date) == "2024-05-06"
    assert str(read_conversation(data, "2025-01-01.txt").date) == "2026-03-11"
    assert str(read_conversation(b"Mette: Hej\nLars: Hej", "2025-01-01.txt").date) == "2025-01-01"
    assert read_text("Mette: Vi ses 11.03.2026\nLars: Ja").date is None
    assert read_text("Talte om jobbet.\nHan holder oplæg 11.03.2026").date is None


def test_a_date_argument_that_is_none() -> None:
    with pytest.raises(SamtalecoachError, match="ÅÅÅÅ-MM-DD"):
        parse_date("i morgen")
