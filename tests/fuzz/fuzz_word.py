"""Fuzzes the reader of Word documents."""

from __future__ import annotations

import fuzzing

with fuzzing.instrumented("samtalecoach.ingest", "docx"):
    from containers import DIALOGUE, docx_of

    from samtalecoach.ingest.word import read_word

_PART = "word/document.xml"
_DOCUMENT = docx_of(DIALOGUE[:2], table=[("Taler", "Tekst"), ("Mette", "Hej")])
SEEDS = [fuzzing.part_of(_DOCUMENT, _PART), _DOCUMENT]
target = fuzzing.inside(_DOCUMENT, _PART, read_word)

if __name__ == "__main__":
    fuzzing.fuzz(target, SEEDS)
