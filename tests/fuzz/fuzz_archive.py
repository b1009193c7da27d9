"""Fuzzes the reader of ZIP archives."""

from __future__ import annotations

import fuzzing

with fuzzing.instrumented("samtalecoach.ingest"):
    from containers import DIALOGUE, docx_of, zip_of

    from samtalecoach.errors import SamtalecoachError
    from samtalecoach.ingest import read_conversations
    from samtalecoach.ingest.archive import read_archive

_TEXT = "\n".join(DIALOGUE)
SEEDS = [
    zip_of({"a.txt": _TEXT}),
    zip_of({"a.txt": _TEXT, "b/c.txt": _TEXT, "d.jpg": b"x"}),
    zip_of({"a.docx": docx_of(DIALOGUE[:1])}),
]
_single = fuzzing.allowing(read_archive)


def target(data: bytes) -> None:
    """The bytes as an archive of one conversation, and of several."""
    _single(data)
    try:
        for conversation in read_conversations(data, "fuzz.zip"):
            conversation.to_json()
    except SamtalecoachError as error:
        assert str(error).endswith(".")


if __name__ == "__main__":
    fuzzing.fuzz(target, SEEDS)
