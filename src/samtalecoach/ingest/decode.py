"""Bytes → text, and text → text that the readers can rely on."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from samtalecoach.errors import SamtalecoachError

__all__ = ["clean", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 50_000
_WESTERN = frozenset("æøåÆØÅéÉèêëáàâäÄöÖüÜóòôúíñçßðþ§£€°½¼¾´·»«“”„‘’‚–—…•©®™¨\xa0×²³")
_LETTERS = frozenset("æøåÆØÅéÉüöä")
_OLDER = ("cp850", "mac_roman")
_GUESSED = ["cp1252", "cp850", "cp1250", "mac_roman", "iso8859_15"]
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]")
_MAX_CONTROL_SHARE = 0.005
_MAX_BROKEN_SHARE = 0.02


def decode(data: bytes, name: str | None = None) -> str:
    """The text that the bytes hold: UTF-8, UTF-16 or UTF-32, Windows-1252, else what charset-normalizer finds among older codes.

    Raises SamtalecoachError, naming the file, where they are no text or none at all.
    """
    where = f"Filen '{name}'" if name else "Teksten"
    if not data.strip():
        raise SamtalecoachError(f"{where} er tom; skriv samtalen ind i den, eller vælg en anden fil.")
    text = _marked(data) or _unmarked_utf16(data) or _utf8(data) or _older(data)
    if text is None or _looks_binary(text):
        raise SamtalecoachError(f"{where} er ikke tekst; gem samtalen som .txt og prøv igen.")
    return text


def clean(text: str) -> str:
    """The text in composed form (NFC), without control and direction characters and without halves of surrogate pairs."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _CONTROL.sub(" ", text)


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: in European text every other byte is zero, on one side only."""
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or not half or max(even, odd) < half * 0.6 or min(even, odd) > half * 0.05:
        return None
    try:
        return data.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not character.isascii() for character in text) - broken
    return text if broken <= whole * _MAX_BROKEN_SHARE else None


def _older(data: bytes) -> str | None:
    """A one-byte code: Windows-1252 where its letters are the usual ones of Western Europe, else the best guess."""
    around = _sample(data)
    try:
        strange = [character for character in around.decode("cp1252") if not character.isascii()]
        western = sum(character in _WESTERN for character in strange)
        if western >= 0.9 * len(strange):
            return data.decode("cp1252", "replace")
    except UnicodeDecodeError:
        pass
    if _CONTROL.search(around.decode("latin-1")):
        return None
    for encoding in _OLDER:
        strange = [character for character in around.decode(encoding, "replace") if not character.isascii()]
        if sum(character in _LETTERS for character in strange) >= 0.9 * len(strange):
            return data.decode(encoding, "replace")
    best = from_bytes(around, cp_isolation=_GUESSED, preemptive_behaviour=False).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _sample(data: bytes) -> bytes:
    """The beginning of the data, and the first lines with bytes outside ASCII, in a bounded size."""
    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    if first and first.start() - start > _SAMPLE_BYTES // 2:
        start = first.start() - _SAMPLE_BYTES // 2
    return data[start : start + _SAMPLE_BYTES]


def _looks_binary(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    if sample.startswith("%PDF-") or "\x00" in sample:
        return True
    bad = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return bad > max(1, len(sample) * _MAX_CONTROL_SHARE)
