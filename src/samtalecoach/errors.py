"""The one exception type that users meet."""

from __future__ import annotations

__all__ = ["SamtalecoachError"]


class SamtalecoachError(ValueError):
    """Input or settings that cannot be used. The message is one sentence: what, where, and what to do."""
