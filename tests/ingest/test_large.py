"""What is too large is declined in one sentence."""

from __future__ import annotations

import pytest

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation


def test_text_of_fifty_megabytes() -> None:
    text = b"Mette: Hej Lars.\nLars: Hej.\n" * 1_800_000
    with pytest.raises(SamtalecoachError, match=r"Filen 'stor\.txt' rummer mere end 10 MB tekst; del den"):
        read_conversation(text, name="stor.txt")
