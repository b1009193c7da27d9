"""Fuzzes the reader of PDF files."""

from __future__ import annotations

import fuzzing

with fuzzing.instrumented("samtalecoach.ingest"):
    from containers import DIALOGUE, pdf_of

    from samtalecoach.ingest.pdf import read_pdf

SEEDS = [pdf_of(DIALOGUE, title="Kaffe"), pdf_of(DIALOGUE * 20, heading="Kaffe")]
target = fuzzing.allowing(read_pdf)

if __name__ == "__main__":
    fuzzing.fuzz(target, SEEDS)
