"""samtalecoach: a conversation coach for Danish speakers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samtalecoach.analyzer import Analyzer
    from samtalecoach.conversation import Conversation, Turn
    from samtalecoach.errors import SamtalecoachError
    from samtalecoach.ingest import read_conversation, read_conversations
    from samtalecoach.report import Report

__version__ = "0.1.0"
__all__ = [
    "Analyzer",
    "Conversation",
    "Report",
    "SamtalecoachError",
    "Turn",
    "__version__",
    "read_conversation",
    "read_conversations",
]

# Loaded when first used: spaCy alone takes most of a second.
_HOMES = {
    "Analyzer": "analyzer",
    "Conversation": "conversation",
    "Report": "report",
    "SamtalecoachError": "errors",
    "Turn": "conversation",
    "read_conversation": "ingest",
    "read_conversations": "ingest",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'samtalecoach' has no attribute '{name}'")
    return getattr(import_module(f"samtalecoach.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
