"""Fuzzes the reader of OpenDocument texts."""

from __future__ import annotations

import fuzzing

with fuzzing.instrumented("samtalecoach.ingest", "odf"):
    from containers import DIALOGUE, odt_of

    from samtalecoach.ingest.opendocument import read_opendocument

_PART = "content.xml"
_DOCUMENT = odt_of(["# Kaffe", *DIALOGUE[:2]], points=["Et punkt"], table=[("Sted", "Aarhus")])
SEEDS = [fuzzing.part_of(_DOCUMENT, _PART), _DOCUMENT]
target = fuzzing.inside(_DOCUMENT, _PART, read_opendocument)

if __name__ == "__main__":
    fuzzing.fuzz(target, SEEDS)
