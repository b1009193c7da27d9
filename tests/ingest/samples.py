"""Sample files and the conversations that are expected of them: ``formats/FORMAT/CASE.EXT`` with ``CASE.expected.json`` beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samtalecoach.conversation import Conversation

FORMATS = Path(__file__).parent / "formats"


def cases(format: str) -> list[Path]:
    """The sample files of a format."""
    found = sorted(path for path in (FORMATS / format).iterdir() if not path.name.endswith(".expected.json"))
    assert found, f"no samples of {format}"
    return found


def every() -> list[Path]:
    """The sample files of all formats."""
    return [path for folder in sorted(FORMATS.iterdir()) for path in cases(folder.name)]


def told(conversation: Conversation) -> dict[str, Any]:
    """What a reader takes from a file, in the form of the expected conversations."""
    return {
        "turns": [turn.model_dump() for turn in conversation.turns],
        "date": conversation.date.isoformat() if conversation.date else None,
        "title": conversation.title,
        "omitted": list(conversation.omitted),
        "speaker_doubt": conversation.speaker_doubt,
    }


def said(conversation: Conversation) -> list[tuple[str, str]]:
    """Who says what."""
    return [(turn.speaker, turn.text) for turn in conversation.turns]


def said_at(conversation: Conversation | None) -> list[tuple[str, str, float | None]]:
    """Who says what, and when it begins; the reader has recognised its format."""
    assert conversation is not None
    return [(turn.speaker, turn.text, turn.start_s) for turn in conversation.turns]


def expected(path: Path) -> Any:
    """The conversation that is expected of a sample file."""
    return json.loads(path.with_name(f"{path.stem}.expected.json").read_text(encoding="utf-8"))
