"""Bytes → text."""

import random

import pytest

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.decode import decode

TEXT = "Mette: Må jeg spørge, hvordan du fik æblerne på øen? – “Ja”\nLars: Åh, det får du at høre\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).removeprefix("\ufeff") == TEXT


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_older_codes(encoding: str) -> None:
    text = "Mette: Må jeg spørge, hvordan du fik æblerne på øen?\nLars: Det får du at høre, når vi er færdige\n" * 5
    assert decode(text.encode(encoding)) == text


def test_utf8_with_a_broken_end_stays_utf8() -> None:
    assert decode((TEXT * 20).encode() + b"\xc3").startswith(TEXT)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\nabc",
        b"PK\x03\x04\x14\x00\x06\x00",
        random.Random(1).randbytes(4000),
        b"\x00" * 500,
    ],
)
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(
        SamtalecoachError, match=r"^Filen 'x\.bin' er ikke tekst; gem samtalen som \.txt og prøv igen\.$"
    ):
        decode(data, "x.bin")


def test_emptiness() -> None:
    with pytest.raises(SamtalecoachError, match="er tom"):
        decode(b" \n", "x.txt")
