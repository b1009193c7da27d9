"""Every sample file of every format: as it is, under other names, and in other encodings."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from samtalecoach.ingest import read_conversation
from samtalecoach.ingest.decode import decode
from samtalecoach.ingest.found_date import date_in_name

ENDINGS = ["txt", "md", "log", "csv", "json", "vtt", "srt", "eml", "html", "docx", "jpg"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
BYTES = ("email_file", "rtf")  # these say themselves how they are encoded


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_none_is_missing() -> None:
    assert len(samples.every()) >= 124
    assert len(list(samples.FORMATS.glob("*/*.expected.json"))) == len(samples.every())


@pytest.mark.parametrize("path", samples.every(), ids=name_of)
def test_samples(path: Path) -> None:
    assert samples.told(read_conversation(path)) == samples.expected(path)


@pytest.mark.parametrize("path", samples.every(), ids=name_of)
def test_content_decides_not_the_ending(path: Path) -> None:
    expected = samples.expected(path)
    if date_in_name(path.name):
        expected["date"] = None
    for name in (*(f"møde.{ending}" for ending in ENDINGS), None):
        assert samples.told(read_conversation(path.read_bytes(), name)) == expected, name


@pytest.mark.parametrize("path", [path for path in samples.every() if path.parent.name not in BYTES], ids=name_of)
def test_encodings(path: Path) -> None:
    text = decode(path.read_bytes()).removeprefix("\ufeff")
    for encoding in ENCODINGS:
        written = text.encode(encoding, "ignore")
        if written.decode(encoding).removeprefix("\ufeff") == text:
            assert samples.told(read_conversation(written, path.name)) == samples.expected(path), encoding
