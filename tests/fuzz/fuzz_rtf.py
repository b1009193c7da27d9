"""Fuzzes the reader of RTF files."""

from __future__ import annotations

import fuzzing

with fuzzing.instrumented("samtalecoach.ingest", "striprtf"):
    import samples
    from containers import DIALOGUE, rtf_of

    from samtalecoach.ingest.rtf import read_rtf

SEEDS = [rtf_of(DIALOGUE), *(path.read_bytes() for path in samples.cases("rtf"))]
target = fuzzing.allowing(read_rtf)

if __name__ == "__main__":
    fuzzing.fuzz(target, SEEDS)
