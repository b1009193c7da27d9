"""Where the shipped data and models lie: at the top of a checkout, inside the package of an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samtalecoach.errors import SamtalecoachError

__all__ = ["resource"]


@cache
def _root(kind: str) -> Path:
    package = Path(__file__).resolve().parent
    for root in (package / kind, package.parent.parent / kind):
        if root.is_dir():
            return root
    raise SamtalecoachError(f"The folder '{kind}' that ships with samtalecoach is missing; install the package again.")


def resource(kind: str, *parts: str) -> Path:
    """The path of a shipped file or folder; ``kind`` is ``data`` or ``models``. Raises SamtalecoachError where it is missing."""
    path = _root(kind).joinpath(*parts)
    if not path.exists():
        raise SamtalecoachError(f"{path} is missing from this installation; install samtalecoach again.")
    return path
